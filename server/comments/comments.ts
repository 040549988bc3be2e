import { and, eq, isNull, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Tx } from '../../db/client.ts';
import { comments } from '../../db/schema/comments.ts';
import type { Member } from '../clubs/access.ts';
import { recordFirstCodes } from '../coding/coding.ts';
import type { Deps } from '../deps.ts';
import type { EpisodeRow } from '../episodes/access.ts';
import { problem } from '../http/problems.ts';
import { meetingNow, takeTurn } from '../meetings/meetings.ts';
import { isIndependent } from '../readings/readings.ts';
import type * as contract from './contract.ts';
import { nameMembers } from './mentions.ts';
import { forgetRevisions, keepRevision } from './revisions.ts';
import { showComment } from './shown.ts';
import { checkMoment, standing } from './standing.ts';
import { tell } from './telling.ts';

type NewComment = z.output<typeof contract.addComment.body>;

/**
 * Adds a comment or a reply at a moment of the episode, in the meeting in which it is made, and tells everyone watching.
 * Sending the same id again gives the comment that is there; an id that is someone else's is 404, as if unknown. Where
 * the author took up what the composer asked, what it was `before` is its first version.
 */
export async function addComment(deps: Deps, by: Member, episode: EpisodeRow, given: NewComment) {
  const { codes, mentions, facilitation, before, ...input } = given;
  checkMoment(episode, input);
  return deps.db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    if (await isThereAlready(tx, by, episode, input.id)) return showComment(tx, by, input.id);
    if (input.parentId) await checkParent(tx, by, episode, input.parentId, input.onlyMine);
    const meeting = await meetingNow(tx, episode.id);
    const [added] = await tx
      .insert(comments)
      .values({
        ...input,
        ...(by.role === 'mediator' ? facilitation : {}),
        clubId: by.clubId,
        episodeId: episode.id,
        meetingId: meeting?.id,
        phase: meeting?.phase,
        authorId: by.userId,
        authorRole: by.role,
        independent: await isIndependent(tx, by, episode.id),
        version: before ? 2 : 1,
      })
      .onConflictDoNothing()
      .returning();
    // Taken this instant in another club, whose turn is not ours.
    if (!added) throw problem('comment_not_found');
    if (before) await keepRevision(tx, { ...added, version: 1, text: before.text }, 'asked');
    await recordFirstCodes(tx, by, added.id, codes, before?.codes);
    if (mentions.length > 0) await nameMembers(tx, by, added.id, mentions);
    await tell(deps, tx, by, episode, added);
    return showComment(tx, by, added.id);
  });
}

/** Empties a comment and marks it deleted; replies to it stay. Deleting it again changes nothing. */
export async function removeComment(deps: Deps, by: Member, episode: EpisodeRow, commentId: string) {
  await deps.db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    const [removed] = await tx
      .update(comments)
      .set({
        ...{ text: '', box: null, quote: null, deletedAt: new Date() },
        version: sql`${comments.version} + 1`,
      })
      .where(and(eq(comments.id, commentId), isNull(comments.deletedAt)))
      .returning();
    if (!removed) return;
    await forgetRevisions(tx, commentId);
    await nameMembers(tx, by, commentId, []);
    await tell(deps, tx, by, episode, removed);
    // A deleted comment goes from the lists with its last reply.
    if (removed.parentId) await tell(deps, tx, by, episode, { ...removed, id: removed.parentId });
  });
  return null;
}

/** What was sent twice is one comment, whatever has become of those it answers or names. */
async function isThereAlready(tx: Tx, by: Member, episode: EpisodeRow, commentId: string) {
  const [there] = await tx.select().from(comments).where(eq(comments.id, commentId));
  if (!there) return false;
  if (there.authorId !== by.userId || there.episodeId !== episode.id) throw problem('comment_not_found');
  return true;
}

/** Replies are of the conversation: neither is a reply private, nor does a private note take any. */
async function checkParent(tx: Tx, by: Member, episode: EpisodeRow, parentId: string, onlyMine: boolean) {
  const parent = await standing(tx, by, parentId);
  if (parent.episodeId !== episode.id) throw problem('comment_not_found');
  if (parent.parentId) throw problem('reply_to_reply');
  if (onlyMine || parent.onlyMine) throw problem('invalid_request');
}
