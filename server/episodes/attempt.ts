import { and, eq, sql } from 'drizzle-orm';
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core';
import type { Tx } from '../../db/client.ts';
import { episodes, renditions } from '../../db/schema/episodes.ts';
import { keys } from '../../storage/keys.ts';
import type { Deps } from '../deps.ts';
import type { Rendition } from '../media/hls.ts';
import type { EpisodeRow } from './access.ts';
import { playedAttempt, tellOf } from './episodes.ts';

/** One try at preparing an episode: its number keeps a late result of an earlier one out. */
export type Attempt = { episodeId: string; number: number };

/** Thrown when another attempt has begun, or the episode is no longer to be prepared: what was made is of no use. */
export class StaleAttempt extends Error {}

/** Begins the next attempt, which makes every earlier one stale; null when there is nothing to prepare. */
export async function beginAttempt({ db }: Deps, episodeId: string): Promise<Attempt | null> {
  const [row] = await db
    .update(episodes)
    .set({ attempt: sql`${episodes.attempt} + 1`, progress: 0, updatedAt: new Date() })
    .where(and(eq(episodes.id, episodeId), eq(episodes.status, 'processing')))
    .returning({ number: episodes.attempt });
  return row ? { episodeId, number: row.number } : null;
}

/** Lets the episode be watched in what this attempt has made so far. */
export async function publishWatchable(
  deps: Deps,
  attempt: Attempt,
  facts: Pick<EpisodeRow, 'durationMs' | 'width' | 'height' | 'hasAudio' | 'audioDropped'>,
  made: Rendition[],
) {
  await deps.db.transaction(async (tx) => {
    const row = await change(tx, attempt, { ...facts, watchableAttempt: attempt.number });
    await insertRenditions(tx, attempt, made);
    await tellOf(deps, tx, row);
  });
}

/** Ends the attempt well: all its renditions are there. */
export async function publishReady(deps: Deps, attempt: Attempt, made: Rendition[]) {
  await deps.db.transaction(async (tx) => {
    const row = await change(tx, attempt, { status: 'ready', readyAttempt: attempt.number, progress: 100 });
    await insertRenditions(tx, attempt, made);
    await tellOf(deps, tx, row);
  });
}

/** Ends the attempt, and the episode says why: a refusal of the gate. */
export async function publishRefusal(deps: Deps, attempt: Attempt, failure: string) {
  await deps.db.transaction(async (tx) => {
    await tellOf(deps, tx, await change(tx, attempt, { status: 'failed', failure }));
  });
}

/** Tells those who may see the episode how far it is, in percent. */
export async function publishProgress(
  { db, live }: Deps,
  attempt: Attempt,
  percent: number,
  expectedAt: Date | null,
) {
  await db.transaction(async (tx) => {
    const {
      id: episodeId,
      clubId,
      ownerId,
      sharedAt,
    } = await change(tx, attempt, { progress: percent, expectedAt });
    const event = { type: 'episode.progressed' as const, episodeId, percent, expectedAt };
    await live.publish(tx, clubId, event, sharedAt ? null : ownerId);
  });
}

/**
 * Removes what an episode does not need: outputs of attempts up to this one that nobody plays, and, once it is ready, the
 * file as it was sent, which is kept no longer than a retry could need it.
 */
export async function tidy({ db, storage }: Deps, episodeId: string, upTo?: number) {
  const [row] = await db.select().from(episodes).where(eq(episodes.id, episodeId));
  if (!row) return storage.removeAll(keys.episode(episodeId));
  const last = upTo ?? row.attempt;
  for (let number = 1; number <= last; number += 1) {
    if (number === playedAttempt(row)) continue;
    await storage.removeAll(keys.attempt(episodeId, number));
    await db
      .delete(renditions)
      .where(and(eq(renditions.episodeId, episodeId), eq(renditions.attempt, number)));
  }
  if (row.readyAttempt !== null) await storage.remove(keys.source(episodeId));
}

async function change(tx: Tx, { episodeId, number }: Attempt, set: PgUpdateSetSource<typeof episodes>) {
  const [row] = await tx
    .update(episodes)
    .set({ ...set, updatedAt: new Date() })
    .where(and(eq(episodes.id, episodeId), eq(episodes.attempt, number), eq(episodes.status, 'processing')))
    .returning();
  if (!row) throw new StaleAttempt(`attempt ${number} of episode ${episodeId} is not the current one`);
  return row;
}

async function insertRenditions(tx: Tx, { episodeId, number }: Attempt, made: Rendition[]) {
  if (made.length === 0) return;
  await tx.insert(renditions).values(
    made.map(({ file: _file, playlistFile: _playlist, ...measured }) => ({
      ...measured,
      episodeId,
      attempt: number,
    })),
  );
}
