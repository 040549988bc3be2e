import { isDeepStrictEqual } from 'node:util';
import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { comments } from '../../db/schema/comments.ts';
import type { Member } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import type { EpisodeRow } from '../episodes/access.ts';
import { problem } from '../http/problems.ts';
import { takeTurn } from '../meetings/meetings.ts';
import { isIndependent } from '../readings/readings.ts';
import type * as contract from './contract.ts';
import { nameMembers } from './mentions.ts';
import { forgetRevisions, keepRevision } from './revisions.ts';
import { showComment } from './shown.ts';
import { checkMoment, type CommentRow, standing } from './standing.ts';
import { tell } from './telling.ts';

type Change = z.output<typeof contract.changeComment.body>;

/**
 * Changes one's own comment and keeps what it was; throws `comment_changed_meanwhile` when `version` is not the one that
 * is there. A private note that is shared is told to the club as it is now: what it was while private is forgotten, and
 * it counts as independent only if its author still has not read the others.
 */
export async function changeComment(
  deps: Deps,
  by: Member,
  episode: EpisodeRow,
  commentId: string,
  { version, reason, mentions, onlyMine, ...change }: Change,
) {
  return deps.db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    const before = await standing(tx, by, commentId);
    if (before.version !== version) throw problem('comment_changed_meanwhile');
    const sharing = onlyMine === false;
    if (sharing && !before.onlyMine) throw problem('comment_not_private');
    const after = { ...before, ...change };
    checkMoment(episode, after);
    if (sharing) {
      after.onlyMine = false;
      after.independent = await isIndependent(tx, by, episode.id);
      await forgetRevisions(tx, commentId);
    } else if (!isDeepStrictEqual(said(before), said(after))) await keepRevision(tx, before, reason);
    if (mentions) await nameMembers(tx, by, commentId, mentions);
    await tx
      .update(comments)
      .set({
        ...change,
        ...{ onlyMine: after.onlyMine, independent: after.independent },
        ...{ version: version + 1, editedAt: new Date() },
      })
      .where(eq(comments.id, commentId));
    await tell(deps, tx, by, episode, after);
    return showComment(tx, by, commentId);
  });
}

/** What a comment says, and of what. */
const said = ({ text, atMs, endMs, box, quote }: CommentRow) => ({ text, atMs, endMs, box, quote });
