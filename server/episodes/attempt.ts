import { setTimeout as sleep } from 'node:timers/promises';
import { and, eq, ne, sql } from 'drizzle-orm';
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core';
import { isAway } from '../../db/away.ts';
import type { Tx } from '../../db/client.ts';
import { episodes, renditions } from '../../db/schema/episodes.ts';
import type { Deps } from '../deps.ts';
import type { Rendition } from '../media/hls.ts';
import type { EpisodeRow } from './access.ts';
import { playsMoreThanItsPart, tellOf } from './episodes.ts';

/** One try at preparing an episode: its number keeps a late result of an earlier one out. */
export type Attempt = { episodeId: string; number: number };

/** Thrown when another attempt has begun, or the episode is no longer to be prepared: what was made is of no use. */
export class StaleAttempt extends Error {}

type Facts = Pick<EpisodeRow, 'durationMs' | 'width' | 'height' | 'hasAudio' | 'audioDropped'>;

/** Begins the next attempt, which makes every earlier one stale; null when there is nothing to prepare. */
export async function beginAttempt({ db }: Deps, episodeId: string) {
  const [episode] = await db
    .update(episodes)
    .set({ attempt: sql`${episodes.attempt} + 1`, progress: 0, expectedAt: null, updatedAt: new Date() })
    .where(and(eq(episodes.id, episodeId), eq(episodes.status, 'processing')))
    .returning();
  return episode ? { episode, attempt: { episodeId, number: episode.attempt } } : null;
}

/**
 * Whether the first seconds of a rung are better than what can be watched so far: nothing, a rung that its worker left
 * unfinished, or more than the part that stays. Something complete is only replaced by something complete.
 */
export async function halfIsBetter({ db }: Deps, episode: EpisodeRow) {
  const { id, watchableAttempt } = episode;
  if (watchableAttempt === null || playsMoreThanItsPart(episode)) return true;
  const complete = and(
    eq(renditions.episodeId, id),
    eq(renditions.attempt, watchableAttempt),
    ne(renditions.name, 'live'),
  );
  return (await db.$count(renditions, complete)) === 0;
}

/** Lets the episode be watched in what this attempt has made so far, which replaces what it had made before. */
export async function publishWatchable(deps: Deps, attempt: Attempt, facts: Facts, made: Rendition[]) {
  const { episodeId, number } = attempt;
  const pointer = { watchableAttempt: number, storyboard: false, expectedAt: null };
  await publish(deps, attempt, { ...facts, ...pointer }, async (tx) => {
    await tx
      .delete(renditions)
      .where(and(eq(renditions.episodeId, episodeId), eq(renditions.attempt, number)));
    await insertRenditions(tx, attempt, made);
  });
}

/** Ends the attempt well: all its renditions are there, and the storyboard. */
export async function publishReady(deps: Deps, attempt: Attempt, made: Rendition[]) {
  const end = { status: 'ready' as const, progress: 100, expectedAt: null, storyboard: true };
  await publish(deps, attempt, { ...end, readyAttempt: attempt.number }, (tx) =>
    insertRenditions(tx, attempt, made),
  );
}

/** Ends the attempt, and the episode says why: a refusal of the gate. */
export async function publishRefusal(deps: Deps, attempt: Attempt, failure: string) {
  await publish(deps, attempt, { status: 'failed', failure, expectedAt: null });
}

/** Tells those who may see the episode how far it is, in percent. */
export async function publishProgress(
  { db, live }: Deps,
  attempt: Attempt,
  percent: number,
  expectedAt: Date | null,
) {
  await db.transaction(async (tx) => {
    const row = await change(tx, attempt, { progress: percent, expectedAt });
    const event = { type: 'episode.progressed' as const, episodeId: row.id, percent, expectedAt };
    await live.publish(tx, row.clubId, event, row.sharedAt ? null : row.ownerId);
  });
}

/** Changes the row of an episode if this attempt still counts, or throws StaleAttempt. */
export async function change(
  tx: Tx,
  { episodeId, number }: Attempt,
  set: PgUpdateSetSource<typeof episodes>,
) {
  const [row] = await tx
    .update(episodes)
    .set({ ...set, updatedAt: new Date() })
    .where(and(eq(episodes.id, episodeId), eq(episodes.attempt, number), eq(episodes.status, 'processing')))
    .returning();
  if (!row) throw new StaleAttempt(`attempt ${number} of episode ${episodeId} is not the current one`);
  return row;
}

/** How often a database that is away is asked again, a second apart: an hour of encoding is not lost to a restart. */
const triesWhileAway = 60;

/** Changes the row and what belongs to it, and tells of it. Doing it twice is doing it once. */
async function publish(
  deps: Deps,
  attempt: Attempt,
  set: PgUpdateSetSource<typeof episodes>,
  also?: (tx: Tx) => Promise<void>,
) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await deps.db.transaction(async (tx) => {
        const row = await change(tx, attempt, set);
        await also?.(tx);
        await tellOf(deps, tx, row);
      });
    } catch (error) {
      if (tries === triesWhileAway || !isAway(error)) throw error;
      await sleep(1000);
    }
  }
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
