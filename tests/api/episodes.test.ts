import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { episodes, uploads } from '../../db/schema/episodes.ts';
import { addComment, removeComment } from '../../server/comments/contract.ts';
import * as contract from '../../server/episodes/contract.ts';
import { sweepJob } from '../../server/episodes/sweep.job.ts';
import { keys } from '../../storage/keys.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode, setEpisode, told } from '../helpers/episode.ts';
import { addSent, episodeRow, work } from '../helpers/process.ts';
import { collect, keysOf } from '../helpers/stores.ts';
import { beginUpload, jobsFor } from '../helpers/upload.ts';

let app: TestApp;
let clubId: string;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  clubId = await app.club({ mediators: ['mara'], teachers: ['ana', 'beto'], guests: ['gil'] });
});

const everyone = ['ana', 'beto', 'mara', 'gil'];
const listed = async (name: string) =>
  (await app.as(name).ok(contract.listEpisodes, { params: { clubId } })).map(({ id }) => id);
const see = (name: string, episodeId: string) =>
  app.as(name).call(contract.getEpisode, { params: { episodeId } });
const act = (name: string, endpoint: Parent, episodeId: string) =>
  app.as(name).call(endpoint, { params: { episodeId } });
type Parent = typeof contract.shareEpisode;

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3600_000);
const sweep = () =>
  sweepJob.run(app.deps, {}, { signal: new AbortController().signal, retry: 0, lastTry: false });

describe('who sees an episode', () => {
  test('nobody but its owner until it is shared, then the whole club', async () => {
    const episodeId = await addEpisode(app, clubId, 'ana', { sharedAt: null });
    for (const name of everyone) {
      expect([name, await listed(name)]).toEqual([name, name === 'ana' ? [episodeId] : []]);
      expect([name, (await see(name, episodeId)).status]).toEqual([name, name === 'ana' ? 200 : 404]);
    }
    const shared = await app.as('ana').ok(contract.shareEpisode, { params: { episodeId } });
    expect(shared).toMatchObject({ shared: true, mine: true });
    for (const name of everyone) {
      expect([name, await listed(name)]).toEqual([name, [episodeId]]);
      expect([name, (await see(name, episodeId)).body.mine]).toEqual([name, name === 'ana']);
    }
  });

  test('what happens to an episode that is not shared is told to its owner alone', async () => {
    const episodeId = await addEpisode(app, clubId, 'ana', { sharedAt: null });
    const rename = (title: string) =>
      app.as('ana').ok(contract.changeEpisode, { params: { episodeId }, body: { title } });
    expect(await rename('Mitades')).toMatchObject({ title: 'Mitades' });
    const changed = { type: 'episode.changed', episodeId };
    expect(await told(app, clubId, 'ana')).toEqual([changed]);
    for (const name of ['beto', 'mara', 'gil']) expect(await told(app, clubId, name)).toEqual([]);
    await app.as('ana').ok(contract.shareEpisode, { params: { episodeId } });
    for (const name of ['beto', 'mara', 'gil']) expect(await told(app, clubId, name)).toEqual([changed]);
  });

  test('sharing twice is sharing once, and nobody else can share, rename or withdraw', async () => {
    const episodeId = await addEpisode(app, clubId, 'ana', { sharedAt: null });
    await act('ana', contract.shareEpisode, episodeId);
    const { sharedAt } = await episodeRow(app, episodeId);
    await act('ana', contract.shareEpisode, episodeId);
    expect((await episodeRow(app, episodeId)).sharedAt).toEqual(sharedAt);
    for (const endpoint of [contract.shareEpisode, contract.withdrawEpisode, contract.retryEpisode]) {
      expect((await act('mara', endpoint, episodeId)).code).toBe('not_allowed');
    }
  });

  test('episodes come newest first, each with the number of comments that were not deleted', async () => {
    const older = await addEpisode(app, clubId, 'ana', { createdAt: hoursAgo(5) });
    const newer = await addEpisode(app, clubId, 'beto');
    for (const count of [1, 2, 3]) {
      const id = crypto.randomUUID();
      await app
        .as('beto')
        .ok(addComment, { params: { episodeId: older }, body: { id, atMs: 1, text: 'Ve' } });
      if (count === 3) await app.as('beto').ok(removeComment, { params: { commentId: id } });
    }
    const list = await app.as('gil').ok(contract.listEpisodes, { params: { clubId } });
    expect(list.map(({ id, commentCount }) => [id, commentCount])).toEqual([
      [newer, 0],
      [older, 2],
    ]);
  });
});

describe('withdrawing', () => {
  test('hides it from everybody at once, also from those who were watching', async () => {
    const episodeId = await addEpisode(app, clubId, 'ana');
    const withdrawn = await app.as('ana').ok(contract.withdrawEpisode, { params: { episodeId } });
    expect(withdrawn).toMatchObject({ status: 'withdrawn', id: episodeId });
    const left = new Date(withdrawn.restorableUntil ?? 0).getTime() - Date.now();
    expect(left / 3600_000).toBeCloseTo(24, 1);
    for (const name of ['beto', 'mara', 'gil']) {
      expect(await listed(name)).toEqual([]);
      expect((await see(name, episodeId)).code).toBe('episode_not_found');
      expect(await told(app, clubId, name)).toContainEqual({ type: 'episode.changed', episodeId });
    }
    expect(await listed('ana')).toEqual([episodeId]);
    expect((await see('ana', episodeId)).body.status).toBe('withdrawn');
    const media = await app.as('ana').fetch(`/api/episodes/${episodeId}/media/1/master.m3u8`);
    expect(media.status).toBe(404);
    const rename = { params: { episodeId }, body: { title: 'Otro' } };
    expect((await app.as('ana').call(contract.changeEpisode, rename)).code).toBe('episode_not_found');
  });

  test('it can be brought back as it was for 24 hours, and not after', async () => {
    const episodeId = await addEpisode(app, clubId, 'ana');
    await act('ana', contract.withdrawEpisode, episodeId);
    expect((await act('ana', contract.restoreEpisode, episodeId)).body).toMatchObject({
      ...{ status: 'ready', shared: true, restorableUntil: null },
    });
    expect(await listed('gil')).toEqual([episodeId]);
    await act('ana', contract.withdrawEpisode, episodeId);
    await setEpisode(app, episodeId, { withdrawnAt: hoursAgo(24.01) });
    const late = await act('ana', contract.restoreEpisode, episodeId);
    expect([late.status, late.code]).toEqual([410, 'withdrawal_final']);
    expect(await listed('ana')).toEqual([]);
  });

  test.each([
    ['failed', { status: 'failed', failure: 'damaged', readyAttempt: null }, 0],
    ['processing', { status: 'processing', readyAttempt: null, watchableAttempt: null }, 1],
  ] as const)('one that was %s is so again', async (status, given, jobs) => {
    const episodeId = await addEpisode(app, clubId, 'ana', given);
    await act('ana', contract.withdrawEpisode, episodeId);
    expect((await act('ana', contract.restoreEpisode, episodeId)).body.status).toBe(status);
    expect(await jobsFor(app, episodeId)).toBe(jobs);
  });

  test('an upload can go on after its episode was withdrawn and brought back, not in between', async () => {
    const { episodeId, patch, held } = await beginUpload(app, clubId, 'ana', 6);
    await patch(0, Buffer.from('abc'));
    await act('ana', contract.withdrawEpisode, episodeId);
    expect((await patch(3, Buffer.from('def'))).code).toBe('upload_not_found');
    expect((await act('ana', contract.restoreEpisode, episodeId)).body.status).toBe('uploading');
    expect(await held()).toBe(3);
  });

  test('after 24 hours its files are gone and the row says so; younger ones are left alone', async () => {
    const old = await addSent(app, clubId, 'ana', 'silent');
    const young = await addSent(app, clubId, 'ana', 'silent');
    for (const episodeId of [old, young]) {
      await work(app, episodeId);
      await act('ana', contract.withdrawEpisode, episodeId);
    }
    await setEpisode(app, old, { withdrawnAt: hoursAgo(25) });
    await sweep();
    expect(await keysOf(app.deps.storage, keys.episode(old))).toEqual([]);
    expect((await episodeRow(app, old)).purgedAt).not.toBeNull();
    expect((await act('ana', contract.restoreEpisode, old)).code).toBe('withdrawal_final');
    expect((await act('ana', contract.restoreEpisode, young)).body.status).toBe('ready');
    expect((await keysOf(app.deps.storage, keys.episode(young))).length).toBeGreaterThan(0);
  });
});

describe('the sweeper', () => {
  const age = (uploadUrl: string, hours: number) =>
    app.deps.db
      .update(uploads)
      .set({ updatedAt: hoursAgo(hours) })
      .where(eq(uploads.id, uploadUrl.split('/').at(-1) ?? ''));
  const openKeys = async () =>
    (await collect(app.deps.storage.openUploads(keys.episodes))).map(({ key }) => key);

  test('clears uploads to which nothing came for 24 hours, and no others', async () => {
    const idle = await beginUpload(app, clubId, 'ana', 100);
    const busy = await beginUpload(app, clubId, 'ana', 100);
    for (const { patch } of [idle, busy]) await patch(0, Buffer.from('abc'));
    await age(idle.uploadUrl, 25);
    await age(busy.uploadUrl, 23);
    await sweep();
    expect((await see('ana', idle.episodeId)).code).toBe('episode_not_found');
    expect(await openKeys()).not.toContain(keys.source(idle.episodeId));
    expect(await busy.held()).toBe(3);
    expect(await openKeys()).toContain(keys.source(busy.episodeId));
    const idOf = (url: string) => url.split('/').at(-1) ?? '';
    expect(await keysOf(app.deps.storage, keys.upload(idOf(idle.uploadUrl)))).toEqual([]);
    expect(await keysOf(app.deps.storage, keys.upload(idOf(busy.uploadUrl)))).toHaveLength(1);
  });

  test('says of an episode of which the queue has forgotten that it failed', async () => {
    const given = { status: 'processing', readyAttempt: null, attempt: 6 } as const;
    const dead = await addEpisode(app, clubId, 'ana', { ...given, updatedAt: hoursAgo(37) });
    const alive = await addEpisode(app, clubId, 'ana', { ...given, updatedAt: hoursAgo(35) });
    await sweep();
    expect((await see('ana', dead)).body).toMatchObject({ status: 'failed', failure: 'our_fault' });
    expect((await see('ana', alive)).body).toMatchObject({ status: 'processing', failure: null });
  });

  test('leaves the finished episode when its upload is forgotten', async () => {
    const { episodeId, uploadUrl, patch } = await beginUpload(app, clubId, 'ana', 3);
    await patch(0, Buffer.from('abc'));
    await age(uploadUrl, 25);
    await sweep();
    expect((await see('ana', episodeId)).body.status).toBe('processing');
    expect(await keysOf(app.deps.storage, keys.episode(episodeId))).toEqual([keys.source(episodeId)]);
  });

  test('aborts parts in the store, and removes objects, of which no row knows', async () => {
    const { storage } = app.deps;
    const gone = crypto.randomUUID();
    await storage.beginParts(keys.source(gone), 'video/mp4');
    await storage.put(keys.output(gone, 1, '240.mp4'), Buffer.from('x'), 1, 'video/mp4');
    await storage.put(keys.tail(gone, 1), Buffer.from('x'), 1, 'video/mp4');
    const keep = await addEpisode(app, clubId, 'ana');
    await storage.put(keys.output(keep, 1, '240.mp4'), Buffer.from('x'), 1, 'video/mp4');
    const lost = await addEpisode(app, clubId, 'ana', { status: 'uploading', createdAt: hoursAgo(25) });
    await sweep();
    expect(await openKeys()).toContain(keys.source(gone));

    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 25 * 3600_000 });
    await sweep().finally(() => vi.useRealTimers());
    expect(await openKeys()).not.toContain(keys.source(gone));
    expect(await keysOf(storage, keys.episode(gone))).toEqual([]);
    expect(await keysOf(storage, keys.upload(gone))).toEqual([]);
    expect(await keysOf(storage, keys.episode(keep))).toHaveLength(1);
    expect(await app.deps.db.select().from(episodes).where(eq(episodes.id, lost))).toEqual([]);
  });
});
