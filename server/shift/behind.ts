import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';
import { comments } from '../../db/schema/comments.ts';
import { episodes } from '../../db/schema/episodes.ts';
import { meetingEpisodes } from '../../db/schema/meetings.ts';
import type { Member } from '../clubs/access.ts';
import { codesSeenBy, currentCodes } from '../coding/coding.ts';
import { visibleTo } from '../episodes/known-comments.ts';
import type { View } from './contract.ts';
import { codedComments } from './counted.ts';

/**
 * Where the comments behind a meeting's figures stand, by clip and moment, of those this person may see, with their authors'
 * codes of now as the room shows them. Without their words: those are read in the room, which keeps who has read what.
 */
export async function listBehind(db: Db, by: Member, meetingId: string, view: Omit<View, 'source'>) {
  const said = codedComments(db, by, { ...view, source: 'author' });
  const codes = currentCodes(db);
  const rows = await db
    .with(said)
    .select({
      commentId: said.id,
      authorId: said.authorId,
      episodeId: said.episodeId,
      episodeTitle: episodes.title,
      atMs: said.atMs,
      ...{ what: codes.what, how: codes.how },
    })
    .from(said)
    .innerJoin(comments, eq(comments.id, said.id))
    .innerJoin(episodes, eq(episodes.id, said.episodeId))
    .leftJoin(
      meetingEpisodes,
      and(eq(meetingEpisodes.meetingId, said.meetingId), eq(meetingEpisodes.episodeId, said.episodeId)),
    )
    .leftJoinLateral(codes, sql`true`)
    .where(and(eq(said.meetingId, meetingId), isNull(episodes.withdrawnAt), visibleTo(by)))
    .orderBy(asc(meetingEpisodes.position), asc(episodes.title), asc(said.atMs), asc(said.id));
  return rows.map(({ authorId, what, how, ...place }) => ({
    ...place,
    codes: codesSeenBy(by, authorId, { what, how }).codes,
  }));
}
