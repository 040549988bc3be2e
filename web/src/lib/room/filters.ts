import type { Thread } from './threads.ts';

export const filters = ['all', 'mine', 'uncoded', 'teaching', 'learning', 'judgment', 'evidence'] as const;
export type Filter = (typeof filters)[number];

/**
 * Whether a thread belongs under a filter. Codes are those of the comment itself; one's own count in replies
 * too. Where *how* is hidden from the reader, a comment may well be marked: it is never called unmarked.
 */
export function matches({ comment, replies }: Thread, filter: Filter) {
  const { what, how } = comment.codes;
  switch (filter) {
    case 'all':
      return true;
    case 'mine':
      return [comment, ...replies].some(({ mine, deleted }) => mine && !deleted);
    case 'uncoded':
      return !comment.deleted && !what && !how && !comment.howHidden;
    case 'teaching':
    case 'learning':
      return what === filter;
    case 'judgment':
    case 'evidence':
      return how === filter;
  }
}
