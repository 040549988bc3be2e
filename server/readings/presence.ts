import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { DbOrTx, Tx } from '../../db/client.ts';
import { users } from '../../db/schema/accounts.ts';
import { memberships } from '../../db/schema/clubs.ts';
import { readings } from '../../db/schema/comments.ts';
import { activeMembership, lockClub, type Member } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import type { EpisodeRow } from '../episodes/access.ts';
import { hereSeconds } from './contract.ts';

const isHere = gt(readings.hereUntil, sql`now()`);

/**
 * Keeps that this person is in the room of an episode, and up to when they have seen what others wrote: that only moves
 * forward, and never beyond now. Tells who is there. Others are told only of somebody who was not: nearly every call says
 * that nothing changed, so it writes one row and no event.
 */
export async function comeHere(
  { db, live }: Deps,
  by: Member,
  episode: EpisodeRow,
  seenUntil: Date | null = null,
) {
  const before = await whoIsHere(db, by.clubId, episode.id);
  const hereUntil = sql`now() + ${hereSeconds} * interval '1 second'`;
  const seen = sql`least(${seenUntil?.toISOString() ?? null}::timestamptz, now())`;
  const stay = (tx: DbOrTx) =>
    tx
      .insert(readings)
      .values({ episodeId: episode.id, userId: by.userId, hereUntil, seenUntil: seenUntil && seen })
      .onConflictDoUpdate({
        target: [readings.episodeId, readings.userId],
        set: { hereUntil, ...(seenUntil && { seenUntil: sql`greatest(${readings.seenUntil}, ${seen})` }) },
      });
  if (before.some(({ id }) => id === by.userId)) {
    await stay(db);
    return before;
  }
  return db.transaction(async (tx) => {
    await lockClub(tx, by.clubId);
    await stay(tx);
    await tell(live, tx, episode);
    return whoIsHere(tx, by.clubId, episode.id);
  });
}

/** Keeps that this person left the room of an episode, and tells the others unless they were not there. */
export async function leave({ db, live }: Deps, by: Member, episode: EpisodeRow) {
  await db.transaction(async (tx) => {
    await lockClub(tx, by.clubId);
    const left = await tx
      .update(readings)
      .set({ hereUntil: null })
      .where(and(eq(readings.episodeId, episode.id), eq(readings.userId, by.userId), isHere))
      .returning({ userId: readings.userId });
    if (left.length > 0) await tell(live, tx, episode);
  });
  return null;
}

/** The members in the room of an episode now, by name. */
function whoIsHere(db: DbOrTx, clubId: string, episodeId: string) {
  return db
    .select({ id: users.id, name: users.name, role: memberships.role })
    .from(readings)
    .innerJoin(users, eq(users.id, readings.userId))
    .innerJoin(memberships, and(eq(memberships.userId, users.id), eq(memberships.clubId, clubId)))
    .where(and(eq(readings.episodeId, episodeId), isHere, activeMembership))
    .orderBy(asc(users.name), asc(users.id));
}

/** Tells the club, or the owner alone while the episode is not shared. */
async function tell(live: Deps['live'], tx: Tx, { id: episodeId, clubId, sharedAt, ownerId }: EpisodeRow) {
  await live.publish(tx, clubId, { type: 'presence.changed', episodeId }, sharedAt ? null : ownerId);
}
