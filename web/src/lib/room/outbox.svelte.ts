import * as z from 'zod/mini';
import type { Codes } from '#contract/coding';
import { ApiProblem } from '#lib/api.ts';
import { sentenceOf } from '#lib/problems.ts';
import { Memory, type NewComment, newComment } from './draft.ts';
import type { Unsent } from './threads.ts';

/** `recoded`: marked after it was sent, so the server may have it with other marks. */
type Item = { body: NewComment; recoded: boolean; unsent: Unsent; since: string };

const kept = z.array(z.extend(newComment, { recoded: z.boolean() }));
const retryMs = 5000;

/**
 * Comments on their way to the club. Each has its id from the start, so sending it twice is one comment. While nobody
 * answers, or nobody is signed in, they wait, also over a reload; what the server refuses stays too, with the reason,
 * until its author decides.
 */
export class Outbox {
  items = $state.raw<Item[]>([]);
  readonly #send: (body: NewComment, recoded: boolean) => Promise<void>;
  readonly #memory: Memory<typeof kept>;
  #running = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `send` puts one comment to the club and shows it; what it throws decides what happens to the comment. */
  constructor(
    userId: string,
    episodeId: string,
    send: (body: NewComment, recoded: boolean) => Promise<void>,
  ) {
    this.#send = send;
    this.#memory = new Memory('outbox', userId, episodeId, kept);
    this.items = (this.#memory.read() ?? []).map(({ recoded, ...body }) => ({
      ...fresh(body),
      recoded,
    }));
    void this.flush();
  }

  /** Takes a comment; it is on its way, and safe, when this returns. */
  add(body: NewComment) {
    this.#set([...this.items, fresh(body)]);
    void this.flush();
  }

  discard(id: string) {
    this.#set(this.items.filter(({ body }) => body.id !== id));
  }

  /** Other marks for a comment that is still on its way; false when it is not. */
  recode(id: string, codes: Codes) {
    if (!this.items.some(({ body }) => body.id === id)) return false;
    this.#set(
      this.items.map((item) =>
        item.body.id === id ? { ...item, body: { ...item.body, codes }, recoded: true } : item,
      ),
    );
    return true;
  }

  /** Sends again what was refused. */
  retry(id: string) {
    this.#mark(id, { state: 'sending', problem: '' });
    void this.flush();
  }

  /** Sends what waits, one after the other. Call it whenever there may be a connection again. */
  async flush() {
    if (this.#running) return;
    this.#running = true;
    clearTimeout(this.#timer);
    try {
      for (let next; (next = this.items.find(({ unsent }) => unsent.state !== 'refused'));) {
        if (!(await this.#try(next))) break;
      }
    } finally {
      this.#running = false;
    }
  }

  close() {
    clearTimeout(this.#timer);
  }

  /** False when there is no use in trying the next one now. */
  async #try({ body, recoded }: Item) {
    try {
      await this.#send(body, recoded);
      // Marked anew while it was under way: it goes once more, and stays one comment.
      if (this.items.some((item) => item.body === body)) this.discard(body.id);
      return true;
    } catch (error) {
      const state = stateAfter(error);
      this.#mark(body.id, { state, problem: sentenceOf(error) });
      if (state === 'waiting') this.#timer = setTimeout(() => void this.flush(), retryMs);
      return state === 'refused';
    }
  }

  #mark(id: string, unsent: Unsent) {
    this.items = this.items.map((item) => (item.body.id === id ? { ...item, unsent } : item));
  }

  #set(items: Item[]) {
    this.items = items;
    this.#memory.keep(
      items.length > 0 ? items.map(({ body, recoded }) => ({ ...body, recoded })) : undefined,
    );
  }
}

function stateAfter(error: unknown): Unsent['state'] {
  if (!(error instanceof ApiProblem) || !isPassing(error)) return 'refused';
  return error.status === 401 ? 'signedOut' : 'waiting';
}

/** Nobody answered, or somebody who said "later" or "sign in first". */
export function isPassing({ status }: ApiProblem) {
  return status === 0 || status === 401 || status === 429 || status >= 500;
}

function fresh(body: NewComment): Item {
  return { body, recoded: false, unsent: { state: 'sending', problem: '' }, since: new Date().toISOString() };
}
