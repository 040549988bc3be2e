import type { Discussion } from './discussion.svelte.ts';
import { type Filter, filters, isFound, matches } from './filters.ts';
import type { Shown } from './threads.ts';

/** What one is asked about a comment, or shown of it, over the page. */
export type Question = 'remove' | 'move' | 'share' | 'history' | 'tag';

/** What one is looking at in the list: which comments, and which of them was asked for. */
export class Reading {
  filter = $state<Filter>('all');
  /** Only threads in which this person wrote; '' for everybody. */
  personId = $state('');
  /** Only threads with these words. */
  words = $state('');
  /** Asked for by its pin, its link or its number; the list brings it into view, and the focus to it when by key. */
  selected = $state.raw<{ id: string; focus: boolean } | null>(null);
  asked = $state.raw<{ what: Question; comment: Shown } | null>(null);
  /** The list keeps up with the video until its reader goes elsewhere. */
  following = $state(true);
  readonly #discussion: Discussion;

  constructor(discussion: Discussion) {
    this.#discussion = discussion;
  }

  /** Those of the person and with the words, whatever their marks. */
  readonly #found = $derived.by(() => {
    const { personId, words } = this;
    const all = this.#discussion.threads;
    return personId || words.trim() ? all.filter((thread) => isFound(thread, personId, words)) : all;
  });

  readonly threads = $derived.by(() => {
    if (this.filter === 'all') return this.#found;
    const { fresh } = this.#discussion;
    return this.#found.filter((thread) => matches(thread, this.filter, fresh));
  });

  readonly counts = $derived.by(() => {
    const { fresh } = this.#discussion;
    const count = (filter: Filter) => this.#found.filter((thread) => matches(thread, filter, fresh)).length;
    return Object.fromEntries(filters.map((filter) => [filter, count(filter)])) as Record<Filter, number>;
  });

  /** Some of the comments are not shown, because of what was asked for. */
  get narrowed() {
    return this.filter !== 'all' || this.personId !== '' || this.words.trim() !== '';
  }

  /** Shows all comments again. */
  clear() {
    this.filter = 'all';
    this.personId = '';
    this.words = '';
  }

  ask(what: Question, comment: Shown) {
    this.asked = { what, comment };
  }

  /** Brings a comment into view, letting go of a filter that would hide it. Asking again brings it again. */
  show(id: string, focus = false) {
    const holds = ({ comment, replies }: (typeof this.threads)[number]) =>
      comment.id === id || replies.some((reply) => reply.id === id);
    if (!this.threads.some(holds)) this.clear();
    this.selected = { id, focus };
  }

  /** Goes to the next (1) or the last (-1) new comment of this visit, in the order of the list; false: no more that way. */
  nextNew(direction: 1 | -1) {
    const { threads, fresh, unseen } = this.#discussion;
    const order = threads.flatMap(({ comment, replies }) => [comment.id, ...replies.map(({ id }) => id)]);
    const here = order.indexOf(this.selected?.id ?? '');
    const isNext = (id: string, at: number) => fresh.has(id) && (direction === 1 ? at > here : at < here);
    const first = here < 0 && direction === 1 ? order.find((id) => unseen.has(id)) : undefined;
    const next = first ?? (direction === 1 || here < 0 ? order.find(isNext) : order.findLast(isNext));
    if (next !== undefined) this.show(next, true);
    return next !== undefined;
  }
}
