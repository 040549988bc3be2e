import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { episodes } from '../../db/schema/episodes.ts';
import { keys } from '../../storage/keys.ts';
import { processJob } from '../episodes/process.job.ts';
import { id } from '../http/contract.ts';
import { defineJob } from '../jobs/job.ts';
import { episodes as contents } from './content/episodes.ts';
import { drawClip } from './draw.ts';

/** Draws the clip of an invented episode and hands it on as if it had been uploaded. */
export const drawJob = defineJob({
  name: 'demo.draw',
  payload: z.object({ episodeId: id, key: z.string() }),
  async run({ db, storage, jobs }, { episodeId, key }, { signal }) {
    const content = contents.find((episode) => episode.key === key);
    if (!content) throw new Error(`the demo content has no episode ${key}`);
    const folder = await mkdtemp(join(tmpdir(), 'video-club-demo-'));
    try {
      const path = join(folder, 'clip.mp4');
      await drawClip(content, path, signal);
      const { size } = await stat(path);
      await storage.putFile(keys.source(episodeId), path, 'video/mp4');
      await db.transaction(async (tx) => {
        await tx.update(episodes).set({ sourceBytes: size }).where(eq(episodes.id, episodeId));
        await jobs.enqueue(tx, processJob, { episodeId });
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});
