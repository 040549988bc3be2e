import { join } from 'node:path';
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { episodes } from '../../db/schema/episodes.ts';
import { keys } from '../../storage/keys.ts';
import type { Deps } from '../deps.ts';
import { id } from '../http/contract.ts';
import { defineJob } from '../jobs/job.ts';
import { gate } from '../media/gate.ts';
import type { Rendition } from '../media/hls.ts';
import { poster } from '../media/poster.ts';
import { probe } from '../media/probe.ts';
import { MediaRefusal } from '../media/refusal.ts';
import { plan } from '../media/renditions.ts';
import { copyToHls, encode } from '../media/transcode.ts';
import {
  type Attempt,
  beginAttempt,
  publishReady,
  publishRefusal,
  publishWatchable,
  StaleAttempt,
  tidy,
} from './attempt.ts';
import { tellOf } from './episodes.ts';
import { outputType } from './media-types.ts';
import { reportProgress } from './progress.ts';
import { openScratch } from './scratch.ts';

/**
 * Makes what is played out of the file that was sent: something to watch as soon as it exists, then the ladder. Running
 * twice is two attempts, of which the later one counts. A file that is refused ends the job; a fault of ours repeats it.
 */
export const processJob = defineJob({
  name: 'episode.process',
  payload: z.object({ episodeId: id }),
  async run(deps, { episodeId }, { signal }) {
    const attempt = await beginAttempt(deps, episodeId);
    if (!attempt) return tidy(deps, episodeId);
    const scratch = await openScratch();
    try {
      await prepare(deps, attempt, scratch.path, signal);
    } catch (error) {
      await end(deps, attempt, error);
    } finally {
      await scratch.remove();
    }
    await tidy(deps, episodeId, attempt.number);
  },
  async gaveUp(deps, { episodeId }) {
    await deps.db.transaction(async (tx) => {
      const [row] = await tx
        .update(episodes)
        .set({ status: 'failed', failure: 'our_fault', updatedAt: new Date() })
        .where(and(eq(episodes.id, episodeId), eq(episodes.status, 'processing')))
        .returning();
      if (row) await tellOf(deps, tx, row);
    });
  },
});

async function prepare(deps: Deps, attempt: Attempt, folder: string, stop: AbortSignal) {
  const source = join(folder, 'source');
  await deps.storage.download(keys.source(attempt.episodeId), source);
  const info = await probe(source, stop);
  gate(info);

  const { copy, first, ladder } = plan(info);
  // A copy takes no time to speak of; a first rung takes about as long as the rest of the ladder.
  const half = ladder.length === 0 ? 1 : 0.5;
  const [before, after] = copy ? [0.05, 0.95] : [half, 1 - half];
  const progress = reportProgress(deps, attempt);
  const failed = new AbortController();
  const signal = AbortSignal.any([stop, progress.stale, failed.signal]);
  const upTo = (start: number, share: number) => ({
    signal,
    onProgress: (done: number) => progress.report(start + share * done),
  });

  const making = copy
    ? copyToHls(source, info, copy, folder, upTo(0, before)).then((made) => [made])
    : encode(source, info, first ? [first] : [], folder, upTo(0, before));
  const still = poster(source, info, join(folder, 'poster.jpg'), { signal });
  const watchable = await both(making, still, failed);
  await store(deps, attempt, folder, ['poster.jpg', ...watchable.flatMap(filesOf)]);
  const { durationMs, audioDropped, video } = info;
  const facts = { width: video.width, height: video.height, hasAudio: info.audio !== null };
  await publishWatchable(deps, attempt, { durationMs, audioDropped, ...facts }, watchable);

  const rungs = await encode(source, info, ladder, folder, upTo(before, after));
  await store(deps, attempt, folder, rungs.flatMap(filesOf));
  await progress.settled();
  await publishReady(deps, attempt, rungs);
}

/** Waits for both; when one fails, until the other has been stopped, so that nothing runs on in a removed folder. */
async function both<T>(making: Promise<T>, still: Promise<void>, failed: AbortController): Promise<T> {
  try {
    const [made] = await Promise.all([making, still]);
    return made;
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled([making, still]);
    throw error;
  }
}

/** The media before the playlist that points into it. */
const filesOf = ({ file, playlistFile }: Rendition) => [file, playlistFile];

async function store({ storage }: Deps, { episodeId, number }: Attempt, folder: string, names: string[]) {
  for (const name of names)
    await storage.putFile(keys.output(episodeId, number, name), join(folder, name), outputType(name));
}

/** A refusal is an answer; an attempt that was overtaken has none to give; all else is thrown, to be tried again. */
async function end(deps: Deps, attempt: Attempt, error: unknown) {
  if (error instanceof StaleAttempt) return;
  if (!(error instanceof MediaRefusal)) throw error;
  deps.log.info({ ...attempt, code: error.code, detail: error.detail }, 'file refused');
  await publishRefusal(deps, attempt, error.code).catch((late: unknown) => {
    if (!(late instanceof StaleAttempt)) throw late;
  });
}
