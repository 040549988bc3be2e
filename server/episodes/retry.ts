import { and, eq } from 'drizzle-orm';
import { episodes } from '../../db/schema/episodes.ts';
import type { Member } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';
import { showEpisode, tellOf } from './episodes.ts';
import { processJob } from './process.job.ts';

/** Tries again to prepare an episode that failed; what could be watched before stays so. Throws `episode_not_failed`. */
export async function retry(deps: Deps, by: Member, episodeId: string) {
  return deps.db.transaction(async (tx) => {
    const [row] = await tx
      .update(episodes)
      .set({ status: 'processing', failure: null, progress: 0, expectedAt: null, updatedAt: new Date() })
      .where(and(eq(episodes.id, episodeId), eq(episodes.status, 'failed')))
      .returning();
    if (!row) throw problem('episode_not_failed');
    await deps.jobs.enqueue(tx, processJob, { episodeId });
    await tellOf(deps, tx, row);
    return showEpisode(tx, by, episodeId);
  });
}
