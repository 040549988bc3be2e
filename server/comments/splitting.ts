import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import type { Tx } from '../../db/client.ts';
import { comments } from '../../db/schema/comments.ts';
import type { Member } from '../clubs/access.ts';
import { recordFirstCodes } from '../coding/coding.ts';
import type { Deps } from '../deps.ts';
import type { EpisodeRow } from '../episodes/access.ts';
import { problem } from '../http/problems.ts';
import { takeTurn } from '../meetings/meetings.ts';
import type * as contract from './contract.ts';
import { keepRevision } from './revisions.ts';
import { showComment } from './shown.ts';
import { type CommentRow, standing } from './standing.ts';
import { tell } from './telling.ts';

type Split = z.output<typeof contract.splitComment.body>;

/**
 * Makes two of one's own comment. The first keeps its replies, codes, box, quote and whom it names; the second is about
 * the same moment and belongs where the first does. Sending the same second id again gives the two that are there.
 */
export async function splitComment(
  deps: Deps,
  by: Member,
  episode: EpisodeRow,
  commentId: string,
  { version, text, second }: Split,
) {
  return deps.db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    if (!(await isSplitAlready(tx, by, commentId, second.id))) {
      const first = await standing(tx, by, commentId);
      if (first.version !== version) throw problem('comment_changed_meanwhile');
      await keepRevision(tx, first, 'split');
      await tx
        .update(comments)
        .set({ text, version: version + 1, editedAt: new Date() })
        .where(eq(comments.id, commentId));
      await addSecond(tx, by, first, second);
      await tell(deps, tx, by, episode, first);
      await tell(deps, tx, by, episode, { ...first, id: second.id });
    }
    return {
      first: await showComment(tx, by, commentId),
      second: await showComment(tx, by, second.id),
    };
  });
}

async function isSplitAlready(tx: Tx, by: Member, commentId: string, secondId: string) {
  const [there] = await tx.select().from(comments).where(eq(comments.id, secondId));
  if (!there) return false;
  if (there.authorId !== by.userId || there.splitFromId !== commentId) throw problem('comment_not_found');
  return true;
}

async function addSecond(
  tx: Tx,
  by: Member,
  { clubId, episodeId, meetingId, phase, parentId, authorId, ...first }: CommentRow,
  { id, text, codes }: Split['second'],
) {
  const { authorRole, onlyMine, independent, atMs, endMs } = first;
  await tx.insert(comments).values({
    ...{ id, clubId, episodeId, meetingId, phase, parentId, authorId, authorRole },
    ...{ onlyMine, independent, atMs, endMs, text, splitFromId: first.id },
  });
  await recordFirstCodes(tx, by, id, codes);
}
