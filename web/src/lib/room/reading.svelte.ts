import type { Discussion } from './discussion.svelte.ts';
import { type Filter, filters, matches } from './filters.ts';
import type { Shown } from './threads.ts';

/** What one is looking at in the list: which comments, and which of them was asked for. */
export class Reading {
  filter = $state<Filter>('all');
  /** Asked for by its pin, its link or its number; the list brings it into view. */
  selected = $state.raw<{ id: string } | null>(null);
  /** About to be deleted, or to be moved to another meeting: one is asked first. */
  removing = $state.raw<Shown | null>(null);
  moving = $state.raw<Shown | null>(null);
  readonly #discussion: Discussion;

  constructor(discussion: Discussion) {
    this.#discussion = discussion;
  }

  readonly threads = $derived.by(() =>
    this.#discussion.threads.filter((thread) => matches(thread, this.filter)),
  );

  readonly counts = $derived.by(() => {
    const count = (filter: Filter) =>
      this.#discussion.threads.filter((thread) => matches(thread, filter)).length;
    return Object.fromEntries(filters.map((filter) => [filter, count(filter)])) as Record<Filter, number>;
  });

  /** Brings a comment into view, letting go of a filter that would hide it. Asking again brings it again. */
  show(id: string) {
    const holds = ({ comment, replies }: (typeof this.threads)[number]) =>
      comment.id === id || replies.some((reply) => reply.id === id);
    if (!this.threads.some(holds)) this.filter = 'all';
    this.selected = { id };
  }
}
