import { and, asc, countDistinct, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';
import { codings } from '../../db/schema/coding.ts';
import { episodes } from '../../db/schema/episodes.ts';
import { meetingEpisodes, meetings } from '../../db/schema/meetings.ts';
import type { Member } from '../clubs/access.ts';
import { codebook, hows, whats } from '../coding/contract.ts';
import { type View, view as viewShape } from './contract.ts';
import { codedComments } from './counted.ts';
import { figures, type Group, people, total, trendOf } from './figures.ts';
import { importedGroups } from './imported.ts';

/** What is counted when nobody asks for anything else. */
export const plainView: View = viewShape.parse({});

/**
 * Both shares by meeting and how they move, by one view; computed each time, never stored. Where the club keeps *how* to the
 * author, it is shown without filters only: the difference between two views can be one person's comments.
 */
export async function getShift(db: Db, by: Member, view: View = plainView) {
  const [held, groups, coders] = await Promise.all([
    heldMeetings(db, by.clubId),
    allGroups(db, by, view),
    view.source === 'author' ? null : countCoders(db, by, view),
  ]);
  const howShown = by.howSeen === 'club' ? 'always' : isPlain(view) ? 'of_many' : 'never';
  const byMeeting = Map.groupBy(groups, ({ meetingId }) => meetingId);
  const numbers = new Map(held.map(({ meetingId, number }) => [meetingId as string | null, number]));
  const inMeetings = groups.filter(({ meetingId }) => numbers.has(meetingId));
  return {
    meetings: held.map((meeting) => ({
      ...meeting,
      ...figures(byMeeting.get(meeting.meetingId) ?? [], howShown),
    })),
    outside: total(byMeeting.get(null) ?? []),
    people: people(inMeetings.filter(({ what, how }) => what ?? how)),
    coders,
    learning: trendOf(inMeetings, 'what', numbers),
    evidence: howShown === 'never' ? null : trendOf(inMeetings, 'how', numbers),
  };
}

function isPlain(view: View) {
  return Object.entries(plainView).every(([name, value]) => view[name as keyof View] === value);
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
      imported: sql<boolean>`${meetings.importId} is not null`,
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

/** Comments made here and those of imported spreadsheets alike, by meeting, author and codes. */
export async function allGroups(db: Db, by: Member, view: View): Promise<Group[]> {
  return (await Promise.all([countByCodes(db, by, view), importedGroups(db, by.clubId, view)])).flat();
}

/** Counts what a view counts of the comments made here, by meeting, author and codes. */
async function countByCodes(db: Db, by: Member, view: View): Promise<Group[]> {
  const rows = await queryByCodes(db, by, view);
  return rows.map(({ what, how, ...group }) => ({
    ...group,
    what: whats[what ?? -1] ?? null,
    how: hows[how ?? -1] ?? null,
  }));
}

/** The query for that, with codes by their places. */
export function queryByCodes(db: Db, by: Member, view: View) {
  const said = codedComments(db, by, view);
  const { meetingId, authorId, what, how } = said;
  return db
    .with(said)
    .select({ meetingId, authorId, what, how, count: sql<number>`count(*)::int` })
    .from(said)
    .groupBy(meetingId, authorId, what, how);
}

/** How many people coded comments of this club, who are not their authors. */
async function countCoders(db: Db, by: Member, { source }: View) {
  const [row] = await db
    .select({ coders: countDistinct(codings.coderId) })
    .from(codings)
    .where(and(eq(codings.clubId, by.clubId), eq(codings.source, source), eq(codings.codebook, codebook)));
  return row?.coders ?? 0;
}
