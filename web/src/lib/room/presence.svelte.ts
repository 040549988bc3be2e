import { sayGone, sayHere } from '#contract/readings';
import { ApiProblem, type Answer, call } from '#lib/api.ts';
import type { LiveNews } from '#lib/live.svelte.ts';

export type Present = Answer<typeof sayHere>[number];

/** Often enough for the server, which takes somebody to be there for 45 s. */
const everyMs = 20_000;
/** Several people come at once when a meeting begins. */
const settleMs = 400;

/**
 * Who is in the room: says that the reader is, while the page is in view, and learns with each answer who else is. What
 * was read by then is told along with it.
 */
export class Presence {
  people = $state.raw<Present[]>([]);
  readonly #episodeId: string;
  readonly #seenUntil: () => string | null;
  #again: ReturnType<typeof setTimeout> | undefined;
  #left = true;
  /** What was read, as it was told last. */
  #told: string | null = null;

  constructor(episodeId: string, seenUntil: () => string | null) {
    this.#episodeId = episodeId;
    this.#seenUntil = seenUntil;
  }

  enter() {
    this.#left = false;
    if (document.visibilityState === 'visible') void this.#say();
  }

  /** The page was hidden or shown. A hidden page tells once more what was read, and then is silent. */
  turned() {
    if (!this.#left) void this.#say();
  }

  hear(news: LiveNews) {
    const mine = news.type === 'presence.changed' && news.episodeId === this.#episodeId;
    if ((mine || news.type === 'reset') && !this.#left && document.visibilityState === 'visible')
      this.#in(settleMs);
  }

  leave() {
    if (this.#left) return;
    this.#left = true;
    clearTimeout(this.#again);
    // In this order; should the page be gone in between, the server notices by itself.
    const told = this.#seenUntil() === this.#told ? Promise.resolve() : this.#tell();
    const params = { episodeId: this.#episodeId };
    void told.then(() => call(sayGone, { params, keepalive: true })).catch(() => {});
  }

  async #tell() {
    const seenUntil = this.#seenUntil();
    const params = { episodeId: this.#episodeId };
    this.people = await call(sayHere, { params, body: { seenUntil }, keepalive: true });
    this.#told = seenUntil;
  }

  async #say() {
    clearTimeout(this.#again);
    try {
      await this.#tell();
    } catch (error) {
      // Refused or without an answer: the page says so elsewhere, and the next time may be another.
      if (!(error instanceof ApiProblem)) throw error;
    }
    if (!this.#left && document.visibilityState === 'visible') this.#in(everyMs);
  }

  #in(ms: number) {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => void this.#say(), ms);
  }
}
