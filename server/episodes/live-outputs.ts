import { livePlaylist, type Rendition } from '../media/hls.ts';
import type { LiveSegments } from '../media/live-rung.ts';
import type { Outputs } from './outputs.ts';

const playlist = 'live.m3u8';

/** Whether an output belongs to a rung that is watched while it is encoded. */
export const isLive = (name: string) => name.startsWith('live');

/**
 * Brings a rung to the store while it is being encoded: its segments as they come and, after them, a playlist that
 * lists what is stored and nothing else. One writer, in order; segments that come meanwhile are stored together.
 */
export class LiveOutputs {
  readonly #outputs: Outputs;
  readonly #onFirst: (rendition: Rendition) => Promise<void>;
  #made: LiveSegments | undefined;
  #stored = 0;
  #writing = Promise.resolve();

  /** `onFirst` is called once, when there is something to play; the next segment waits for it. */
  constructor(outputs: Outputs, onFirst: (rendition: Rendition) => Promise<void>) {
    this.#outputs = outputs;
    this.#onFirst = onFirst;
  }

  /** Takes note of all segments made so far. Rejects when they can't be stored. */
  take(made: LiveSegments): Promise<void> {
    this.#made = made;
    return (this.#writing = this.#writing.then(() => this.#write()));
  }

  /** Tells players that no more will come. */
  async end() {
    await this.#writing;
    if (this.#made)
      await this.#outputs.storeText(playlist, livePlaylist(this.#made.segments, { ended: true }));
  }

  async #write() {
    const made = this.#made;
    if (!made || made.segments.length === this.#stored) return;
    const { rendition, init, segments } = made;
    const first = this.#stored === 0;
    if (first) await this.#outputs.storeCopy(init);
    for (const { file } of segments.slice(this.#stored)) await this.#outputs.storeCopy(file);
    this.#stored = segments.length;
    await this.#outputs.storeText(playlist, livePlaylist(segments, { ended: false }));
    if (first) await this.#onFirst(rendition);
  }
}
