import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { episodes } from '../../db/schema/episodes.ts';
import type { Deps } from '../deps.ts';
import { id } from '../http/contract.ts';
import { defineJob } from '../jobs/job.ts';
import { MediaRefusal } from '../media/refusal.ts';
import { type Attempt, beginAttempt, change, publishRefusal, StaleAttempt } from './attempt.ts';
import { tellOf } from './episodes.ts';
import { assertRoom, isOutage, mostWaits, nextWaitMs } from './outage.ts';
import { prepare } from './prepare.ts';
import { openScratch } from './scratch.ts';
import { tidy } from './tidy.ts';

/**
 * Makes what is played out of the file that was sent. Running twice is two attempts, of which the later one counts. A
 * file that is refused ends the job; while the store is away or a disk is full the job waits; any other fault of ours
 * repeats it.
 */
export const processJob = defineJob({
  name: 'episode.process',
  payload: z.object({ episodeId: id, waits: z.number().int().optional() }),
  /** More than one, so that an episode can be watched within seconds while the ladder of another one is made. */
  concurrency: 4,
  async run(deps, { episodeId, waits = 0 }, { signal }) {
    const begun = await beginAttempt(deps, episodeId);
    if (!begun) return tidy(deps, episodeId);
    const { attempt } = begun;
    try {
      const scratch = await openScratch(deps);
      try {
        await prepare(deps, begun, scratch.path, signal);
      } catch (error) {
        await assertRoom(scratch.path);
        throw error;
      } finally {
        await scratch.remove();
      }
    } catch (error) {
      if (isOutage(error) && waits < mostWaits) return orStale(wait(deps, attempt, waits, error));
      await orStale(end(deps, attempt, error));
    }
    await tidy(deps, episodeId, attempt.number);
  },
  async gaveUp(deps, { episodeId }) {
    await deps.db.transaction(async (tx) => {
      const [row] = await tx
        .update(episodes)
        .set({ status: 'failed', failure: 'our_fault', expectedAt: null, updatedAt: new Date() })
        .where(and(eq(episodes.id, episodeId), eq(episodes.status, 'processing')))
        .returning();
      if (row) await tellOf(deps, tx, row);
    });
    await tidy(deps, episodeId);
  },
});

/** A refusal is an answer; all else is thrown, to be tried again. */
async function end(deps: Deps, attempt: Attempt, error: unknown) {
  if (!(error instanceof MediaRefusal)) throw error;
  deps.log.info({ ...attempt, code: error.code, detail: error.detail }, 'file refused');
  await publishRefusal(deps, attempt, error.code);
}

/** Comes back later, and none of the queue's few tries is spent on a fault that has nothing to do with the file. */
async function wait({ db, jobs, log }: Deps, attempt: Attempt, waits: number, error: unknown) {
  const startAfter = new Date(Date.now() + nextWaitMs(waits));
  log.warn({ err: error, ...attempt, startAfter }, 'waits until storage or disk are back');
  await db.transaction(async (tx) => {
    const { id: episodeId } = await change(tx, attempt, { progress: 0, expectedAt: null });
    await jobs.enqueue(tx, processJob, { episodeId, waits: waits + 1 }, { startAfter });
  });
}

/** An attempt that was overtaken has nothing to say any more. */
async function orStale(work: Promise<void>) {
  await work.catch((error: unknown) => {
    if (!(error instanceof StaleAttempt)) throw error;
  });
}
