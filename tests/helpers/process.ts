import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { asc, eq } from 'drizzle-orm';
import { episodes, renditions } from '../../db/schema/episodes.ts';
import { processJob } from '../../server/episodes/process.job.ts';
import { keys } from '../../storage/keys.ts';
import type { TestApp } from './app.ts';
import { clip, type ClipName } from './clips.ts';
import { addEpisode } from './episode.ts';
import { keysOf } from './stores.ts';

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

/** A clip several times in a row, for what takes its time. */
export async function repeated(name: ClipName, times: number) {
  const folder = await mkdtemp(join(tmpdir(), 'video-club-repeated-'));
  try {
    const source = await clip(name);
    const path = join(folder, `long${extname(source)}`);
    const loop = ['-v', 'error', '-stream_loop', String(times - 1), '-i', source, '-c', 'copy', path];
    await promisify(execFile)('ffmpeg', loop);
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The objects of an episode, by their names below its folder. */
export async function storedOf({ deps }: TestApp, episodeId: string) {
  const folder = keys.episode(episodeId);
  return (await keysOf(deps.storage, folder)).map((key) => key.slice(folder.length));
}

/** The objects that an attempt leaves which went well and has these renditions. */
export const outputs = (attempt: number, names: string[]) =>
  [
    ...names.flatMap((name) => [`${name}.m3u8`, `${name}.mp4`]),
    'poster.jpg',
    'storyboard.jpg',
    'storyboard.vtt',
  ]
    .map((name) => `${attempt}/${name}`)
    .sort();

export const renditionsOf = ({ deps }: TestApp, episodeId: string) =>
  deps.db
    .select({ attempt: renditions.attempt, name: renditions.name })
    .from(renditions)
    .where(eq(renditions.episodeId, episodeId))
    .orderBy(asc(renditions.attempt), asc(renditions.name));

/** Waits until the row of an episode is as it should be. */
export async function untilEpisode(
  app: TestApp,
  episodeId: string,
  isSo: (row: typeof episodes.$inferSelect) => boolean,
) {
  for (;;) {
    const row = await episodeRow(app, episodeId);
    if (isSo(row)) return row;
    await sleep(50);
  }
}

/** A worker process as `npm run worker` runs it, on the database and the store of this app. */
export function startWorker({ deps: { config } }: TestApp) {
  const child = spawn(process.execPath, ['server/worker.ts'], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: config.databaseUrl,
      DATA_DIR: config.dataDir,
      AUTH_SECRET: config.authSecret,
      LOG_LEVEL: process.env.WORKER_LOG ?? 'silent',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const closed = once(child, 'close');
  return {
    /** SIGKILL is a crash, SIGSTOP a machine that sleeps, SIGCONT its waking up. */
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    async end(signal: NodeJS.Signals = 'SIGTERM') {
      child.kill(signal);
      await closed;
    },
  };
}

/** The command lines of processes that work on files of this app: ffmpeg and ffprobe. */
export async function toolsOf({ deps: { config } }: TestApp) {
  const lines = (await readdir('/proc'))
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
  return (await Promise.all(lines)).filter((line) => line.includes(`file:${config.dataDir}/`));
}
