import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { processJob } from '../../server/episodes/process.job.ts';
import { sweepJob } from '../../server/episodes/sweep.job.ts';
import { Turn } from '../../server/episodes/turn.ts';
import { defineJob } from '../../server/jobs/job.ts';
import { openQueue } from '../../server/jobs/queue.ts';
import { keys } from '../../storage/keys.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { setEpisode, told } from '../helpers/episode.ts';
import {
  addSent,
  episodeRow,
  outputs,
  renditionsOf,
  repeated,
  startWorker,
  storedOf,
  toolsOf,
  untilEpisode,
  work,
} from '../helpers/process.ts';
import { put } from '../helpers/stores.ts';

let app: TestApp;
let clubId: string;
beforeEach(async () => {
  app = await testApp();
  clubId = await app.club({ teachers: ['ana'] });
});
afterEach(() => app.close());

const names = ['240', '360', 'audio'];

/** Puts an episode into the queue, as its last byte does. `lastTry`: no other follows. */
async function enqueue(episodeId: string, { lastTry = false } = {}) {
  await app.deps.db.transaction(async (tx) => {
    await app.deps.jobs.enqueue(tx, processJob, { episodeId });
    if (lastTry) await tx.execute(sql`update pgboss.job set retry_limit = 0 where name = ${processJob.name}`);
  });
}

async function expectReadyOnce(episodeId: string) {
  const { status, readyAttempt } = await episodeRow(app, episodeId);
  expect(status).toBe('ready');
  const attempt = readyAttempt ?? 0;
  expect(await storedOf(app, episodeId)).toEqual(outputs(attempt, names));
  expect(await renditionsOf(app, episodeId)).toEqual(names.map((name) => ({ attempt, name })));
  expect(await toolsOf(app)).toEqual([]);
}

describe('workers', () => {
  test('one dies halfway: another one finishes, and nothing of the dead one is left', async () => {
    const episodeId = await addSent(app, clubId, 'ana', await repeated('framesVp9', 3));
    const first = startWorker(app);
    await enqueue(episodeId);
    await untilEpisode(app, episodeId, ({ watchableAttempt }) => watchableAttempt !== null);
    await first.end('SIGKILL');
    const second = startWorker(app);
    await untilEpisode(app, episodeId, ({ status }) => status === 'ready');
    await second.end();
    await expectReadyOnce(episodeId);
  }, 120_000);

  test('one sleeps past its lease and wakes up: what it brings is too late and changes nothing', async () => {
    const episodeId = await addSent(app, clubId, 'ana', await repeated('framesVp9', 3));
    const sleeper = startWorker(app);
    await enqueue(episodeId);
    await untilEpisode(app, episodeId, ({ attempt }) => attempt === 1);
    sleeper.kill('SIGSTOP');
    const other = startWorker(app);
    const before = await untilEpisode(app, episodeId, ({ status }) => status === 'ready');
    await other.end();
    sleeper.kill('SIGCONT');
    while ((await toolsOf(app)).length > 0) await sleep(50);
    await sleeper.end();
    expect(await episodeRow(app, episodeId)).toEqual(before);
    await expectReadyOnce(episodeId);
  }, 120_000);

  test('a file that ends its worker every time is given up, and another one is prepared meanwhile', async () => {
    const poison = await addSent(app, clubId, 'ana', await repeated('framesVp9', 3));
    const victim = startWorker(app);
    await enqueue(poison, { lastTry: true });
    await untilEpisode(app, poison, ({ attempt }) => attempt === 1);
    await victim.end('SIGKILL');
    const other = await addSent(app, clubId, 'ana', 'silent');
    await enqueue(other);
    const worker = startWorker(app);
    await untilEpisode(app, other, ({ status }) => status === 'ready');
    const given = await untilEpisode(app, poison, ({ status }) => status === 'failed');
    expect(given).toMatchObject({ failure: 'our_fault', attempt: 1 });
    expect(await told(app, clubId, 'ana')).toContainEqual({ type: 'episode.changed', episodeId: poison });
    await worker.end();
  }, 120_000);
});

describe('the queue', () => {
  test('tells a job that it was given up, once its last try has failed', async () => {
    const given: string[] = [];
    const job = defineJob({
      name: 'test.fail',
      payload: z.object({ what: z.string() }),
      run: () => Promise.reject(new Error('as always')),
      gaveUp: async (_deps, { what }) => void given.push(what),
    });
    const { config, db, log } = app.deps;
    const jobs = await openQueue(config.databaseUrl, [job], log);
    await db.transaction(async (tx) => {
      await jobs.enqueue(tx, job, { what: 'the bread' });
      await tx.execute(sql`update pgboss.job set retry_limit = 0 where name = ${job.name}`);
    });
    await jobs.work(app.deps, [job]);
    while (given.length === 0) await sleep(50);
    await jobs.stop(1);
    expect(given).toEqual(['the bread']);
  });
});

describe('a store that is away', () => {
  const objects = () => join(app.deps.config.dataDir, 'objects');

  test('is waited for: nothing is failed, and the episode is ready once it is back', async () => {
    const episodeId = await addSent(app, clubId, 'ana', 'silent');
    await rename(objects(), `${objects()}-away`);
    await app.deps.jobs.work(app.deps, [processJob]);
    await enqueue(episodeId);
    await untilEpisode(app, episodeId, ({ attempt }) => attempt === 1);
    await sleep(500);
    expect(await episodeRow(app, episodeId)).toMatchObject({ status: 'processing', failure: null });
    await rename(`${objects()}-away`, objects());
    await untilEpisode(app, episodeId, ({ status }) => status === 'ready');
    expect(await episodeRow(app, episodeId)).toMatchObject({ failure: null, readyAttempt: 2 });
  });
});

test('what a worker stored after it was overtaken is swept, and nothing that is played', async () => {
  const episodeId = await addSent(app, clubId, 'ana', 'silent');
  await setEpisode(app, episodeId, { attempt: 1 });
  await work(app, episodeId);
  const before = await storedOf(app, episodeId);
  await put(app.deps.storage, keys.output(episodeId, 1, 'live-00001.m4s'), Buffer.from('late'));
  await put(app.deps.storage, keys.output(episodeId, 2, 'live.m3u8'), Buffer.from('forgotten'));
  const running = await addSent(app, clubId, 'ana', 'silent');
  await setEpisode(app, running, { attempt: 1 });
  await put(app.deps.storage, keys.output(running, 1, 'poster.jpg'), Buffer.from('just made'));
  await sweepJob.run(app.deps, {}, { signal: new AbortController().signal, retry: 0, lastTry: false });
  expect(await storedOf(app, episodeId)).toEqual(before);
  expect(await storedOf(app, running)).toEqual(['1/poster.jpg', 'source']);
});

describe('a turn', () => {
  test('is taken one after the other, in the order of asking; who stops waiting holds up nobody', async () => {
    const [turn, done] = [new Turn(), [] as string[]];
    const stop = new AbortController();
    const never = new AbortController().signal;
    const doing = (name: string) => async () => {
      done.push(`${name} begins`);
      await sleep(5);
      done.push(`${name} ends`);
    };
    const all = Promise.allSettled([
      turn.take(never, doing('a')),
      turn.take(stop.signal, doing('b')),
      turn.take(never, () => Promise.reject(new Error('c fails'))),
      turn.take(never, doing('d')),
    ]);
    stop.abort(new Error('b gave up'));
    const results = await all;
    expect(done).toEqual(['a begins', 'a ends', 'd begins', 'd ends']);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  });
});
