import { and, count, eq, lte, max, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { DbOrTx, Tx } from '../../db/client.ts';
import { clubs } from '../../db/schema/clubs.ts';
import { askings } from '../../db/schema/comments.ts';
import { meetings } from '../../db/schema/meetings.ts';
import type { Member } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import type { EpisodeRow } from '../episodes/access.ts';
import { problem } from '../http/problems.ts';
import { meetingNow, takeTurn } from '../meetings/meetings.ts';
import type * as contract from './contract.ts';

/** So many meetings at the beginning and at the end are Inicio and Cierre, and stay unprompted. */
const unprompted = 2;

/**
 * Whether the composer may ask now what was seen or heard: where the club wants it, and neither in its first two meetings
 * nor in the last two of those planned. Outside meetings it is as in the last that was held.
 */
export async function mayAsk(db: DbOrTx, { clubId }: Member, now: { number: number } | null) {
  const [club] = await db
    .select({ asking: clubs.asking, planned: clubs.plannedMeetings })
    .from(clubs)
    .where(eq(clubs.id, clubId));
  if (!club?.asking) return false;
  const isLast = (number: number) => club.planned !== null && number > club.planned - unprompted;
  if (now) return now.number > unprompted && !isLast(now.number);
  const [held] = await db
    .select({ meetings: count(), last: max(meetings.number) })
    .from(meetings)
    .where(and(eq(meetings.clubId, clubId), lte(meetings.closesAt, sql`now()`)));
  return held !== undefined && held.meetings >= unprompted && !isLast(held.last ?? 0);
}

/**
 * Keeps that the composer asked this person, in which meeting, and the answer. What is sent again changes it, and never
 * takes an answer back; an id that is someone else's is 404.
 */
export async function recordAsking(
  { db }: Deps,
  by: Member,
  episode: EpisodeRow,
  askingId: string,
  { commentId, cause, answer, askedAt }: z.output<typeof contract.recordAsking.body>,
) {
  await db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    const meeting = await meetingNow(tx, episode.id);
    const [kept] = await tx
      .insert(askings)
      .values({
        ...{ id: askingId, clubId: by.clubId, episodeId: episode.id, meetingId: meeting?.id },
        ...{ userId: by.userId, commentId, cause, answer },
        askedAt: during(episode, askedAt),
      })
      .onConflictDoUpdate({
        target: askings.id,
        set: { commentId, cause, answer: sql`coalesce(excluded.answer, ${askings.answer})` },
        setWhere: and(eq(askings.userId, by.userId), eq(askings.episodeId, episode.id)),
      })
      .returning({ id: askings.id });
    if (!kept) throw problem('not_found');
  });
  return null;
}

/** A browser's clock may be wrong: nobody was asked before there was an episode, nor later than now. */
function during({ createdAt }: EpisodeRow, askedAt: Date) {
  return new Date(Math.min(Math.max(askedAt.getTime(), createdAt.getTime()), Date.now()));
}

/** Takes the names from all askings on an episode; that they were shown stays. */
export async function unnameAskings(tx: Tx, episodeId: string) {
  await tx.update(askings).set({ userId: null }).where(eq(askings.episodeId, episodeId));
}
