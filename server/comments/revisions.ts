import { and, desc, eq, gt, or } from 'drizzle-orm';
import type { DbOrTx, Tx } from '../../db/client.ts';
import { commentRevisions, comments } from '../../db/schema/comments.ts';
import type { Member } from '../clubs/access.ts';
import type { CommentRow } from './standing.ts';

type Reason = (typeof commentRevisions.$inferSelect)['reason'];
type Kept = Pick<CommentRow, 'id' | 'version' | 'text' | 'atMs' | 'endMs' | 'box' | 'quote'>;

/** Keeps what a comment was under its version, before it becomes something else. */
export async function keepRevision(
  tx: Tx,
  { id: commentId, version, text, atMs, endMs, box, quote }: Kept,
  reason: Reason,
) {
  await tx.insert(commentRevisions).values({ commentId, version, text, atMs, endMs, box, quote, reason });
}

/** Forgets what a comment was: nobody shall read more of it than it says now. */
export async function forgetRevisions(tx: Tx, commentId: string) {
  await tx.delete(commentRevisions).where(eq(commentRevisions.commentId, commentId));
}

/**
 * What a comment was before each change, the newest first; nothing of one that was deleted. What its author replaced
 * before sending it, taking up what the composer asked, was never the club's to read: it stays the author's.
 */
export function showHistory(db: DbOrTx, by: Member, commentId: string) {
  return db
    .select({
      version: commentRevisions.version,
      text: commentRevisions.text,
      atMs: commentRevisions.atMs,
      endMs: commentRevisions.endMs,
      reason: commentRevisions.reason,
      replacedAt: commentRevisions.replacedAt,
    })
    .from(commentRevisions)
    .innerJoin(comments, eq(comments.id, commentRevisions.commentId))
    .where(
      and(
        eq(commentRevisions.commentId, commentId),
        or(eq(comments.authorId, by.userId), gt(commentRevisions.replacedAt, comments.createdAt)),
      ),
    )
    .orderBy(desc(commentRevisions.version));
}
