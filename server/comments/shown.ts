import { and, asc, eq, exists, isNull, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { DbOrTx } from '../../db/client.ts';
import { users } from '../../db/schema/accounts.ts';
import { comments } from '../../db/schema/comments.ts';
import { meetings } from '../../db/schema/meetings.ts';
import type { Member } from '../clubs/access.ts';
import { codesSeenBy, currentCodes } from '../coding/coding.ts';
import { problem } from '../http/problems.ts';

/** The comments of an episode in video order, replies among them, as this person may see them. */
export function showComments(db: DbOrTx, by: Member, episodeId: string) {
  return shown(db, by, eq(comments.episodeId, episodeId));
}

/** One comment as this person may see it. Throws `comment_not_found` once it was deleted and left no replies. */
export async function showComment(db: DbOrTx, by: Member, commentId: string) {
  const [comment] = await shown(db, by, eq(comments.id, commentId));
  if (!comment) throw problem('comment_not_found');
  return comment;
}

/** A deleted comment stays, without its words and codes, for as long as it holds replies together. */
async function shown(db: DbOrTx, by: Member, which: SQL) {
  const codes = currentCodes(db);
  const replies = alias(comments, 'replies');
  const standing = db
    .select({ one: sql`1` })
    .from(replies)
    .where(and(eq(replies.parentId, comments.id), isNull(replies.deletedAt)));
  const rows = await db
    .select({
      comment: comments,
      authorName: users.name,
      meetingNumber: meetings.number,
      what: codes.what,
      how: codes.how,
    })
    .from(comments)
    .leftJoin(users, eq(users.id, comments.authorId))
    .leftJoin(meetings, eq(meetings.id, comments.meetingId))
    .leftJoinLateral(codes, sql`true`)
    .where(and(which, or(isNull(comments.deletedAt), exists(standing))))
    .orderBy(asc(comments.atMs), asc(comments.createdAt), asc(comments.id));
  return rows.map(({ comment, authorName, meetingNumber, what, how }) => {
    const { id, episodeId, parentId, authorId, authorRole, atMs, endMs, text, meetingId, phase } = comment;
    const deleted = comment.deletedAt !== null;
    return {
      ...{ id, episodeId, parentId, authorRole, atMs, endMs, text, phase, deleted },
      author: authorId && authorName ? { id: authorId, name: authorName } : null,
      mine: authorId === by.userId,
      ...codesSeenBy(by, authorId, deleted ? { what: null, how: null } : { what, how }),
      meeting: meetingId && meetingNumber ? { id: meetingId, number: meetingNumber } : null,
      version: comment.version,
      createdAt: comment.createdAt,
      editedAt: comment.editedAt,
    };
  });
}
