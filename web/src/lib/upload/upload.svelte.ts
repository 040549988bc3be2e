import type { DetailedError, Upload as TusUpload } from 'tus-js-client';
import { createEpisode } from '#contract/episodes';
import { ApiProblem, call } from '#lib/api.ts';
import { m } from '#lib/paraglide/messages.js';
import { sentenceFor, sentenceOf } from '#lib/problems.ts';
import { discard, refusalIn } from './discard.ts';
import { rememberPace } from './link.ts';
import type { Order } from './order.ts';
import { Pace } from './pace.ts';
import { type Cargo, Preparing } from './preparing.svelte.ts';

/**
 * `preparing`: its part is being cut on this device. `interrupted` goes on by itself; `stopped` does not, and `problem`
 * says why.
 */
export type UploadState = 'preparing' | 'waiting' | 'sending' | 'paused' | 'interrupted' | 'stopped' | 'done';

/** One part of the server's: what a crash there makes us send again is what is on the line, and no more than this. */
const chunkBytes = 5 * 1024 * 1024;
const retryMostMs = 30_000;
/**
 * Answers that another try will not change: not signed in, not mine or not there any more, too large; or should not,
 * because another tab has taken over, and the two would take it from each other for ever.
 */
const final = [400, 401, 403, 404, 410, 413, 423];

/** An upload that the server knows of. */
export type Begun = { episodeId: string; uploadUrl: string; sentBytes: number };
type Subject = { userId: string; clubId: string; title: string };
type Start = { order: Order } | { begun: Begun; file: File; shelved: string | null };

/** One video on its way to the server. It goes on after every lost connection until it is done, paused or refused. */
export class Upload {
  readonly userId: string;
  readonly clubId: string;
  readonly title: string;
  state = $state<UploadState>('preparing');
  problem = $state('');
  sentBytes = $state(0);
  bytesPerSecond = $state<number | null>(null);
  preparing = $state.raw(new Preparing());
  begun = $state.raw<Begun | null>(null);
  /** The part in the private storage, to be removed when nobody needs it. */
  shelved: string | null = null;
  order: Order | null = null;
  #cargo: Cargo | undefined;
  #file = $state.raw<File | null>(null);
  readonly #onRest: () => void;
  readonly #pace = new Pace();
  #tus: TusUpload | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;

  /** With an `order` it is prepared first; with `begun` it goes on. `onRest` is called whenever it stops working. */
  constructor({ userId, clubId, title }: Subject, start: Start, onRest: () => void) {
    this.userId = userId;
    this.clubId = clubId;
    this.title = title;
    this.#onRest = onRest;
    if ('order' in start) {
      this.order = start.order;
      return;
    }
    this.begun = start.begun;
    this.#file = start.file;
    this.shelved = start.shelved;
    this.sentBytes = start.begun.sentBytes;
    this.state = 'waiting';
  }

  get episodeId() {
    return this.begun?.episodeId ?? null;
  }
  get bytes() {
    return this.#file?.size ?? 0;
  }
  get fraction() {
    return this.bytes === 0 ? 0 : this.sentBytes / this.bytes;
  }
  get secondsLeft() {
    return this.bytesPerSecond ? (this.bytes - this.sentBytes) / this.bytesPerSecond : null;
  }
  get shrinking() {
    return this.state === 'preparing' && this.order?.part?.way === 'shrink';
  }
  /** At work, or about to be again by itself. */
  get active() {
    return ['preparing', 'waiting', 'sending', 'interrupted'].includes(this.state);
  }

  /** Cuts the part and makes the episode. Ends in line, or stopped with the reason; never throws. */
  async prepare() {
    const { order, preparing } = this;
    if (!order || this.state !== 'preparing') return;
    try {
      const cargo = this.#cargo ?? (await preparing.run(order));
      this.shelved = cargo.shelved;
      // Cancelled or told not to shrink just as it was done: what nobody waits for is thrown away with the next sweep.
      if (this.#overtaken(preparing)) return;
      this.#cargo = cargo;
      const file = { name: cargo.name, bytes: cargo.file.size, fingerprint: cargo.print };
      const body = { ...order.about, file, toCut: order.toCut };
      const { episode, uploadUrl } = await call(createEpisode, { params: { clubId: this.clubId }, body });
      if (this.#overtaken(preparing)) return await discard({ uploadUrl });
      this.begun = { episodeId: episode.id, uploadUrl, sentBytes: 0 };
      this.#file = cargo.file;
      this.#rest('waiting');
    } catch (error) {
      if (this.#overtaken(preparing)) return;
      this.problem = error instanceof ApiProblem ? sentenceOf(error) : sentenceOfCut(error);
      this.#rest('stopped');
    }
  }

  #overtaken(preparing: Preparing) {
    return preparing !== this.preparing || this.state !== 'preparing';
  }

  /** Gives up shrinking: what is prepared next is a copy. The caller puts it in line again. */
  dontShrink(order: Order) {
    this.preparing.stop();
    this.preparing = new Preparing();
    this.order = order;
  }

  async send() {
    const { begun } = this;
    const file = this.#file;
    if (!begun || !file) return;
    clearTimeout(this.#retry);
    this.state = 'sending';
    this.#pace.restart();
    const tus = await import('tus-js-client');
    if (this.state !== 'sending') return;
    this.#tus = new tus.Upload(file, {
      uploadUrl: begun.uploadUrl,
      chunkSize: chunkBytes,
      // Ours below: it never gives up, and says what it is doing.
      retryDelays: null,
      storeFingerprintForResuming: false,
      onProgress: (sent) => {
        this.#tries = 0;
        this.sentBytes = sent;
        this.bytesPerSecond = this.#pace.after(sent);
        if (this.bytesPerSecond) rememberPace(this.bytesPerSecond);
      },
      onSuccess: () => {
        this.sentBytes = file.size;
        this.#rest('done');
      },
      onError: (error) => this.#failed(error),
    });
    this.#tus.start();
  }

  async pause() {
    clearTimeout(this.#retry);
    this.#rest('paused');
    await this.#tus?.abort();
  }

  /** Stands in line again; whoever keeps the line goes on with it. */
  resume() {
    this.problem = '';
    this.state = this.begun ? 'waiting' : 'preparing';
    this.#onRest();
  }

  /** Goes on at once if it was waiting for the network. */
  networkIsBack() {
    if (this.state === 'interrupted') void this.send();
  }

  /** Stops whatever is under way, and deletes what has arrived and the episode it was for. */
  async cancel() {
    this.preparing.stop();
    await this.pause();
    if (this.begun) await discard(this.begun);
  }

  #rest(state: UploadState) {
    this.state = state;
    this.bytesPerSecond = null;
    this.#onRest();
  }

  #failed(error: Error | DetailedError) {
    if (this.state !== 'sending') return;
    const response = 'originalResponse' in error ? error.originalResponse : null;
    const status = response?.getStatus() ?? 0;
    if (final.includes(status)) {
      const code = refusalIn(response?.getBody());
      this.problem = sentenceFor(code ?? (status === 401 ? 'not_signed_in' : 'upload_not_found'));
      this.#rest('stopped');
      return;
    }
    // Not at rest: the line waits for it, so that a flaky network is not shared by all.
    this.state = 'interrupted';
    this.bytesPerSecond = null;
    const delay = Math.min(retryMostMs, 1000 * 2 ** this.#tries++);
    this.#retry = setTimeout(() => void this.send(), delay);
  }
}

function sentenceOfCut(error: unknown) {
  const name = error instanceof Error ? error.name : '';
  if (name === 'QuotaExceededError') return m.upload_no_room();
  return name === 'NotReadableError' || name === 'NotFoundError'
    ? m.upload_unreadable()
    : m.upload_cut_failed();
}
