import type { Tx } from '../../db/client.ts';
import type { Member } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import type { EpisodeRow } from '../episodes/access.ts';
import { audienceOf } from '../readings/readings.ts';
import type { CommentRow } from './standing.ts';

/**
 * Tells those who may read a comment that it is not what it was. Whoever changes one that nobody else sees is the only one
 * told: on an episode not shared or noticed alone, and of a private note. `onlyBy` is for what only its author may know.
 */
export async function tell(
  { live }: Deps,
  tx: Tx,
  by: Member,
  { id: episodeId, clubId, sharedAt }: EpisodeRow,
  { id: commentId, authorId, onlyMine }: Pick<CommentRow, 'id' | 'authorId' | 'onlyMine'>,
  { onlyBy = false } = {},
) {
  const writers = authorId && authorId !== by.userId ? [by.userId, authorId] : [by.userId];
  const hidden = onlyBy || onlyMine || !sharedAt;
  const audience = hidden ? [by.userId] : await audienceOf(tx, clubId, episodeId, writers);
  await live.publish(tx, clubId, { type: 'comment.changed', episodeId, commentId }, audience);
}
