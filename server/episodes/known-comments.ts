import { and, eq, gte, lt, ne, not, notInArray, or, type Placeholder, type SQL, sql } from 'drizzle-orm';
import { type PgColumn, QueryBuilder } from 'drizzle-orm/pg-core';
import { comments, readings } from '../../db/schema/comments.ts';
import { meetingEpisodes, meetings } from '../../db/schema/meetings.ts';
import type { Member } from '../clubs/access.ts';

/** Who reads in which club. */
export type Reader = Pick<Member, 'clubId' | 'userId'>;

/** As a query is given them: where only the row tells the club, its column; where it is built once, placeholders. */
type Asked = { clubId: string | PgColumn | Placeholder; userId: string | Placeholder };

/** The reader of a query that is built once; `execute` is given a `Reader`. */
export const reader = { clubId: sql.placeholder('clubId'), userId: sql.placeholder('userId') };

/**
 * Which comments this person may know of: their own, and whatever others did not keep to themselves on episodes that
 * are open to them. One condition for lists, counts and single comments alike; it costs one look at the club's stages,
 * however many rows there are.
 */
export function visibleTo(by: Asked): SQL | undefined {
  const closed = closedTo(by);
  const open = notInArray(
    comments.episodeId,
    new QueryBuilder().select({ id: closed.episodeId }).from(closed),
  );
  return or(eq(comments.authorId, by.userId), and(not(comments.onlyMine), open));
}

/**
 * Which comments the figures of a club may count for this person: no private ones, and none of others where they still
 * notice alone. Whether the reader has chosen to read them does not matter: once shared, everybody sees the same figures.
 */
export function countedFor(by: Reader): SQL | undefined {
  return and(
    not(comments.onlyMine),
    or(eq(comments.authorId, by.userId), notInArray(comments.episodeId, noticedAlone(by.clubId))),
  );
}

/** The episodes of a club on which some meeting notices alone now. */
export function noticedAlone(clubId: string) {
  return new QueryBuilder()
    .select({ id: meetingEpisodes.episodeId })
    .from(meetingEpisodes)
    .innerJoin(meetings, eq(meetings.id, meetingEpisodes.meetingId))
    .where(and(eq(meetings.clubId, clubId), eq(meetingEpisodes.stage, 'alone')));
}

/**
 * The episodes of a club on which this person is given only their own comments: `alone` while any meeting says so, and
 * `shared` where that is over and they came only then and have not chosen to read yet. With the meeting that says it.
 */
export function closedTo({ clubId, userId }: Asked) {
  const { episodeId, meetingId, stage, sharedAt } = meetingEpisodes;
  const alone = sql`bool_or(${stage} = 'alone')`;
  const lastShared = sql`max(${sharedAt}) filter (where ${stage} = 'shared')`;
  return new QueryBuilder()
    .select({
      episodeId,
      stage: sql<'alone' | 'shared'>`case when ${alone} then 'alone' else 'shared' end`.as('closed_stage'),
      meetingId: sql<string>`(array_agg(${meetingId} order by ${stage}, ${sharedAt} desc))[1]`.as(
        'closed_by',
      ),
    })
    .from(meetingEpisodes)
    .innerJoin(meetings, eq(meetings.id, meetingId))
    .leftJoin(readings, and(eq(readings.episodeId, episodeId), eq(readings.userId, userId)))
    .where(and(eq(meetings.clubId, clubId), ne(stage, 'open')))
    .groupBy(episodeId, readings.cameAt, readings.choseAt)
    .having(sql`${alone} or ${readsSince(lastShared)} is not true`)
    .as('closed');
}

/** Whether somebody reads what was shared at a moment: they were there before, or have chosen to since. */
export function readsSince(sharedAt: SQL) {
  return or(lt(readings.cameAt, sharedAt), gte(readings.choseAt, sharedAt));
}
