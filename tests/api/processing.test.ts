import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { getEpisode, retryEpisode, withdrawEpisode } from '../../server/episodes/contract.ts';
import { processJob } from '../../server/episodes/process.job.ts';
import { scratchRoot } from '../../server/episodes/scratch.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { clip, type ClipName } from '../helpers/clips.ts';
import { setEpisode, told } from '../helpers/episode.ts';
import { addSent, episodeRow, outputs, renditionsOf, repeated, storedOf, work } from '../helpers/process.ts';
import { beginUpload } from '../helpers/upload.ts';

let app: TestApp;
let clubId: string;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  clubId = await app.club({ mediators: ['mara'], teachers: ['ana', 'beto'] });
});

const see = (episodeId: string) => app.as('ana').ok(getEpisode, { params: { episodeId } });
const ofPhone = ['240', '480', 'audio', 'copy'];

describe('preparing', () => {
  test('a clip that browsers play is copied and gets its ladder; the sent file is not kept', async () => {
    const episodeId = await addSent(app, clubId, 'ana', 'phone');
    await work(app, episodeId);
    expect(await see(episodeId)).toMatchObject({
      ...{ status: 'ready', watchable: true, progress: 100, failure: null, audioDropped: false },
      ...{ width: 1280, height: 720 },
      playUrl: `/api/episodes/${episodeId}/media/1/master.m3u8`,
      posterUrl: `/api/episodes/${episodeId}/media/1/poster.jpg`,
    });
    expect((await episodeRow(app, episodeId)).durationMs).toBeGreaterThan(2900);
    expect(await storedOf(app, episodeId)).toEqual(outputs(1, ofPhone));
  });

  test('a clip that browsers do not play is watched while its first rung is encoded', async () => {
    const episodeId = await addSent(app, clubId, 'ana', await repeated('framesVp9', 4));
    const working = work(app, episodeId);
    let seen = await see(episodeId);
    for (; !seen.watchable; seen = await see(episodeId)) await sleep(10);
    const get = async (name: string) => {
      const response = await app.as('ana').fetch(`/api/episodes/${episodeId}/media/1/${name}`);
      return { status: response.status, text: await response.text() };
    };
    expect((await get('master.m3u8')).text).toContain('live.m3u8');

    const playlists: string[] = [];
    while (!playlists.at(-1)?.includes('#EXT-X-ENDLIST')) {
      const { text } = await get('live.m3u8');
      if (text === playlists.at(-1)) continue;
      playlists.push(text);
      const files = ['live-init.mp4', ...(text.match(/^live-.*\.m4s$/gm) ?? [])];
      expect(files.length).toBeGreaterThan(1);
      for (const name of files) expect([name, (await get(name)).status]).toEqual([name, 200]);
    }
    expect(playlists.length).toBeGreaterThan(2);
    playlists.reduce((before, after) => {
      expect(after.startsWith(before)).toBe(true);
      return after;
    });

    await working;
    expect(await see(episodeId)).toMatchObject({ status: 'ready', watchable: true, expectedAt: null });
    const names = (await renditionsOf(app, episodeId)).map(({ name }) => name);
    expect(names).toEqual(['240', '360', 'audio']);
    expect(await storedOf(app, episodeId)).toEqual(outputs(1, names));
  });

  test('its owner is told of the way, others only once it is shared', async () => {
    const episodeId = await addSent(app, clubId, 'ana', 'phone');
    await work(app, episodeId);
    const changed = { type: 'episode.changed', episodeId };
    const mine = await told(app, clubId, 'ana');
    expect(mine.filter(({ type }) => type === 'episode.changed')).toEqual([changed, changed]);
    expect(await told(app, clubId, 'mara')).toEqual([]);

    const shared = await addSent(app, clubId, 'ana', 'silent');
    await setEpisode(app, shared, { sharedAt: new Date() });
    await work(app, shared);
    expect(await told(app, clubId, 'beto')).toContainEqual({ type: 'episode.changed', episodeId: shared });
  });

  test('a sound that nobody can decode is left out, and the episode says so', async () => {
    const episodeId = await addSent(app, clubId, 'ana', 'deafened');
    await work(app, episodeId);
    expect(await see(episodeId)).toMatchObject({ status: 'ready', audioDropped: true });
    expect(await episodeRow(app, episodeId)).toMatchObject({ hasAudio: false });
  });

  test('nothing is left on the disk, of workers that died or were forgotten neither', async () => {
    const root = scratchRoot(app.deps);
    const left = (worker: string) => join(root, `video-club-work-${worker}-abc`);
    const [dead, reborn, forgotten, elsewhere] = [
      left(`4194303-${hostname()}`),
      left(`${process.pid}-${hostname()}`),
      left('7-another-host'),
      left('8-another-host'),
    ];
    for (const folder of [dead, reborn, forgotten, elsewhere]) {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'source'), 'x');
    }
    const longAgo = new Date(Date.now() - 25 * 3600_000);
    await utimes(forgotten, longAgo, longAgo);
    await work(app, await addSent(app, clubId, 'ana', 'silent'));
    expect((await readdir(root)).map((name) => join(root, name))).toEqual([elsewhere]);
  });
});

describe('refusing', () => {
  const text = Buffer.from('Hola, esto no es un video.\n'.repeat(40));
  const playlist = Buffer.from('#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n');
  test.each<[string, ClipName | Buffer, string]>([
    ['a text', text, 'not_video'],
    ['a playlist', playlist, 'playlist'],
    ['a picture', 'picture', 'not_video'],
    ['a sound', 'soundOnly', 'no_video'],
    ['half a file', 'truncated', 'incomplete'],
    ['a file without its index', 'headless', 'damaged'],
    ['a blink', 'blink', 'too_short'],
  ])('%s ends failed, with its reason, and is not tried again by itself', async (_what, source, code) => {
    const episodeId = await addSent(app, clubId, 'ana', source);
    await work(app, episodeId);
    expect(await see(episodeId)).toMatchObject({ status: 'failed', failure: code });
    expect(await told(app, clubId, 'ana')).toContainEqual({ type: 'episode.changed', episodeId });
  });

  test('a fault of ours is thrown to the queue, and when it gives up the episode says so and can be retried', async () => {
    const episodeId = await addSent(app, clubId, 'ana', 'silent');
    const stopped = AbortSignal.abort(new Error('the worker stops'));
    await expect(work(app, episodeId, stopped)).rejects.toThrow('the worker stops');
    expect(await see(episodeId)).toMatchObject({ status: 'processing' });
    await processJob.gaveUp?.(app.deps, { episodeId });
    expect(await see(episodeId)).toMatchObject({ status: 'failed', failure: 'our_fault' });
    const again = await app.as('ana').ok(retryEpisode, { params: { episodeId } });
    expect(again).toMatchObject({ status: 'processing', failure: null });
    await work(app, episodeId);
    expect(await see(episodeId)).toMatchObject({ status: 'ready' });
  });
});

describe('more than one attempt', () => {
  test('of two deliveries at once one counts: ready once, with one set of renditions', async () => {
    const episodeId = await addSent(app, clubId, 'ana', 'phone');
    await Promise.all([work(app, episodeId), work(app, episodeId)]);
    const { status, attempt, readyAttempt } = await episodeRow(app, episodeId);
    expect([status, attempt, readyAttempt]).toEqual(['ready', 2, 2]);
    expect(await storedOf(app, episodeId)).toEqual(outputs(2, ofPhone));
    expect(await renditionsOf(app, episodeId)).toEqual(ofPhone.map((name) => ({ attempt: 2, name })));
  });

  test('a delivery after the end changes nothing', async () => {
    const episodeId = await addSent(app, clubId, 'ana', 'silent');
    await work(app, episodeId);
    const before = await episodeRow(app, episodeId);
    await work(app, episodeId);
    expect(await episodeRow(app, episodeId)).toEqual(before);
  });

  test('an attempt after one that ended halfway replaces what could be watched', async () => {
    const episodeId = await addSent(app, clubId, 'ana', 'phone');
    const stop = new AbortController();
    const working = work(app, episodeId, stop.signal);
    while (!(await see(episodeId)).watchable) await sleep(10);
    stop.abort(new Error('the worker stops'));
    await expect(working).rejects.toThrow('the worker stops');
    expect(await see(episodeId)).toMatchObject({ status: 'processing', watchable: true });
    await work(app, episodeId);
    expect(await episodeRow(app, episodeId)).toMatchObject({ status: 'ready', readyAttempt: 2 });
    expect(await storedOf(app, episodeId)).toEqual(outputs(2, ofPhone));
  });

  test('what failed can be tried again, once at a time, and stays watchable meanwhile', async () => {
    const episodeId = await addSent(app, clubId, 'ana', 'silent');
    const retry = () => app.as('ana').call(retryEpisode, { params: { episodeId } });
    expect((await retry()).code).toBe('episode_not_failed');
    await setEpisode(app, episodeId, {
      ...{ status: 'failed', failure: 'our_fault', attempt: 1, watchableAttempt: 1 },
    });
    const answers = await Promise.all([retry(), retry()]);
    expect(answers.map(({ code }) => code).sort()).toEqual(['episode_not_failed', undefined]);
    expect(await see(episodeId)).toMatchObject({ status: 'processing', failure: null, watchable: true });
    await work(app, episodeId);
    expect(await episodeRow(app, episodeId)).toMatchObject({ status: 'ready', watchableAttempt: 2 });
  });

  test('an episode that is withdrawn while it is prepared gets nothing published', async () => {
    const episodeId = await addSent(app, clubId, 'ana', 'phone');
    const working = work(app, episodeId);
    while ((await episodeRow(app, episodeId)).attempt === 0) await sleep(5);
    await app.as('ana').ok(withdrawEpisode, { params: { episodeId } });
    await working;
    expect(await episodeRow(app, episodeId)).toMatchObject({ status: 'withdrawn', readyAttempt: null });
    expect(await storedOf(app, episodeId)).toContain('source');
  });
});

test('the worker takes the job that the last byte made', async () => {
  const bytes = await readFile(await clip('silent'));
  const { episodeId, patch } = await beginUpload(app, clubId, 'ana', bytes.length);
  await app.deps.jobs.work(app.deps, [processJob]);
  await patch(0, bytes);
  while ((await see(episodeId)).status !== 'ready') await sleep(50);
  expect(await see(episodeId)).toMatchObject({ watchable: true });
});
