import { readFile } from 'node:fs/promises';
import { eq } from 'drizzle-orm';
import { episodes } from '../../db/schema/episodes.ts';
import { processJob } from '../../server/episodes/process.job.ts';
import { keys } from '../../storage/keys.ts';
import type { TestApp } from './app.ts';
import { clip, type ClipName } from './clips.ts';
import { addEpisode } from './episode.ts';

/** An episode whose file is stored and waits for the worker; not shared. Returns its id. */
export async function addSent(app: TestApp, clubId: string, owner: string, source: ClipName | Buffer) {
  const episodeId = await addEpisode(app, clubId, owner, {
    ...{ status: 'processing', sharedAt: null, durationMs: null, progress: 0 },
    ...{ attempt: 0, watchableAttempt: null, readyAttempt: null },
  });
  const bytes = Buffer.isBuffer(source) ? source : await readFile(await clip(source));
  await app.deps.storage.put(keys.source(episodeId), bytes, bytes.length, 'application/octet-stream');
  return episodeId;
}

/** Does what the worker does with one delivery of the job. */
export async function work({ deps }: TestApp, episodeId: string, signal = new AbortController().signal) {
  await processJob.run(deps, { episodeId }, { signal, retry: 0, lastTry: false });
}

export async function episodeRow({ deps }: TestApp, episodeId: string) {
  const [row] = await deps.db.select().from(episodes).where(eq(episodes.id, episodeId));
  if (!row) throw new Error(`no episode ${episodeId}`);
  return row;
}
