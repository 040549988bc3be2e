import { and, desc, eq, inArray, isNotNull, isNull, max, sql } from 'drizzle-orm';
import type { DbOrTx, Tx } from '../../db/client.ts';
import { users } from '../../db/schema/accounts.ts';
import { memberships } from '../../db/schema/clubs.ts';
import { commentMentions, comments, readings } from '../../db/schema/comments.ts';
import { episodes } from '../../db/schema/episodes.ts';
import { meetingEpisodes } from '../../db/schema/meetings.ts';
import { activeMembership, type Member } from '../clubs/access.ts';
import { problem } from '../http/problems.ts';
import { visibleTo } from '../episodes/known-comments.ts';
import { noteRead } from '../readings/readings.ts';

const mentionsShown = 50;

/**
 * Names these members in a comment, instead of those it named before. Throws `mention_not_member` for oneself and for
 * whoever is not of the club now; somebody named before may have left since.
 */
export async function nameMembers(tx: Tx, by: Member, commentId: string, given: string[]) {
  const named = await tx
    .delete(commentMentions)
    .where(eq(commentMentions.commentId, commentId))
    .returning({ userId: commentMentions.userId });
  const userIds = [...new Set(given)];
  await checkMembers(
    tx,
    by,
    userIds.filter((userId) => !named.some((one) => one.userId === userId)),
  );
  if (userIds.length > 0)
    await tx.insert(commentMentions).values(userIds.map((userId) => ({ commentId, userId })));
}

async function checkMembers(tx: Tx, by: Member, userIds: string[]) {
  if (userIds.length === 0) return;
  if (userIds.includes(by.userId)) throw problem('mention_not_member');
  const found = await tx.$count(
    memberships,
    and(eq(memberships.clubId, by.clubId), inArray(memberships.userId, userIds), activeMembership),
  );
  if (found < userIds.length) throw problem('mention_not_member');
}

/**
 * The comments that name the reader and that the reader may see, the newest first; their words count as read. One is
 * unseen until the reader has been in its room since it was last changed, and since they may read it: it may only now
 * name them, or only now be shared.
 */
export async function listMentions(db: DbOrTx, by: Member) {
  const opened = db
    .select({ at: max(meetingEpisodes.sharedAt) })
    .from(meetingEpisodes)
    .where(eq(meetingEpisodes.episodeId, comments.episodeId));
  const since = sql`greatest(${comments.createdAt}, ${comments.editedAt}, ${readings.choseAt}, (${opened}))`;
  const rows = await db
    .select({
      commentId: comments.id,
      episodeId: comments.episodeId,
      episodeTitle: episodes.title,
      author: { id: users.id, name: users.name },
      text: comments.text,
      createdAt: comments.createdAt,
      unseen: sql<boolean>`${readings.seenUntil} is null or ${since} > ${readings.seenUntil}`,
      readAt: readings.readAt,
    })
    .from(commentMentions)
    .innerJoin(comments, eq(comments.id, commentMentions.commentId))
    .innerJoin(episodes, eq(episodes.id, comments.episodeId))
    .leftJoin(users, eq(users.id, comments.authorId))
    .leftJoin(readings, and(eq(readings.episodeId, comments.episodeId), eq(readings.userId, by.userId)))
    .where(
      and(
        eq(commentMentions.userId, by.userId),
        eq(comments.clubId, by.clubId),
        isNull(comments.deletedAt),
        isNotNull(episodes.sharedAt),
        isNull(episodes.withdrawnAt),
        visibleTo(by),
      ),
    )
    .orderBy(desc(comments.createdAt), desc(comments.id))
    .limit(mentionsShown);
  const unread = rows.filter(({ readAt }) => !readAt).map(({ episodeId }) => episodeId);
  await noteRead(db, by, ...new Set(unread));
  return rows;
}
