import type { Comment } from '#contract/comments';

/** Why a comment of one's own is not with the club yet. */
export type Unsent = { state: 'sending' | 'waiting' | 'signedOut' | 'refused'; problem: string };
/** A comment as the room shows it; with `unsent`, only this device has it. */
export type Shown = Comment & { unsent?: Unsent };
/** A comment with its replies, which are in the order in which they were written. */
export type Thread = { comment: Shown; replies: Shown[] };

/**
 * Comments in video order, each with its replies. A reply whose comment is not there (yet) waits unseen. Threads of
 * `before` in which nothing changed are given again as they are.
 */
export function threadsOf(comments: Iterable<Shown>, before: readonly Thread[] = []): Thread[] {
  const threads = new Map<string, Thread>();
  const replies: Shown[] = [];
  for (const comment of comments) {
    if (comment.parentId) replies.push(comment);
    else threads.set(comment.id, { comment, replies: [] });
  }
  for (const reply of replies.sort(byWriting)) threads.get(reply.parentId ?? '')?.replies.push(reply);
  for (const old of before) {
    const now = threads.get(old.comment.id);
    if (now && isSame(now, old)) threads.set(old.comment.id, old);
  }
  return [...threads.values()].sort(
    (a, b) => a.comment.atMs - b.comment.atMs || byWriting(a.comment, b.comment),
  );
}

function isSame(a: Thread, b: Thread) {
  return (
    a.comment === b.comment &&
    a.replies.length === b.replies.length &&
    a.replies.every((reply, at) => reply === b.replies[at])
  );
}

function byWriting(a: Shown, b: Shown) {
  return inOrder(a.createdAt, b.createdAt) || inOrder(a.id, b.id);
}

/** Of moments and ids, which are no words: comparing them as words of a language takes a hundred times as long. */
function inOrder(a: string, b: string) {
  return a < b ? -1 : Number(a > b);
}

/** A comment without a range is about what follows it for this long. */
const momentMs = 4000;

/** The comment that the video is showing now: of those that cover this moment, the one that began last. */
export function threadAt(threads: readonly Thread[], atMs: number) {
  return threads.findLast(
    ({ comment: { deleted, atMs: from, endMs } }) =>
      !deleted && from <= atMs && atMs < Math.max(endMs ?? 0, from + momentMs),
  );
}

/** The comment after (1) or before (-1) a moment; comments at the very moment are passed over. */
export function neighbour(threads: readonly Thread[], atMs: number, direction: 1 | -1) {
  return direction === 1
    ? threads.find(({ comment }) => comment.atMs > atMs)
    : threads.findLast(({ comment }) => comment.atMs < atMs);
}
