import { createContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { getClub } from '#contract/clubs';
import type { LiveEvent } from '#contract/live';
import { ApiProblem, call } from '#lib/api.ts';
import { type Beginning, hasMissedNothing } from '#lib/missed.ts';

/** `reset`: something may have been missed, fetch again. `gone`: the reader is no longer of this club. */
export type LiveNews = LiveEvent | { type: 'reset' } | { type: 'gone' };

type Word = { seq: number; news: LiveNews } | Beginning | { connected: boolean };

const retryMs = 3000;

/**
 * What happens in a club, as it happens. Browsers allow six connections to a server, so the tabs of a browser share one:
 * the tab that holds the lock listens and tells the others. When it closes, the next one takes over.
 */
export class ClubLive {
  /** False while nothing can be heard; what is on screen may then be old. */
  connected = $state(true);
  /** How far the preparation of an episode is, in percent, where it was heard of. */
  readonly progress = new SvelteMap<string, number>();
  /** When it is expected to be done, where that was heard of; null when its pace tells nothing. */
  readonly expectedAt = new SvelteMap<string, string | null>();
  readonly #clubId: string;
  readonly #channel: BroadcastChannel;
  readonly #listeners = new Set<(news: LiveNews) => void>();
  readonly #closing = new AbortController();
  #lastSeq: number | undefined;

  constructor(clubId: string) {
    this.#clubId = clubId;
    this.#channel = new BroadcastChannel(`live:${clubId}`);
    this.#channel.onmessage = ({ data }: MessageEvent<Word>) => this.#hear(data);
    // Web Locks need a secure context; over plain http each tab listens for itself.
    if (!('locks' in navigator)) this.#listen().catch(() => {});
    else
      navigator.locks
        .request(`live:${clubId}`, { signal: this.#closing.signal }, () => this.#listen())
        .catch(() => {}); // Closed before its turn came.
  }

  /** Calls `listener` with whatever happens, until the returned function is called. Use in an effect. */
  on(listener: (news: LiveNews) => void) {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  close() {
    this.#closing.abort();
    this.#channel.close();
    this.#listeners.clear();
  }

  #hear(word: Word) {
    if ('connected' in word) this.connected = word.connected;
    else if ('quietMs' in word) this.#begin(word);
    else {
      if (word.seq > 0) this.#lastSeq = word.seq;
      if (word.news.type === 'episode.progressed') this.#progressed(word.news);
      for (const listener of this.#listeners) listener(word.news);
    }
  }

  #begin(beginning: Beginning) {
    // By the clock that nobody sets, and by the one that goes on while a phone sleeps.
    const ageMs = Math.max(performance.now(), Date.now() - performance.timeOrigin);
    const current = hasMissedNothing(beginning, this.#lastSeq, ageMs);
    this.#lastSeq = beginning.seq;
    if (!current) this.#hear({ seq: beginning.seq, news: { type: 'reset' } });
  }

  #progressed({ episodeId, percent, expectedAt }: Extract<LiveEvent, { type: 'episode.progressed' }>) {
    this.progress.set(episodeId, percent);
    // The same instant on the wire and in the type of the schema: JSON carries it as a string.
    this.expectedAt.set(episodeId, expectedAt && String(expectedAt));
  }

  #tell(word: Word) {
    if (this.#closing.signal.aborted) return;
    this.#channel.postMessage(word);
    this.#hear(word);
  }

  /** Holds one connection for as long as this tab has the lock. */
  async #listen() {
    while (!this.#closing.signal.aborted) {
      await this.#connect();
      if (this.#closing.signal.aborted) return;
      if (await this.#isGone()) return this.#tell({ seq: 0, news: { type: 'gone' } });
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }

  /** Resolves when the browser has given up on the connection; short breaks it mends itself, with Last-Event-ID. */
  #connect() {
    return new Promise<void>((resolve) => {
      const after = this.#lastSeq === undefined ? '' : `?after=${this.#lastSeq}`;
      const source = new EventSource(`/api/clubs/${this.#clubId}/live${after}`);
      const end = () => {
        source.close();
        resolve();
      };
      this.#closing.signal.addEventListener('abort', end);
      source.addEventListener('hello', ({ data }: MessageEvent<string>) => {
        const { seq, quietMs = 0 } = JSON.parse(data) as Pick<Beginning, 'seq'> & Partial<Beginning>;
        this.#tell({ seq, quietMs });
        this.#tell({ connected: true });
      });
      source.addEventListener('message', ({ lastEventId, data }: MessageEvent<string>) =>
        this.#tell({ seq: Number(lastEventId), news: JSON.parse(data) as LiveEvent }),
      );
      source.addEventListener('reset', ({ lastEventId }) =>
        this.#tell({ seq: Number(lastEventId), news: { type: 'reset' } }),
      );
      // No longer of this club, or no longer signed in: asking tells which.
      source.addEventListener('gone', () => {
        this.#tell({ connected: false });
        end();
      });
      source.addEventListener('error', () => {
        this.#tell({ connected: false });
        if (source.readyState === EventSource.CLOSED) end();
      });
    });
  }

  async #isGone() {
    try {
      await call(getClub, { params: { clubId: this.#clubId } });
      return false;
    } catch (error) {
      return error instanceof ApiProblem && error.status === 404;
    }
  }
}

export const [useLive, provideLive] = createContext<ClubLive>();
