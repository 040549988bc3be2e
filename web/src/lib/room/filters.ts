import type { Shown, Thread } from './threads.ts';

export const filters = [
  'all',
  'mine',
  'new',
  'uncoded',
  'teaching',
  'learning',
  'judgment',
  'evidence',
  'independent',
  'mediator',
] as const;
export type Filter = (typeof filters)[number];

/**
 * Whether a thread belongs under a filter; `fresh` are those new to the reader. Codes, and whether it was written before
 * reading others, are those of the comment itself; people's own, new ones and mediators' count in replies too. Where
 * *how* is hidden from the reader, a comment may well be marked: it is never called unmarked.
 */
export function matches({ comment, replies }: Thread, filter: Filter, fresh: ReadonlySet<string>) {
  const { what, how } = comment.codes;
  const some = (is: (one: Shown) => boolean) => {
    const stands = (one: Shown) => !one.deleted && is(one);
    return stands(comment) || replies.some(stands);
  };
  switch (filter) {
    case 'all':
      return true;
    case 'mine':
      return some(({ mine }) => mine);
    case 'new':
      return some(({ id }) => fresh.has(id));
    case 'mediator':
      return some(({ authorRole }) => authorRole === 'mediator');
    case 'uncoded':
      return !comment.deleted && !what && !how && !comment.howHidden;
    case 'independent':
      return !comment.deleted && comment.independent;
    case 'teaching':
    case 'learning':
      return what === filter;
    case 'judgment':
    case 'evidence':
      return how === filter;
  }
}

/** Whether somebody wrote in a thread, and whether one of its comments has all these words; '' asks for nothing. */
export function isFound({ comment, replies }: Thread, personId: string, words: string) {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  return [comment, ...replies].some(
    (one) =>
      (personId === '' || one.author?.id === personId) && wanted.every((word) => plainOf(one).includes(word)),
  );
}

/** As people search: without accents or capitals. */
export function plain(text: string) {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

/** Each comment is made plain once, not at every letter of a search. */
const plains = new WeakMap<Shown, string>();
function plainOf(comment: Shown) {
  const known = plains.get(comment);
  if (known !== undefined) return known;
  const made = plain(`${comment.text} ${comment.quote ?? ''}`);
  plains.set(comment, made);
  return made;
}

type Cue = { startMs: number; lines: string[] };

/** The lines of the captions that have all these words; none when nothing is searched. */
export function linesWith<C extends Cue>(cues: readonly C[], words: string): C[] {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return [];
  return cues.filter(({ lines }) => {
    const said = plain(lines.join(' '));
    return wanted.every((word) => said.includes(word));
  });
}
