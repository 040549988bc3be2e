import { and, eq, isNull } from 'drizzle-orm';
import type { Tx } from '../../db/client.ts';
import { comments } from '../../db/schema/comments.ts';
import type { Member } from '../clubs/access.ts';
import type { EpisodeRow } from '../episodes/access.ts';
import { problem } from '../http/problems.ts';
import { visibleTo } from '../episodes/known-comments.ts';

export type CommentRow = typeof comments.$inferSelect;

/**
 * A comment as it is now, while one has the turn: the episode may have gone to notice-alone since access was checked. A
 * deleted one takes no changes and no new replies.
 */
export async function standing(tx: Tx, by: Member, commentId: string): Promise<CommentRow> {
  const [comment] = await tx
    .select()
    .from(comments)
    .where(and(eq(comments.id, commentId), isNull(comments.deletedAt), visibleTo(by)));
  if (!comment) throw problem('comment_not_found');
  return comment;
}

/** A moment lies within the episode, whose length is therefore known; a range has its end after its start. */
export function checkMoment(
  { durationMs }: EpisodeRow,
  { atMs, endMs }: { atMs: number; endMs: number | null },
) {
  if (durationMs === null) throw problem('episode_not_watchable');
  if (Math.max(atMs, endMs ?? 0) > durationMs) throw problem('comment_beyond_end', { durationMs });
  if (endMs !== null && endMs <= atMs) throw problem('comment_ends_before_start');
}
