import { codeAtDesk, type DeskSource, getDesk } from '#contract/blind';
import type { Codes } from '#contract/coding';
import { type Answer, call } from '#lib/api.ts';
import { Attempt } from '#lib/ui/attempt.svelte.ts';

type Given = Answer<typeof getDesk>;
export type DeskAxis = 'what' | 'how';
/** `unsaid`: the words don't tell. Undefined: not answered yet. */
export type Said<Axis extends DeskAxis> = NonNullable<Codes[Axis]> | 'unsaid' | undefined;

/** One comment after the other, each with an answer on both axes. */
export class Desk {
  given: Given = $state.raw() as Given;
  what = $state<Said<'what'>>();
  how = $state<Said<'how'>>();
  /** Going on was asked for before both were answered. */
  missing = $state(false);
  readonly attempt = new Attempt();
  readonly #clubId: string;
  readonly #source: DeskSource;

  constructor(clubId: string, source: DeskSource, given: Given) {
    this.#clubId = clubId;
    this.#source = source;
    this.#show(given);
  }

  /** What could not be told on the axes that have no answer yet. */
  leaveOpen() {
    this.what ??= 'unsaid';
    this.how ??= 'unsaid';
    this.missing = false;
  }

  /** Keeps the answers and goes on; true when there is another comment, or an end, to look at. */
  async next() {
    const { comment } = this.given;
    if (!comment) return false;
    const [what, how] = [this.what, this.how];
    this.missing = what === undefined || how === undefined;
    if (what === undefined || how === undefined) return false;
    const codes = { what: what === 'unsaid' ? null : what, how: how === 'unsaid' ? null : how };
    const body = { source: this.#source, key: comment.key, codes };
    const kept = await this.attempt.run(async () =>
      this.#show(await call(codeAtDesk, { params: { clubId: this.#clubId }, body })),
    );
    if (!kept && this.attempt.code === 'desk_changed') return this.#look();
    return kept;
  }

  /** The comment before the one that is shown. */
  async back() {
    if (this.given.at <= 1) return false;
    return this.attempt.run(() => this.#look(this.given.at - 1));
  }

  async #look(at?: number) {
    const query = { source: this.#source, at };
    this.#show(await call(getDesk, { params: { clubId: this.#clubId }, query }));
    return true;
  }

  #show(given: Given) {
    this.given = given;
    const codes = given.comment?.codes;
    this.what = codes ? (codes.what ?? 'unsaid') : undefined;
    this.how = codes ? (codes.how ?? 'unsaid') : undefined;
    this.missing = false;
  }
}
