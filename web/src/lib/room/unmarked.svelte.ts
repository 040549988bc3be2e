import type { Codes } from '#contract/coding';
import { sentenceOf } from '#lib/problems.ts';
import type { Discussion } from './discussion.svelte.ts';
import { toggled } from './toggled.ts';

type Sent = { id: string; atMs: number; text: string; codes: Codes };

/** The comment that was just sent without marks: asked about once, until it is answered, declined or the next is sent. */
export class Unmarked {
  comment = $state.raw<Sent | null>(null);
  /** Why the last mark did not arrive, in words. */
  problem = $state('');
  readonly #discussion: Discussion;
  /** One after the other: two presses may come faster than an answer. */
  #marking = Promise.resolve();

  constructor(discussion: Discussion) {
    this.#discussion = discussion;
  }

  ask(comment: Sent) {
    this.problem = '';
    this.comment = comment;
  }

  dismiss() {
    this.comment = null;
  }

  /** Marks one axis; with both there is nothing left to ask. */
  mark(code: Partial<Codes>) {
    const asked = this.comment;
    if (!asked) return;
    const codes = toggled(asked.codes, code);
    this.comment = codes.what && codes.how ? null : { ...asked, codes };
    this.#marking = this.#marking
      .then(() => this.#discussion.mark(asked.id, codes))
      .catch((error: unknown) => {
        this.problem = sentenceOf(error);
        if (this.comment === null || this.comment.id === asked.id) this.comment = asked;
      });
  }
}
