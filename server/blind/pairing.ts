import type { Codes } from '../coding/contract.ts';
import type { Axis, DeskSource } from './contract.ts';

/** One coding of a comment, as it was kept. */
export type Given = Codes & {
  source: 'author' | DeskSource;
  coderId: string | null;
  revision: number;
  /** When, in ms. */
  at: number;
};
/** A comment with all its codings, by revision. */
export type Coded = {
  commentId: string;
  authorId: string | null;
  inSample: boolean;
  codings: readonly Given[];
};
export type Side = { source: 'author' } | { source: DeskSource; coderId: string };
export type Pair = { one: string; other: string; authorId: string | null; at: number };

/** In clubs that keep *how* to the author, what is told of it grows by so many comments of so many people at once. */
const step = { comments: 10, people: 3 };

/**
 * What a side says of a comment on an axis; null where it left that open, undefined where it never coded the comment.
 * An author's is the first code they gave, as in the shift; a coder's is the last, or with `first` the first.
 */
export function codeBy(side: Side, { codings }: Coded, axis: Axis, first = false) {
  const given = codings.filter(
    (one) => one.source === side.source && (side.source === 'author' || one.coderId === side.coderId),
  );
  if (side.source === 'author') return given.find((one) => one[axis])?.[axis] ?? null;
  return given.at(first ? 0 : -1)?.[axis];
}

/** The comments that both coded, as pairs of codes in the order in which the second began, and how many one left open. */
export function pairsOf(all: readonly Coded[], one: Side, other: Side, axis: Axis, first = false) {
  const both = all.flatMap((comment) => {
    const [a, b] = [codeBy(one, comment, axis, first), codeBy(other, comment, axis, first)];
    if (a === undefined || b === undefined) return [];
    const { at = 0 } = comment.codings.find((given) => isBy(other, given)) ?? {};
    return { ...comment, a, b, at };
  });
  const pairs = both
    .sort((x, y) => x.at - y.at || (x.commentId < y.commentId ? -1 : 1))
    .flatMap(({ a, b, authorId, at }): Pair[] => (a && b ? [{ one: a, other: b, authorId, at }] : []));
  return { pairs, open: both.length - pairs.length };
}

function isBy(side: Side, given: Given) {
  return given.source === side.source && (side.source === 'author' || given.coderId === side.coderId);
}

/**
 * The pairs that may be told of where an author's code is the author's alone: whole steps of at least ten comments by at
 * least three people. Told one by one, each new pair would show by the difference what its author had marked.
 */
export function wholeSteps(pairs: readonly Pair[]) {
  let told = 0;
  let people = new Set<string>();
  pairs.forEach(({ authorId }, index) => {
    if (authorId) people.add(authorId);
    if (index + 1 - told < step.comments || people.size < step.people) return;
    told = index + 1;
    people = new Set();
  });
  return pairs.slice(0, told);
}

/**
 * Whether a comment was coded differently on an axis: by a blind coder and its author, and by blind coders among
 * themselves.
 */
export function disputeOf(comment: Coded, coderIds: readonly string[], axis: Axis) {
  const blind = coderIds.flatMap((coderId) => codeBy({ source: 'blind', coderId }, comment, axis) ?? []);
  const author = codeBy({ source: 'author' }, comment, axis);
  return {
    withAuthor: Boolean(author) && blind.some((code) => code !== author),
    amongCoders: new Set(blind).size > 1,
  };
}
