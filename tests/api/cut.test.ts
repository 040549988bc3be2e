import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addComment } from '../../server/comments/contract.ts';
import {
  cutEpisode,
  getEpisode,
  restoreEpisode,
  retryEpisode,
  shareEpisode,
  withdrawEpisode,
} from '../../server/episodes/contract.ts';
import { processJob } from '../../server/episodes/process.job.ts';
import { sweepJob } from '../../server/episodes/sweep.job.ts';
import { keys } from '../../storage/keys.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { type ClipName, frameNumbers } from '../helpers/clips.ts';
import { setEpisode, told } from '../helpers/episode.ts';
import { addSent, episodeRow, outputs, renditionsOf, storedOf, work } from '../helpers/process.ts';

let app: TestApp;
let clubId: string;
let folder: string;
beforeAll(async () => {
  app = await testApp();
  folder = await mkdtemp(join(tmpdir(), 'cut-'));
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  clubId = await app.club({ teachers: ['ana', 'beto'] });
});

type Part = { startMs: number; endMs: number } | null;
const params = (episodeId: string) => ({ params: { episodeId } });
const see = (episodeId: string) => app.as('ana').ok(getEpisode, params(episodeId));
const cut = (episodeId: string, part: Part) =>
  app.as('ana').call(cutEpisode, { ...params(episodeId), body: { part } });
const share = async (episodeId: string) => (await app.as('ana').call(shareEpisode, params(episodeId))).code;
const sweep = () =>
  sweepJob.run(app.deps, {}, { signal: new AbortController().signal, retry: 0, lastTry: false });

/** A recording that was sent whole and waits for its owner to choose. */
async function addWhole(source: ClipName) {
  const episodeId = await addSent(app, clubId, 'ana', source);
  await setEpisode(app, episodeId, { toCut: true });
  await work(app, episodeId);
  return episodeId;
}

/** The numbers burnt into the frames of everything that is stored of an episode and holds a picture of full size. */
async function storedFrames(episodeId: string) {
  const shown = [];
  for (const name of await storedOf(app, episodeId)) {
    if (!/poster\.jpg$|(copy|\d+)\.mp4$|source$/.test(name)) continue;
    const path = join(folder, 'object');
    await app.deps.storage.download(keys.episode(episodeId) + name, path);
    shown.push({ name, frames: await frameNumbers(path) });
  }
  return shown;
}

describe('a recording that was sent whole', () => {
  test('can be watched by its owner, to choose; it is kept as it was sent, and not shared', async () => {
    const episodeId = await addWhole('framesVp9');
    expect(await see(episodeId)).toMatchObject({
      ...{ status: 'ready', toCut: true, watchable: true },
      storyboardUrl: `/api/episodes/${episodeId}/media/1/storyboard.vtt`,
    });
    expect(await storedOf(app, episodeId)).toEqual([...outputs(1, ['360']), 'source']);
    expect(await share(episodeId)).toBe('episode_still_to_cut');
    const body = { id: randomUUID(), atMs: 1000, text: 'Cuenta con los dedos' };
    const comment = await app.as('ana').call(addComment, { ...params(episodeId), body });
    expect(comment.code).toBe('episode_still_to_cut');
  });

  test.each<[string, Part]>([
    ['ends after it', { startMs: 1000, endMs: 60_000 }],
    ['is shorter than an episode may be', { startMs: 1000, endMs: 1499 }],
    ['ends before it begins', { startMs: 2000, endMs: 1000 }],
  ])('has no part that %s', async (_what, part) => {
    const episodeId = await addWhole('silent');
    expect((await cut(episodeId, part)).code).toBe('part_not_inside');
    expect(await see(episodeId)).toMatchObject({ status: 'ready', toCut: true });
  });

  test('is not cut before it is there, while it is withdrawn, twice, or when nobody asked for it', async () => {
    const part = { startMs: 0, endMs: 1000 };
    const sent = await addSent(app, clubId, 'ana', 'silent');
    await setEpisode(app, sent, { toCut: true });
    expect((await cut(sent, part)).code).toBe('episode_not_to_cut');
    await work(app, sent);
    await app.as('ana').ok(withdrawEpisode, params(sent));
    expect((await cut(sent, part)).code).toBe('episode_not_to_cut');
    await app.as('ana').ok(restoreEpisode, params(sent));
    const answers = await Promise.all([cut(sent, part), cut(sent, part)]);
    expect(answers.map(({ code }) => code).sort()).toEqual(['episode_not_to_cut', undefined]);

    const cutBefore = await addSent(app, clubId, 'ana', 'silent');
    await work(app, cutBefore);
    expect((await cut(cutBefore, null)).code).toBe('episode_not_to_cut');
  });
});

describe('the part that stays', () => {
  const part = { startMs: 1000, endMs: 3000 };
  /** Of `framesVp9`, by its header. */
  const wholeMs = 5008;

  test('is all that is left, to the frame; until it can be watched its owner sees the whole', async () => {
    const episodeId = await addWhole('framesVp9');
    const { body } = await cut(episodeId, part);
    const whole = { playUrl: `/api/episodes/${episodeId}/media/1/master.m3u8`, durationMs: wholeMs };
    expect(body).toMatchObject({ status: 'processing', toCut: false, watchable: true, ...whole });
    expect(await told(app, clubId, 'ana')).toContainEqual({ type: 'episode.changed', episodeId });
    expect(await share(episodeId)).toBe('episode_still_to_cut');

    const working = work(app, episodeId);
    let seen = await see(episodeId);
    for (; seen.playUrl === whole.playUrl; seen = await see(episodeId)) {
      expect(seen.durationMs).toBe(whole.durationMs);
      await sleep(10);
    }
    expect(seen).toMatchObject({ durationMs: 2000 });
    await working;

    expect(await see(episodeId)).toMatchObject({ status: 'ready', durationMs: 2000, toCut: false });
    const names = (await renditionsOf(app, episodeId)).map(({ name }) => name);
    expect(await storedOf(app, episodeId)).toEqual(outputs(2, names));
    const inside = Array.from({ length: 60 }, (_, n) => 30 + n);
    for (const { name, frames } of await storedFrames(episodeId)) {
      if (name.endsWith('.mp4')) expect([name, frames]).toEqual([name, inside]);
      else expect(inside).toEqual(expect.arrayContaining(frames));
    }
    expect(await share(episodeId)).toBeUndefined();
  });

  test('may be all of it: then it is prepared like any other, and what was sent is deleted', async () => {
    const episodeId = await addWhole('phone');
    expect((await cut(episodeId, null)).body).toMatchObject({ status: 'processing', toCut: false });
    await work(app, episodeId);
    expect(await see(episodeId)).toMatchObject({ status: 'ready' });
    expect(await storedOf(app, episodeId)).toEqual(outputs(2, ['240', '480', 'audio', 'copy']));
  });

  test('can be tried again when we failed, and the whole is not shared meanwhile', async () => {
    const episodeId = await addWhole('framesVp9');
    await cut(episodeId, part);
    await expect(work(app, episodeId, AbortSignal.abort(new Error('the worker stops')))).rejects.toThrow();
    await processJob.gaveUp?.(app.deps, { episodeId });
    expect(await see(episodeId)).toMatchObject({ status: 'failed', watchable: true, durationMs: wholeMs });
    expect(await share(episodeId)).toBe('episode_still_to_cut');
    await app.as('ana').ok(retryEpisode, params(episodeId));
    await work(app, episodeId);
    expect(await see(episodeId)).toMatchObject({ status: 'ready', durationMs: 2000 });
  });

  test('is still made after the episode was withdrawn and brought back', async () => {
    const episodeId = await addWhole('framesVp9');
    await cut(episodeId, part);
    await app.as('ana').ok(withdrawEpisode, params(episodeId));
    await app.as('ana').ok(restoreEpisode, params(episodeId));
    expect(await see(episodeId)).toMatchObject({ status: 'processing', durationMs: wholeMs });
    await work(app, episodeId);
    expect(await see(episodeId)).toMatchObject({ status: 'ready', durationMs: 2000 });
  });
});

test('a recording of which nobody chose a part in two weeks is withdrawn, and can be brought back for a day', async () => {
  const [left, recent] = [await addWhole('silent'), await addWhole('silent')];
  const day = 24 * 3600_000;
  await setEpisode(app, left, { updatedAt: new Date(Date.now() - 15 * day) });
  await setEpisode(app, recent, { updatedAt: new Date(Date.now() - 13 * day) });
  await sweep();
  expect(await see(left)).toMatchObject({ status: 'withdrawn', restorableUntil: expect.any(String) });
  const { status, cutBefore } = await see(recent);
  expect(status).toBe('ready');
  expect(Date.parse(cutBefore ?? '') - Date.now()).toBeLessThanOrEqual(day);
  expect(await told(app, clubId, 'ana')).toContainEqual({ type: 'episode.changed', episodeId: left });

  await app.as('ana').ok(restoreEpisode, params(left));
  await sweep();
  expect(await see(left)).toMatchObject({ status: 'ready', toCut: true });

  await app.as('ana').ok(withdrawEpisode, params(left));
  await setEpisode(app, left, { withdrawnAt: new Date(Date.now() - 25 * 3600_000) });
  await sweep();
  expect(await storedOf(app, left)).toEqual([]);
  expect((await episodeRow(app, left)).purgedAt).not.toBeNull();
});
