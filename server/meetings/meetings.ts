import { and, asc, count, eq, inArray, isNotNull, isNull, max, not, notInArray, or, sql } from 'drizzle-orm';
import type { DbOrTx, Tx } from '../../db/client.ts';
import { clubs } from '../../db/schema/clubs.ts';
import { comments } from '../../db/schema/comments.ts';
import { importedComments } from '../../db/schema/earlier.ts';
import { episodes } from '../../db/schema/episodes.ts';
import { meetingEpisodes, meetings } from '../../db/schema/meetings.ts';
import type { Member } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { posterUrl } from '../episodes/episodes.ts';
import { problem } from '../http/problems.ts';
import { visibleTo } from '../episodes/known-comments.ts';
import { meetingFor, stateAt } from './belonging.ts';
import { openHours } from './contract.ts';

type About = { title?: string; heldOn?: string; episodeIds?: string[] };

/**
 * Lets one transaction at a time change what the meetings of a club depend on: their numbers, which of them is open, and
 * to which of them a comment belongs.
 */
export async function takeTurn(tx: Tx, clubId: string) {
  await tx.select({ id: clubs.id }).from(clubs).where(eq(clubs.id, clubId)).for('no key update');
}

/** The meetings of a club by number, or the one asked for, with the episodes that this person may see. */
export async function showMeetings(db: DbOrTx, by: Member, meetingId?: string) {
  const rows = await db
    .select()
    .from(meetings)
    .where(and(eq(meetings.clubId, by.clubId), meetingId ? eq(meetings.id, meetingId) : undefined))
    .orderBy(asc(meetings.number));
  const ids = rows.map((row) => row.id);
  const listed = await db
    .select({ meetingId: meetingEpisodes.meetingId, stage: meetingEpisodes.stage, episode: episodes })
    .from(meetingEpisodes)
    .innerJoin(episodes, eq(episodes.id, meetingEpisodes.episodeId))
    .where(and(inArray(meetingEpisodes.meetingId, ids), seenBy(by)))
    .orderBy(asc(meetingEpisodes.position));
  const counts = await db
    .select({ meetingId: comments.meetingId, comments: count() })
    .from(comments)
    .innerJoin(episodes, eq(episodes.id, comments.episodeId))
    .where(
      and(
        inArray(comments.meetingId, ids),
        isNull(comments.deletedAt),
        not(comments.onlyMine),
        seenBy(by),
        visibleTo(by),
      ),
    )
    .groupBy(comments.meetingId);
  const imported = await db
    .select({ meetingId: importedComments.meetingId, comments: count() })
    .from(importedComments)
    .where(inArray(importedComments.meetingId, ids))
    .groupBy(importedComments.meetingId);
  const now = new Date();
  return rows.map(({ createdAt: _, importId, ...row }) => ({
    ...row,
    state: stateAt(row, now),
    imported: importId !== null,
    importedCount: imported.find(({ meetingId }) => meetingId === row.id)?.comments ?? 0,
    episodes: listed
      .filter(({ meetingId }) => meetingId === row.id)
      .map(({ stage, episode }) => ({
        ...{ id: episode.id, title: episode.title, posterUrl: posterUrl(episode) },
        stage,
      })),
    commentCount: counts.find(({ meetingId }) => meetingId === row.id)?.comments ?? 0,
  }));
}

/** One meeting as this person may see it. */
export async function showMeeting(db: DbOrTx, by: Member, meetingId: string) {
  const [meeting] = await showMeetings(db, by, meetingId);
  if (!meeting) throw problem('meeting_not_found');
  return meeting;
}

/** Plans the next meeting of a club. Two made at once get two numbers. */
export async function createMeeting({ db, live }: Deps, by: Member, input: Required<About>) {
  return db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    const [last] = await tx
      .select({ number: max(meetings.number) })
      .from(meetings)
      .where(eq(meetings.clubId, by.clubId));
    const number = (last?.number ?? 0) + 1;
    const { title, heldOn } = input;
    const [made] = await tx
      .insert(meetings)
      .values({ clubId: by.clubId, number, title, heldOn })
      .returning({ id: meetings.id });
    if (!made) throw problem('internal');
    await listEpisodes(tx, by, made.id, input.episodeIds);
    await live.publish(tx, by.clubId, { type: 'meeting.changed', meetingId: made.id });
    return showMeeting(tx, by, made.id);
  });
}

/** Changes title, day or the episodes to discuss. Comments already made stay where they are. */
export async function changeMeeting({ db, live }: Deps, by: Member, meetingId: string, input: About) {
  return db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    await standing(tx, meetingId);
    const { title, heldOn, episodeIds } = input;
    if (title !== undefined || heldOn !== undefined)
      await tx.update(meetings).set({ title, heldOn }).where(eq(meetings.id, meetingId));
    if (episodeIds) await listEpisodes(tx, by, meetingId, episodeIds);
    await live.publish(tx, by.clubId, { type: 'meeting.changed', meetingId });
    return showMeeting(tx, by, meetingId);
  });
}

/**
 * Opens a meeting for six hours, unless another of the club is open. One that was held is opened again: it keeps its
 * first `openedAt` and gets six hours more. One that is open stays as it is.
 */
export async function openMeeting({ db, live }: Deps, by: Member, meetingId: string) {
  return db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    const now = new Date();
    const rows = await tx.select().from(meetings).where(eq(meetings.clubId, by.clubId));
    const open = rows.find((row) => stateAt(row, now) === 'open');
    if (open && open.id !== meetingId) throw problem('meeting_already_open', { number: open.number });
    if (!open) {
      const openedAt = rows.find((row) => row.id === meetingId)?.openedAt ?? now;
      const closesAt = new Date(now.getTime() + openHours * 3_600_000);
      await tx.update(meetings).set({ openedAt, closesAt }).where(eq(meetings.id, meetingId));
      await live.publish(tx, by.clubId, { type: 'meeting.changed', meetingId });
    }
    return showMeeting(tx, by, meetingId);
  });
}

/** Closes the open meeting now; 409 `meeting_not_open` when it is planned or closed. */
export async function closeMeeting({ db, live }: Deps, by: Member, meetingId: string) {
  return db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    const now = new Date();
    if (stateAt(await standing(tx, meetingId), now) !== 'open') throw problem('meeting_not_open');
    await tx.update(meetings).set({ closesAt: now }).where(eq(meetings.id, meetingId));
    await live.publish(tx, by.clubId, { type: 'meeting.changed', meetingId });
    return showMeeting(tx, by, meetingId);
  });
}

/**
 * Removes a meeting in which nothing was said; those of withdrawn episodes count, their codes are in the shift. Private
 * notes do not: a refusal would tell of them. They stay, outside any meeting.
 */
export async function removeMeeting({ db, live }: Deps, by: Member, meetingId: string) {
  await db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    const said = await tx
      .select({ id: comments.id })
      .from(comments)
      .where(and(eq(comments.meetingId, meetingId), isNull(comments.deletedAt), not(comments.onlyMine)))
      .limit(1);
    const imported = await tx.$count(importedComments, eq(importedComments.meetingId, meetingId));
    if (said.length > 0 || imported > 0) throw problem('meeting_has_comments');
    await tx.delete(meetings).where(eq(meetings.id, meetingId));
    await live.publish(tx, by.clubId, { type: 'meeting.changed', meetingId });
  });
  return null;
}

/** A meeting as it is now, while one has the turn: it may have been removed since access was checked. */
async function standing(tx: Tx, meetingId: string) {
  const [row] = await tx.select().from(meetings).where(eq(meetings.id, meetingId));
  if (!row) throw problem('meeting_not_found');
  return row;
}

/**
 * Says which episodes a meeting discusses, in order; those it had keep their stage. Each must be of the club and shared.
 * One that was withdrawn is hidden from whoever lists them, so it is not named here: it keeps its place, in case its owner
 * brings it back.
 */
async function listEpisodes(tx: Tx, by: Member, meetingId: string, given: string[]) {
  const episodeIds = [...new Set(given)];
  const found = await tx
    .select({ id: episodes.id })
    .from(episodes)
    .where(and(eq(episodes.clubId, by.clubId), inArray(episodes.id, episodeIds), sharedNow));
  if (found.length < episodeIds.length) throw problem('episode_not_found');
  const dropped = tx
    .select({ id: episodes.id })
    .from(episodes)
    .where(and(sharedNow, notInArray(episodes.id, episodeIds)));
  await tx
    .delete(meetingEpisodes)
    .where(and(eq(meetingEpisodes.meetingId, meetingId), inArray(meetingEpisodes.episodeId, dropped)));
  if (episodeIds.length > 0)
    await tx
      .insert(meetingEpisodes)
      .values(episodeIds.map((episodeId, position) => ({ meetingId, episodeId, position })))
      .onConflictDoUpdate({
        target: [meetingEpisodes.meetingId, meetingEpisodes.episodeId],
        set: { position: sql`excluded.position` },
      });
}

const sharedNow = and(isNotNull(episodes.sharedAt), isNull(episodes.withdrawnAt));

/** An episode is shown to its club while shared, and to its owner for as long as it exists. */
export const seenBy = (by: Member) =>
  or(sharedNow, and(eq(episodes.ownerId, by.userId), isNull(episodes.purgedAt)));

/** The meeting to which a comment on this episode belongs if written now; null is "fuera de encuentro". */
export async function meetingNow(db: DbOrTx, episodeId: string) {
  const listings = await db
    .select({
      id: meetings.id,
      number: meetings.number,
      heldOn: meetings.heldOn,
      openedAt: meetings.openedAt,
      closesAt: meetings.closesAt,
    })
    .from(meetings)
    .innerJoin(meetingEpisodes, eq(meetingEpisodes.meetingId, meetings.id))
    .where(eq(meetingEpisodes.episodeId, episodeId));
  return meetingFor(listings, new Date());
}
