import { and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Db } from '../../db/client.ts';
import { codings } from '../../db/schema/coding.ts';
import { comments } from '../../db/schema/comments.ts';
import { episodes } from '../../db/schema/episodes.ts';
import { meetingEpisodes, meetings } from '../../db/schema/meetings.ts';
import type { Member } from '../clubs/access.ts';
import { byItsAuthor } from '../coding/coding.ts';
import { type Codes, hows, whats } from '../coding/contract.ts';
import { countedFor } from '../episodes/known-comments.ts';
import { figures, isTeachersOwn, total } from './figures.ts';

/** Both shares by meeting, from what each person marked first in their own comments; computed each time, never stored. */
export async function getShift(db: Db, by: Member) {
  const [held, groups] = await Promise.all([heldMeetings(db, by.clubId), countByCodes(db, by)]);
  const byMeeting = Map.groupBy(groups, ({ meetingId }) => meetingId);
  return {
    meetings: held.map((meeting) => ({
      ...meeting,
      ...figures(byMeeting.get(meeting.meetingId) ?? [], by.howSeen),
    })),
    outside: total((byMeeting.get(null) ?? []).filter(isTeachersOwn)),
  };
}

/** The meetings of a club by number, with the titles of their clips; one that was withdrawn is not named. */
async function heldMeetings(db: Db, clubId: string) {
  const { title } = episodes;
  return db
    .select({
      meetingId: meetings.id,
      number: meetings.number,
      title: meetings.title,
      heldOn: meetings.heldOn,
      episodes: sql<string[]>`coalesce(
        array_agg(${title} order by ${meetingEpisodes.position}) filter (where ${title} is not null), '{}')`,
    })
    .from(meetings)
    .leftJoin(meetingEpisodes, eq(meetingEpisodes.meetingId, meetings.id))
    .leftJoin(
      episodes,
      and(
        eq(episodes.id, meetingEpisodes.episodeId),
        isNotNull(episodes.sharedAt),
        isNull(episodes.withdrawnAt),
      ),
    )
    .where(eq(meetings.clubId, clubId))
    .groupBy(meetings.id)
    .orderBy(asc(meetings.number));
}

/**
 * Counts the comments of a club by meeting, author and the first codes given. What was deleted by its author, or is on an
 * episode never shared, counts nowhere, nor do private notes; a withdrawn episode keeps its counts. While a club notices
 * alone on an episode, each person finds only their own there.
 */
async function countByCodes(db: Db, by: Member) {
  const said = db.$with('said').as(
    db
      .select({
        meetingId: comments.meetingId,
        authorId: comments.authorId,
        role: comments.authorRole,
        reply: sql<boolean>`${comments.parentId} is not null`.as('reply'),
        what: firstCode<Codes['what']>(codings.what, whats).as('what'),
        how: firstCode<Codes['how']>(codings.how, hows).as('how'),
      })
      .from(comments)
      .innerJoin(episodes, eq(episodes.id, comments.episodeId))
      .leftJoin(codings, and(eq(codings.commentId, comments.id), byItsAuthor))
      .where(
        and(
          eq(comments.clubId, by.clubId),
          isNull(comments.deletedAt),
          isNotNull(episodes.sharedAt),
          countedFor(by),
        ),
      )
      .groupBy(comments.id),
  );
  const { meetingId, authorId, role, reply, what, how } = said;
  return db
    .with(said)
    .select({ meetingId, authorId, role, reply, what, how, count: sql<number>`count(*)::int` })
    .from(said)
    .groupBy(meetingId, authorId, role, reply, what, how);
}

/**
 * The code that the lowest revision with one gives on an axis, over the codings of a comment. Revision and code are
 * packed into one number, because its minimum needs no sorting: a third less time over 10,000 comments than an ordered
 * array, and no subqueries whose estimated cost would make Postgres compile the query first.
 */
function firstCode<C>(axis: PgColumn, [low, high]: readonly [string, string]) {
  const packed = sql`min(${codings.revision} * 2 + (${axis} = ${high})::int)`;
  return sql<C>`case ${packed} % 2 when 0 then ${low} when 1 then ${high} end`;
}
