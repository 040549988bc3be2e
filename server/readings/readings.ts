import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import type { DbOrTx, Tx } from '../../db/client.ts';
import { memberships } from '../../db/schema/clubs.ts';
import { readings } from '../../db/schema/comments.ts';
import { episodes } from '../../db/schema/episodes.ts';
import { meetingEpisodes } from '../../db/schema/meetings.ts';
import { activeMembership } from '../clubs/access.ts';
import { closedTo, type Reader, readsSince } from '../episodes/known-comments.ts';

/**
 * How this person reads the comments of an episode, and up to when they have. The first time somebody asks is kept as
 * when they came.
 */
export async function readingOf(db: DbOrTx, by: Reader, episodeId: string) {
  const closed = closedTo(by);
  const [row] = await db
    .select({
      stage: sql<'open' | 'alone' | 'shared'>`coalesce(${closed.stage}, 'open')`,
      stageMeetingId: sql<string | null>`${closed.meetingId}`,
      cameAt: readings.cameAt,
      readAt: readings.readAt,
      seenUntil: readings.seenUntil,
    })
    .from(episodes)
    .leftJoin(readings, and(eq(readings.episodeId, episodes.id), eq(readings.userId, by.userId)))
    .leftJoin(closed, eq(closed.episodeId, episodes.id))
    .where(eq(episodes.id, episodeId));
  if (!row?.cameAt) await come(db, by, episodeId);
  return {
    stage: row?.stage ?? 'open',
    stageMeetingId: row?.stageMeetingId ?? null,
    seenUntil: row?.seenUntil ?? null,
    hasRead: Boolean(row?.readAt),
  };
}

/** Keeps that this person was given somebody else's comment on these episodes: only the first time counts. */
export async function noteRead(db: DbOrTx, { userId }: Reader, ...episodeIds: string[]) {
  if (episodeIds.length === 0) return;
  await db
    .insert(readings)
    // In one order, so that two such notes never wait for each other.
    .values(episodeIds.toSorted().map((episodeId) => ({ episodeId, userId, readAt: sql`now()` })))
    .onConflictDoUpdate({
      target: [readings.episodeId, readings.userId],
      set: { readAt: sql`now()` },
      setWhere: isNull(readings.readAt),
    });
}

/**
 * Whether what this person writes now is independent: nobody else's comment on the episode was given to them yet. Whoever
 * writes has come, also when they never asked for the list.
 */
export async function isIndependent(db: DbOrTx, by: Reader, episodeId: string) {
  const [reading] = await db
    .select({ readAt: readings.readAt })
    .from(readings)
    .where(and(eq(readings.episodeId, episodeId), eq(readings.userId, by.userId)));
  if (!reading) await come(db, by, episodeId);
  return !reading?.readAt;
}

async function come(db: DbOrTx, { userId }: Reader, episodeId: string) {
  await db.insert(readings).values({ episodeId, userId }).onConflictDoNothing();
}

/**
 * Whom news of something that these people wrote on an episode may reach: null is the whole club. While everybody notices
 * alone it is they themselves; once that is shared, all but those who came only then and have not chosen to read.
 */
export async function audienceOf(db: DbOrTx, clubId: string, episodeId: string, writers: string[]) {
  const [{ alone, lastShared } = {}] = await db
    .select({
      alone: sql<boolean | null>`bool_or(${meetingEpisodes.stage} = 'alone')`,
      lastShared: sql<string | null>`max(${meetingEpisodes.sharedAt})`,
    })
    .from(meetingEpisodes)
    .where(and(eq(meetingEpisodes.episodeId, episodeId), ne(meetingEpisodes.stage, 'open')));
  if (alone) return writers;
  if (!lastShared) return null;
  const members = await db
    .select({
      id: memberships.userId,
      reads: sql<boolean>`${readsSince(sql`${lastShared}::timestamptz`)} is true`,
    })
    .from(memberships)
    .leftJoin(readings, and(eq(readings.episodeId, episodeId), eq(readings.userId, memberships.userId)))
    .where(and(eq(memberships.clubId, clubId), activeMembership));
  const told = members.filter(({ id, reads }) => reads || writers.includes(id));
  return told.length === members.length ? null : told.map(({ id }) => id);
}

/** Keeps that this person chose to read what the club wrote alone on an episode. */
export async function chooseToRead(db: DbOrTx, { userId }: Reader, episodeId: string) {
  // The clock, not the transaction's beginning: whoever shares chooses after they shared.
  const choseAt = sql`clock_timestamp()`;
  await db
    .insert(readings)
    .values({ episodeId, userId, choseAt })
    .onConflictDoUpdate({ target: [readings.episodeId, readings.userId], set: { choseAt } });
}

/** Forgets who came and read on an episode that was withdrawn for good. */
export async function forgetReadings(tx: Tx, episodeId: string) {
  await tx.delete(readings).where(eq(readings.episodeId, episodeId));
}
