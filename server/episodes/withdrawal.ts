import { and, eq, isNull } from 'drizzle-orm';
import type { Tx } from '../../db/client.ts';
import { captions, episodes, uploads } from '../../db/schema/episodes.ts';
import { keys } from '../../storage/keys.ts';
import type { Member } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';
import type { EpisodeRow } from './access.ts';
import { restorableUntil, showEpisode, tellOf } from './episodes.ts';
import { processJob } from './process.job.ts';

/** Hides an episode at once. Withdrawing twice does not prolong the time to bring it back. */
export async function withdraw(deps: Deps, by: Member, episodeId: string) {
  return deps.db.transaction(async (tx) => {
    const now = new Date();
    const [row] = await tx
      .update(episodes)
      .set({ status: 'withdrawn', withdrawnAt: now, updatedAt: now })
      .where(and(eq(episodes.id, episodeId), isNull(episodes.withdrawnAt)))
      .returning();
    if (row) await tellOf(deps, tx, row);
    return showEpisode(tx, by, episodeId);
  });
}

/** Brings an episode back to where it stood; throws `withdrawal_final` after 24 h. */
export async function restore(deps: Deps, by: Member, episodeId: string) {
  return deps.db.transaction(async (tx) => {
    const [row] = await tx.select().from(episodes).where(eq(episodes.id, episodeId)).for('update');
    if (row?.withdrawnAt) {
      if (row.purgedAt || restorableUntil(row.withdrawnAt) < new Date()) throw problem('withdrawal_final');
      const status = await statusBefore(tx, row);
      await tx
        .update(episodes)
        .set({ status, withdrawnAt: null, updatedAt: new Date() })
        .where(eq(episodes.id, episodeId));
      // Whatever was preparing it has stopped, or will: it can't publish anything for a withdrawn episode.
      if (status === 'processing') await deps.jobs.enqueue(tx, processJob, { episodeId });
      await tellOf(deps, tx, row);
    }
    return showEpisode(tx, by, episodeId);
  });
}

/**
 * Deletes everything stored for an episode that was withdrawn for good. The words of its comments follow: the comments
 * room looks for `purgedAt`.
 */
export async function purge({ db, storage }: Deps, episodeId: string) {
  await storage.removeAll(keys.episode(episodeId));
  await db.delete(captions).where(eq(captions.episodeId, episodeId));
  await db
    .update(episodes)
    .set({ purgedAt: new Date(), lookFor: '', sourceName: '' })
    .where(eq(episodes.id, episodeId));
}

async function statusBefore(tx: Tx, { id, readyAttempt, failure }: EpisodeRow) {
  if (readyAttempt !== null) return 'ready';
  if (failure !== null) return 'failed';
  const [unfinished] = await tx
    .select({ id: uploads.id })
    .from(uploads)
    .where(and(eq(uploads.episodeId, id), isNull(uploads.finishedAt)));
  return unfinished ? 'uploading' : 'processing';
}
