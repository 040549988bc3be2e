import { eq, sql } from 'drizzle-orm';
import type { Tx } from '../../db/client.ts';
import { commentMoves, comments } from '../../db/schema/comments.ts';
import { meetings } from '../../db/schema/meetings.ts';
import type { Member } from '../clubs/access.ts';
import { recordCodes } from '../coding/coding.ts';
import type { Codes } from '../coding/contract.ts';
import type { Deps } from '../deps.ts';
import type { EpisodeRow } from '../episodes/access.ts';
import { problem } from '../http/problems.ts';
import { phaseAt } from '../meetings/belonging.ts';
import { meetingNow, takeTurn } from '../meetings/meetings.ts';
import { showComment } from './shown.ts';

type Moment = { atMs: number; endMs: number | null };
type NewComment = Moment & { id: string; parentId: string | null; text: string; codes: Codes };
type Change = Partial<Moment> & { version: number; text?: string };

/**
 * Adds a comment or a reply at a moment of the episode, in the meeting in which it is made, and tells everyone watching.
 * Sending the same id again gives the comment that is there; an id that is someone else's is 404, as if unknown.
 */
export async function addComment(
  { db, live }: Deps,
  by: Member,
  episode: EpisodeRow,
  { codes, ...input }: NewComment,
) {
  checkMoment(episode, input);
  return db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    if (input.parentId) await checkParent(tx, episode, input.parentId);
    const meeting = await meetingNow(tx, episode.id);
    const [added] = await tx
      .insert(comments)
      .values({
        ...input,
        clubId: by.clubId,
        episodeId: episode.id,
        meetingId: meeting?.id,
        phase: meeting?.phase,
        authorId: by.userId,
        authorRole: by.role,
      })
      .onConflictDoNothing()
      .returning({ id: comments.id });
    if (added) {
      await recordCodes(tx, by, added.id, codes);
      await tell(live, tx, episode, added.id);
    } else {
      const [there] = await tx.select().from(comments).where(eq(comments.id, input.id));
      if (there?.authorId !== by.userId || there.episodeId !== episode.id) throw problem('comment_not_found');
    }
    return showComment(tx, by, input.id);
  });
}

/** Changes words or moment. Throws `comment_changed_meanwhile` when `version` is not the one that is there. */
export async function changeComment(
  { db, live }: Deps,
  by: Member,
  episode: EpisodeRow,
  commentId: string,
  { version, ...change }: Change,
) {
  return db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    const before = await standing(tx, commentId);
    if (before.version !== version) throw problem('comment_changed_meanwhile');
    const { text, atMs, endMs } = { ...before, ...change };
    checkMoment(episode, { atMs, endMs });
    await tx
      .update(comments)
      .set({ text, atMs, endMs, version: version + 1, editedAt: new Date() })
      .where(eq(comments.id, commentId));
    await tell(live, tx, episode, commentId);
    return showComment(tx, by, commentId);
  });
}

/** Empties a comment and marks it deleted; replies to it stay. Deleting it again changes nothing. */
export async function removeComment({ db, live }: Deps, by: Member, episode: EpisodeRow, commentId: string) {
  await db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    const [removed] = await tx
      .update(comments)
      .set({ text: '', deletedAt: new Date(), version: sql`${comments.version} + 1` })
      .where(sql`${comments.id} = ${commentId} and ${comments.deletedAt} is null`)
      .returning({ parentId: comments.parentId });
    if (!removed) return;
    await tell(live, tx, episode, commentId);
    // A deleted comment goes from the lists with its last reply.
    if (removed.parentId) await tell(live, tx, episode, removed.parentId);
  });
  return null;
}

/**
 * Marks a comment with both codes as they shall be. Where *how* is the author's alone, so is the news of it: others are
 * told only of what they may see.
 */
export async function codeComment(
  { db, live }: Deps,
  by: Member,
  episode: EpisodeRow,
  commentId: string,
  codes: Codes,
) {
  return db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    await standing(tx, commentId);
    const changed = await recordCodes(tx, by, commentId, codes);
    if (changed.what || (changed.how && by.howSeen === 'club')) await tell(live, tx, episode, commentId);
    else if (changed.how) await tell(live, tx, episode, commentId, by.userId);
    return showComment(tx, by, commentId);
  });
}

/**
 * Moves a comment to another meeting of its club, or out of all, and logs who did. Its phase becomes where that meeting
 * stood when the comment was written. Replies stay in the meetings in which they were made.
 */
export async function moveComment(
  { db, live }: Deps,
  by: Member,
  episode: EpisodeRow,
  commentId: string,
  toMeetingId: string | null,
) {
  return db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    const { meetingId: fromMeetingId, createdAt } = await standing(tx, commentId);
    if (toMeetingId !== fromMeetingId) {
      const phase = toMeetingId === null ? null : phaseAt(await meetingOf(tx, by, toMeetingId), createdAt);
      await tx.update(comments).set({ meetingId: toMeetingId, phase }).where(eq(comments.id, commentId));
      await tx.insert(commentMoves).values({ commentId, fromMeetingId, toMeetingId, movedBy: by.userId });
      await tell(live, tx, episode, commentId);
    }
    return showComment(tx, by, commentId);
  });
}

/** A moment lies within the episode, whose length is therefore known; a range has its end after its start. */
function checkMoment({ durationMs }: EpisodeRow, { atMs, endMs }: Moment) {
  if (durationMs === null) throw problem('episode_not_watchable');
  if (Math.max(atMs, endMs ?? 0) > durationMs) throw problem('comment_beyond_end', { durationMs });
  if (endMs !== null && endMs <= atMs) throw problem('comment_ends_before_start');
}

async function checkParent(tx: Tx, episode: EpisodeRow, parentId: string) {
  const parent = await standing(tx, parentId);
  if (parent.episodeId !== episode.id) throw problem('comment_not_found');
  if (parent.parentId) throw problem('reply_to_reply');
}

/** A comment as it is now, while one has the turn. A deleted one takes no changes and no new replies. */
async function standing(tx: Tx, commentId: string) {
  const [comment] = await tx.select().from(comments).where(eq(comments.id, commentId));
  if (!comment || comment.deletedAt) throw problem('comment_not_found');
  return comment;
}

async function meetingOf(tx: Tx, by: Member, meetingId: string) {
  const [meeting] = await tx.select().from(meetings).where(eq(meetings.id, meetingId));
  if (meeting?.clubId !== by.clubId) throw problem('meeting_not_found');
  return meeting;
}

/** Tells the club, or the owner alone while the episode is not shared, or `onlyUserId`. */
async function tell(
  live: Deps['live'],
  tx: Tx,
  { id: episodeId, clubId, sharedAt, ownerId }: EpisodeRow,
  commentId: string,
  onlyUserId = sharedAt ? null : ownerId,
) {
  await live.publish(tx, clubId, { type: 'comment.changed', episodeId, commentId }, onlyUserId);
}
