import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { episodes } from '../../db/schema/episodes.ts';
import type { Member } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';
import { gateLimits } from '../media/gate.ts';
import type { cutEpisode } from './contract.ts';
import { showEpisode, tellOf } from './episodes.ts';
import { processJob } from './process.job.ts';

type Part = z.output<(typeof cutEpisode)['body']>['part'];

/**
 * Says which part of a recording that was sent whole stays; null keeps all of it. What could be watched to choose stays
 * so for its owner until the part can be; then every frame outside is deleted, that of the file as it was sent too.
 * Throws `episode_not_to_cut` and `part_not_inside`.
 */
export async function cut(deps: Deps, by: Member, episodeId: string, part: Part) {
  return deps.db.transaction(async (tx) => {
    const [whole] = await tx.select().from(episodes).where(eq(episodes.id, episodeId)).for('update');
    if (!whole?.toCut || whole.status !== 'ready') throw problem('episode_not_to_cut');
    if (part && !isInside(part, whole.durationMs ?? 0)) throw problem('part_not_inside');
    const [row] = await tx
      .update(episodes)
      .set({
        ...{ toCut: false, cutStartMs: part?.startMs ?? null, cutEndMs: part?.endMs ?? null },
        ...{ status: 'processing', progress: 0, expectedAt: null, updatedAt: new Date() },
        // No longer complete: merely what can be watched meanwhile.
        ...{ watchableAttempt: whole.readyAttempt, readyAttempt: null },
      })
      .where(eq(episodes.id, episodeId))
      .returning();
    if (!row) throw problem('episode_not_found');
    await deps.jobs.enqueue(tx, processJob, { episodeId });
    await tellOf(deps, tx, row);
    return showEpisode(tx, by, episodeId);
  });
}

/** As long as any episode must be, and not a moment beyond the recording. */
function isInside({ startMs, endMs }: NonNullable<Part>, durationMs: number) {
  return endMs - startMs >= gateLimits.minDurationMs && endMs <= durationMs;
}
