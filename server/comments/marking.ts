import { eq } from 'drizzle-orm';
import type { Tx } from '../../db/client.ts';
import { commentMoves, comments } from '../../db/schema/comments.ts';
import { meetings } from '../../db/schema/meetings.ts';
import type { Member } from '../clubs/access.ts';
import { recordCodes } from '../coding/coding.ts';
import type { Codes, Facilitation } from '../coding/contract.ts';
import type { Deps } from '../deps.ts';
import type { EpisodeRow } from '../episodes/access.ts';
import { problem } from '../http/problems.ts';
import { phaseAt } from '../meetings/belonging.ts';
import { takeTurn } from '../meetings/meetings.ts';
import { showComment } from './shown.ts';
import { standing } from './standing.ts';
import { tell } from './telling.ts';

/**
 * Marks a comment with both codes as they shall be. Where *how* is the author's alone, so is the news of it: others are
 * told only of what they may see.
 */
export async function codeComment(
  deps: Deps,
  by: Member,
  episode: EpisodeRow,
  commentId: string,
  codes: Codes,
) {
  return deps.db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    const comment = await standing(tx, by, commentId);
    const changed = await recordCodes(tx, by, commentId, codes);
    const onlyBy = !changed.what && by.howSeen === 'author';
    if (changed.what || changed.how) await tell(deps, tx, by, episode, comment, { onlyBy });
    return showComment(tx, by, commentId);
  });
}

/** Says what a mediator's words do for the conversation; `not_a_mediators_reply` where a teacher wrote them. */
export async function tagComment(
  deps: Deps,
  by: Member,
  episode: EpisodeRow,
  commentId: string,
  { practice, move }: Facilitation,
) {
  return deps.db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    const comment = await standing(tx, by, commentId);
    if (comment.authorRole !== 'mediator') throw problem('not_a_mediators_reply');
    if (comment.practice !== practice || comment.move !== move) {
      await tx.update(comments).set({ practice, move }).where(eq(comments.id, commentId));
      await tell(deps, tx, by, episode, comment);
    }
    return showComment(tx, by, commentId);
  });
}

/**
 * Moves a comment to another meeting of its club, or out of all, and logs who did. Its phase becomes where that meeting
 * stood when the comment was written. Replies stay in the meetings in which they were made.
 */
export async function moveComment(
  deps: Deps,
  by: Member,
  episode: EpisodeRow,
  commentId: string,
  toMeetingId: string | null,
) {
  return deps.db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    const comment = await standing(tx, by, commentId);
    const { meetingId: fromMeetingId, createdAt } = comment;
    if (toMeetingId !== fromMeetingId) {
      const phase = toMeetingId === null ? null : phaseAt(await meetingOf(tx, by, toMeetingId), createdAt);
      await tx.update(comments).set({ meetingId: toMeetingId, phase }).where(eq(comments.id, commentId));
      await tx.insert(commentMoves).values({ commentId, fromMeetingId, toMeetingId, movedBy: by.userId });
      await tell(deps, tx, by, episode, comment);
    }
    return showComment(tx, by, commentId);
  });
}

async function meetingOf(tx: Tx, by: Member, meetingId: string) {
  const [meeting] = await tx.select().from(meetings).where(eq(meetings.id, meetingId));
  if (meeting?.clubId !== by.clubId) throw problem('meeting_not_found');
  return meeting;
}
