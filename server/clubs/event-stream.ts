import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { EventsPage } from '../live/live.ts';

/** A reader who takes nothing while this many bytes wait is dropped; the browser connects again and asks for the rest. */
const maxWaitingBytes = 256 * 1024;

type Source = {
  heartbeatMs: number;
  /** Asked before anything is delivered, and at each heartbeat. */
  mayRead(): Promise<boolean>;
  /** What came after this number, for this reader; null when part of it is no longer kept. */
  read(seq: number): Promise<EventsPage | null>;
  newest(): Promise<{ seq: number; quietMs: number | null }>;
  onError(error: unknown): void;
};

/** One open connection of server-sent events: delivers in order, one delivery at a time, to whoever may still read. */
export class EventStream {
  readonly #source: Source;
  readonly #raw: ServerResponse;
  #seq = 0;
  /** From the start until hello: nothing is delivered before it. */
  #busy = true;
  #woken = false;

  constructor(reply: FastifyReply, source: Source) {
    this.#source = source;
    this.#raw = reply.raw;
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as OutgoingHttpHeaders),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
  }

  /** Says hello and delivers what came after `since`, or from now on. Calls `ended` when the connection is over. */
  async start(since: number | undefined, ended: () => void) {
    // Whoever left while access was being checked has said goodbye already.
    if (this.#raw.destroyed) return ended();
    const beat = setInterval(() => void this.#deliver(true), this.#source.heartbeatMs);
    this.#raw.once('close', () => {
      clearInterval(beat);
      ended();
    });
    // Whoever reads on keeps their own number until they have the rest: a connection lost meanwhile loses nothing.
    await this.#guard(async () => {
      const hello = since === undefined ? await this.#source.newest() : { seq: since };
      this.#seq = hello.seq;
      this.#write(`event: hello\nid: ${hello.seq}\ndata: ${JSON.stringify(hello)}\n\n`);
    });
    this.#busy = false;
    this.wake();
  }

  /** Something may have happened: looks, and delivers. */
  wake() {
    void this.#deliver(false);
  }

  end() {
    this.#raw.end();
  }

  async #deliver(heartbeat: boolean) {
    this.#woken = true;
    if (this.#busy) return;
    this.#busy = true;
    await this.#guard(async () => {
      while (this.#woken && !this.#raw.writableEnded && !this.#raw.destroyed) {
        this.#woken = false;
        await this.#deliverOnce();
      }
      if (heartbeat) this.#write(':\n\n');
    });
    this.#busy = false;
  }

  async #deliverOnce() {
    if (!(await this.#source.mayRead())) {
      this.#write('event: gone\ndata: {}\n\n');
      this.end();
      return;
    }
    const page = await this.#source.read(this.#seq);
    if (page === null) {
      this.#seq = (await this.#source.newest()).seq;
      this.#write(`event: reset\nid: ${this.#seq}\ndata: {"seq":${this.#seq}}\n\n`);
      return;
    }
    for (const { seq, event } of page.events) this.#write(`id: ${seq}\ndata: ${JSON.stringify(event)}\n\n`);
    this.#seq = page.upTo;
    if (page.more) this.#woken = true;
  }

  #write(text: string) {
    if (this.#raw.writableEnded || this.#raw.destroyed) return;
    if (this.#raw.writableLength > maxWaitingBytes) this.#raw.destroy();
    else this.#raw.write(text);
  }

  async #guard(work: () => Promise<void>) {
    try {
      await work();
    } catch (error) {
      this.#source.onError(error);
      this.#raw.destroy();
    }
  }
}
