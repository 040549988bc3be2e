import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { episodes, renditions } from '../../db/schema/episodes.ts';
import { createEpisode, showStorage } from '../../server/episodes/contract.ts';
import { keys } from '../../storage/keys.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode, setEpisode } from '../helpers/episode.ts';
import { collect } from '../helpers/stores.ts';
import { about, beginUpload, statements } from '../helpers/upload.ts';

const MIB = 1024 ** 2;
const quota = 20 * MIB;

let app: TestApp;
let clubId: string;
beforeAll(async () => {
  app = await testApp({ CLUB_QUOTA_BYTES: String(quota), MAX_EPISODE_BYTES: String(18 * MIB) });
});
afterAll(() => app.close());
beforeEach(async () => {
  clubId = await app.club({ mediators: ['mara'], teachers: ['ana', 'beto'] });
});

const used = async (id = clubId) =>
  (await app.as('ana').ok(showStorage, { params: { clubId: id } })).usedBytes;
const create = (name: string, bytes: number, toCut = false) =>
  app.as(name).call(createEpisode, {
    params: { clubId },
    body: { ...about, statements, file: { name: 'a.mp4', bytes }, toCut },
  });
async function sendFile(name: string, bytes: number) {
  const body = new FormData();
  for (const [field, value] of Object.entries({ ...about, ...statements })) body.set(field, value);
  body.set('file', new Blob([new Uint8Array(bytes)]), 'clase.mp4');
  const response = await app.as(name).fetch(`/api/clubs/${clubId}/episodes/file`, { method: 'POST', body });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const openParts = async () => (await collect(app.deps.storage.openUploads(keys.episodes))).length;
async function addRendition(episodeId: string, attempt: number, name: string, bytes: number) {
  await app.deps.db.insert(renditions).values({
    ...{
      episodeId,
      attempt,
      name,
      bytes,
      width: 426,
      height: 240,
      durationMs: 600_000,
      codecs: 'avc1.4d401e',
    },
    ...{ fps: 30, startOffsetMs: 0, bandwidth: 300_000, averageBandwidth: 200_000 },
  });
}

describe('what a club holds', () => {
  test('an announced file counts from the beginning, whole', async () => {
    expect(await app.as('ana').ok(showStorage, { params: { clubId } })).toEqual({
      ...{ usedBytes: 0, quotaBytes: quota, maxEpisodeBytes: 18 * MIB },
    });
    const { patch, request } = await beginUpload(app, clubId, 'ana', 5 * MIB);
    await patch(0, Buffer.alloc(3));
    expect(await used()).toBe(5 * MIB);
    await request('DELETE');
    expect(await used()).toBe(0);
  });

  test('the file counts until the episode is ready, its renditions from when they are there, nothing once purged', async () => {
    const facts = {
      sourceBytes: 1000,
      readyAttempt: null,
      watchableAttempt: null,
      status: 'processing',
    } as const;
    const episodeId = await addEpisode(app, clubId, 'ana', facts);
    expect(await used()).toBe(1000);
    await addRendition(episodeId, 1, 'copy', 900);
    expect(await used()).toBe(1900);
    await setEpisode(app, episodeId, { status: 'failed', failure: 'our_fault' });
    expect(await used()).toBe(1900);
    await setEpisode(app, episodeId, { status: 'ready', failure: null, readyAttempt: 1 });
    await addRendition(episodeId, 1, '240', 50);
    expect(await used()).toBe(950);
    await setEpisode(app, episodeId, { status: 'withdrawn', withdrawnAt: new Date() });
    expect(await used()).toBe(950);
    await setEpisode(app, episodeId, { purgedAt: new Date() });
    expect(await used()).toBe(0);
  });

  test('the file of a video that is still to be cut counts beside its renditions', async () => {
    const episodeId = await addEpisode(app, clubId, 'ana', { sourceBytes: 1000, toCut: true });
    await addRendition(episodeId, 1, '240', 50);
    expect(await used()).toBe(1050);
  });

  test('every club has a room of its own', async () => {
    await create('ana', 18 * MIB);
    const other = await app.club({ teachers: ['ana'] });
    expect(await used(other)).toBe(0);
    expect((await create('ana', 2 * MIB)).status).toBe(200);
  });
});

describe('what no longer fits', () => {
  test('is refused before any byte, saying how much is free, and leaves nothing', async () => {
    const open = await openParts();
    expect((await create('ana', 15 * MIB)).status).toBe(200);
    expect(await create('beto', 5 * MIB + 1)).toMatchObject({
      status: 413,
      body: { code: 'club_full', params: { freeMb: 5 } },
    });
    expect(await app.deps.db.select().from(episodes).where(eq(episodes.clubId, clubId))).toHaveLength(1);
    expect(await openParts()).toBe(open + 1);
    expect((await create('beto', 5 * MIB)).status).toBe(200);
    expect((await create('ana', 1)).body).toMatchObject({ code: 'club_full', params: { freeMb: 0 } });
  });

  test('of many that begin at once, as many are let in as fit', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => create(['ana', 'beto', 'mara'][n % 3] ?? '', 6 * MIB)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 413, 413, 413, 413, 413]);
    expect(await used()).toBe(18 * MIB);
  });

  test('a file of unknown length is stopped when the club is full, and leaves nothing', async () => {
    const open = await openParts();
    await create('ana', 10 * MIB);
    expect(await sendFile('beto', 10 * MIB + 1)).toMatchObject({
      status: 413,
      body: { code: 'club_full', params: { freeMb: 10 } },
    });
    expect(await used()).toBe(10 * MIB);
    expect(await openParts()).toBe(open + 1);
    expect((await sendFile('beto', 10 * MIB)).status).toBe(200);
    expect(await used()).toBe(quota);
  });

  test('two files of unknown length that do not both fit are not both let in', async () => {
    const answers = await Promise.all(['ana', 'beto'].map((name) => sendFile(name, 15 * MIB)));
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThan(2);
    expect(await used()).toBeLessThanOrEqual(quota);
  });

  test('a file above the limit is told the limit, however it comes', async () => {
    const problem = { code: 'episode_too_large', params: { maxMb: 18 } };
    expect((await create('ana', 18 * MIB + 1)).body).toMatchObject(problem);
    expect((await sendFile('ana', 18 * MIB + 1)).body).toMatchObject(problem);
  });
});
