// Worker processes that die, sleep past their lease, or lose Postgres or the store at 10, 50 and 90 % of an episode: it
// must be ready once, with one set of renditions and no other object, and leave no ffmpeg behind.
// Run: node scripts/bench/workers.ts [--seconds 30] [--only 'vp9 90 store']
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { eq } from 'drizzle-orm';
import { migrateDatabase } from '../../db/migrate.ts';
import { clubs } from '../../db/schema/clubs.ts';
import { episodes, renditions } from '../../db/schema/episodes.ts';
import { addAccount } from '../../server/accounts/accounts.ts';
import { readConfig } from '../../server/config.ts';
import { openDeps } from '../../server/deps.ts';
import { processJob } from '../../server/episodes/process.job.ts';
import { keys } from '../../storage/keys.ts';
import { startPostgres } from '../postgres.mjs';
import { phoneClip, vp9Clip } from './long-clips.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '30' }, only: { type: 'string', default: '' } },
});
const seconds = Number(values.seconds);
const sources = { h264: await phoneClip(seconds), vp9: await vp9Clip(seconds) };

const folder = await mkdtemp(join(tmpdir(), 'bench-workers-'));
await chmod(folder, 0o755);
let postgres = await startPostgres({ dataDir: folder });
await migrateDatabase(postgres.url);
const env = {
  ...{ PATH: process.env.PATH, DATABASE_URL: postgres.url, DATA_DIR: join(folder, 'data') },
  ...{ AUTH_SECRET: 'a secret of the bench, as long as it must be', LOG_LEVEL: 'silent' },
};
const { deps, close } = await openDeps(readConfig(env));
const { db, storage, jobs } = deps;

type Worker = ReturnType<typeof startWorker>;
/** What befalls the one that is at work, or what all stand on. Ends when that is over. */
type Mishap = (busy: Worker, episodeId: string) => Promise<unknown>;

const mishaps: Record<string, Mishap> = {
  'kill -9': (busy) => busy.end('SIGKILL'),
  'SIGSTOP past its lease, resumed': async (busy, episodeId) => {
    busy.kill('SIGSTOP');
    await until(episodeId, ({ status }) => status === 'ready');
    busy.kill('SIGCONT');
    await sleep(8000);
  },
  'Postgres away for 15 s': async () => {
    await postgres.stop();
    await sleep(15_000);
    postgres = await startPostgres({ dataDir: folder });
  },
  'store away for 20 s': async () => {
    const objects = join(env.DATA_DIR, 'objects');
    await rename(objects, `${objects}-away`);
    await sleep(20_000);
    await rename(`${objects}-away`, objects);
  },
};

try {
  console.log(`two workers, ${seconds} s of 1080p`);
  console.log('source  at %  mishap                            ready after  attempts  as it should be');
  for (const [mishap, befall] of Object.entries(mishaps))
    for (const percent of [10, 50, 90])
      for (const source of ['h264', 'vp9'] as const)
        if (`${source} ${percent} ${mishap}`.startsWith(values.only))
          await trial(source, percent, mishap, befall);
} finally {
  await close();
  await postgres.stop('immediate');
  for (const path of [folder, postgres.where]) await rm(path, { recursive: true, force: true });
}

async function trial(source: keyof typeof sources, percent: number, mishap: string, befall: Mishap) {
  const workers = [startWorker(), startWorker()];
  const episodeId = await enqueue(await readFile(sources[source]));
  const startedAt = performance.now();
  await until(episodeId, ({ progress }) => progress >= percent);
  const busy = (await Promise.all(workers.map(async (one) => ((await one.tools()) > 0 ? one : null)))).find(
    (one) => one !== null,
  );
  if (busy) await befall(busy, episodeId);
  const { attempt } = await until(episodeId, ({ status }) => status === 'ready' || status === 'failed');
  const took = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`.padStart(11);
  await sleep(2000);
  const faults = busy ? await faultsOf(episodeId, workers) : ['was ready before: take a longer clip'];
  const columns = [source.padEnd(6), String(percent).padStart(5), ` ${mishap.padEnd(33)}`, took];
  console.log(...columns, String(attempt).padStart(9), ` ${faults.length === 0 ? 'yes' : faults.join('; ')}`);
  await Promise.all(workers.map((one) => one.end('SIGTERM')));
}

/** What is not as one undisturbed attempt would have left it. */
async function faultsOf(episodeId: string, workers: Worker[]) {
  const [row] = await db.select().from(episodes).where(eq(episodes.id, episodeId));
  const made = await db.select().from(renditions).where(eq(renditions.episodeId, episodeId));
  const names = made.map(({ name }) => name);
  const expected = [...names.flatMap((name) => [`${name}.m3u8`, `${name}.mp4`]), 'poster.jpg'];
  expected.push('storyboard.jpg', 'storyboard.vtt');
  const stored: string[] = [];
  for await (const { key } of storage.list(keys.episode(episodeId))) stored.push(key);
  const wanted = expected.map((name) => keys.output(episodeId, row?.readyAttempt ?? 0, name)).sort();
  const tools = await Promise.all(workers.map((one) => one.tools()));
  const scratch = await readdir(join(env.DATA_DIR, 'work'));
  return [
    ...(row?.status === 'ready' ? [] : [`${row?.status} ${row?.failure}`]),
    ...(names.length > 2 && new Set(names).size === names.length ? [] : [`renditions: ${names.join()}`]),
    ...(stored.join() === wanted.join() ? [] : [`objects: ${stored.join()}`]),
    ...(tools.some((count) => count > 0) ? ['ffmpeg is left'] : []),
    ...(scratch.length === 0 ? [] : [`${scratch.length} scratch folders are left`]),
  ];
}

async function enqueue(bytes: Buffer) {
  const name = `Ana ${Date.now()}`;
  const account = await db.transaction((tx) =>
    addAccount(tx, { name, email: `${Date.now()}@club.test`, locale: 'es' }, 'no password'),
  );
  const [club] = await db.insert(clubs).values({ name, goal: 'Mirar', howSeen: 'club' }).returning();
  if (!account || !club) throw new Error('no club');
  const day = '2026-03-02';
  const days = { familiesAgreedOn: day, othersOutOfFrameOn: day, schoolAuthorisedOn: day };
  const given = { clubId: club.id, ownerId: account.id, title: 'Fracciones', ...days };
  const [row] = await db
    .insert(episodes)
    .values({ ...given, status: 'processing' })
    .returning();
  if (!row) throw new Error('no episode');
  await storage.put(keys.source(row.id), bytes, bytes.length, 'application/octet-stream');
  await db.transaction((tx) => jobs.enqueue(tx, processJob, { episodeId: row.id }));
  return row.id;
}

/** Looks until the row is as it should be; Postgres may be away meanwhile. */
async function until(episodeId: string, isSo: (row: typeof episodes.$inferSelect) => boolean) {
  for (;;) {
    const found = db.select().from(episodes).where(eq(episodes.id, episodeId));
    const [row] = await found.catch(() => []);
    if (row && isSo(row)) return row;
    await sleep(100);
  }
}

function startWorker() {
  const child = spawn(process.execPath, ['server/worker.ts'], { env, stdio: 'ignore' });
  const closed = once(child, 'close');
  return {
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    async end(signal: NodeJS.Signals) {
      child.kill(signal);
      await closed;
    },
    /** How many ffmpeg and ffprobe it has running. */
    async tools() {
      const pids = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').catch(() => '');
      return pids.split(' ').filter(Boolean).length;
    },
  };
}
