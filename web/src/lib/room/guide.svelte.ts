import { tick } from 'svelte';
import type { Near } from './near.svelte.ts';
import type { Reading } from './reading.svelte.ts';

/** Takes its reader through the list: to the comment that was asked for, or to the one that the video is at. */
export class Guide {
  /** The list, once it is on the page. */
  list = $state<HTMLElement>();
  readonly #reading: Reading;
  readonly #near: Near;

  constructor(reading: Reading, near: Near) {
    this.#reading = reading;
    this.#near = near;
  }

  /** Brings a comment or reply into view, unless it is; what is far away at once, what is close by gliding. */
  async bring(id: string, focus: boolean) {
    const { threads } = this.#reading;
    const at = threads.findIndex(
      ({ comment, replies }) => comment.id === id || replies.some((reply) => reply.id === id),
    );
    if (at < 0) return;
    this.#near.reach(at);
    this.#near.draw(threads.slice(Math.max(0, at - 3), at + 4));
    await tick();
    const card = this.list?.querySelector<HTMLElement>(`[data-thread="${id}"], [data-reply="${id}"]`);
    if (!card) return;
    const { top, bottom } = card.getBoundingClientRect();
    const far = top > 2 * innerHeight || bottom < -innerHeight;
    this.#near.aimAt(card);
    card.scrollIntoView(far ? { block: 'center', behavior: 'instant' } : { block: 'nearest' });
    if (focus) card.focus({ preventScroll: true });
  }

  /** Goes along with the video. Where the whole page scrolls, only somebody who is already reading the list is taken. */
  follow(id: string) {
    if (!this.list) return;
    const { overflowY } = getComputedStyle(this.list);
    const reads = overflowY === 'auto' || this.list.getBoundingClientRect().top < innerHeight / 2;
    if (reads) void this.bring(id, false);
  }

  /** Its reader looks elsewhere, and is left there. */
  leave = () => {
    this.#reading.following = false;
  };

  keydown = ({ key }: KeyboardEvent) => {
    if (/^(?:Arrow(?:Up|Down)|Page|Home|End)/.test(key)) this.leave();
  };
}
