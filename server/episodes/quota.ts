import { and, eq, isNull, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { DbOrTx, Tx } from '../../db/client.ts';
import { clubs } from '../../db/schema/clubs.ts';
import { episodes, renditions } from '../../db/schema/episodes.ts';
import type { Member } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';
import type { showStorage } from './contract.ts';

/** How many bytes the videos of a club hold and may hold, and how large one file may be. */
export async function storageOf(
  { db, config }: Deps,
  by: Member,
): Promise<z.output<(typeof showStorage)['response']>> {
  return {
    usedBytes: await usedBytes(db, by.clubId),
    quotaBytes: config.clubQuotaBytes,
    maxEpisodeBytes: config.maxEpisodeBytes,
  };
}

/** Refuses a file without bytes, and one larger than an episode may be. */
export function checkSize({ config }: Pick<Deps, 'config'>, bytes: number) {
  if (bytes === 0) throw problem('empty_file');
  if (bytes > config.maxEpisodeBytes) {
    throw problem('episode_too_large', { maxMb: Math.floor(config.maxEpisodeBytes / mebibyte) });
  }
}

/**
 * Refuses what does not fit beside the other videos of the club: throws `club_full`, with what was free. Called after
 * the `bytes` in question were written to an episode's row, in the same transaction: the club's row is locked until its
 * end, so that of two uploads that do not both fit the second sees the first.
 */
export async function checkRoom({ config }: Deps, tx: Tx, clubId: string, bytes: number) {
  // Not `update`, which would wait for the key that each new episode of the club holds.
  await tx.select({ id: clubs.id }).from(clubs).where(eq(clubs.id, clubId)).for('no key update');
  const free = config.clubQuotaBytes - (await usedBytes(tx, clubId)) + bytes;
  if (bytes > free) throw problem('club_full', { freeMb: Math.max(0, Math.floor(free / mebibyte)) });
}

/**
 * What is stored, or will be once sent: the file of an episode as long as it is kept (until the episode is ready, and
 * longer when it is yet to be cut), at the size that was announced, and every rendition. Pictures weigh next to nothing.
 */
async function usedBytes(db: DbOrTx, clubId: string) {
  const made = db
    .select({ bytes: sql`coalesce(sum(${renditions.bytes}), 0)` })
    .from(renditions)
    .where(eq(renditions.episodeId, episodes.id));
  const sourceKept = sql`${episodes.readyAttempt} is null or ${episodes.toCut}`;
  const held = sql`case when ${sourceKept} then coalesce(${episodes.sourceBytes}, 0) else 0 end + (${made})`;
  const [sum] = await db
    .select({ bytes: sql<number>`coalesce(sum(${held}), 0)`.mapWith(Number) })
    .from(episodes)
    .where(and(eq(episodes.clubId, clubId), isNull(episodes.purgedAt)));
  return sum?.bytes ?? 0;
}

const mebibyte = 1024 ** 2;
