import { createHash } from 'node:crypto';
import http from 'node:http';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renditions } from '../../db/schema/episodes.ts';
import { readRange } from '../../server/episodes/byte-range.ts';
import { getEpisode, shareEpisode } from '../../server/episodes/contract.ts';
import { keys } from '../../storage/keys.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { setEpisode } from '../helpers/episode.ts';
import { addSent, episodeRow, work } from '../helpers/process.ts';

let app: TestApp;
let clubId: string;
let episodeId: string;
let whole: Buffer;
beforeAll(async () => {
  app = await testApp();
  clubId = await app.club({ mediators: ['mara'], teachers: ['ana', 'beto', 'caro'], guests: ['gil'] });
  await app.club({ mediators: ['stranger'] });
  episodeId = await addSent(app, clubId, 'ana', 'phone');
  await work(app, episodeId);
  whole = Buffer.from(await (await get('copy.mp4')).arrayBuffer());
});
afterAll(() => app.close());

const path = (name: string, attempt: number | string = 1) =>
  `/api/episodes/${episodeId}/media/${attempt}/${name}`;
const get = (name: string, headers: Record<string, string> = {}, as = 'ana', method = 'GET') =>
  app.as(as).fetch(path(name), { method, headers });
const ranged = async (range: string, headers: Record<string, string> = {}) => {
  const response = await get('copy.mp4', { range, ...headers });
  return {
    status: response.status,
    range: response.headers.get('content-range'),
    length: Number(response.headers.get('content-length')),
    body: Buffer.from(await response.arrayBuffer()),
  };
};

test('the master playlist lists every rendition, and each of its files is there', async () => {
  const master = await get('master.m3u8');
  expect(master.headers.get('content-type')).toMatch(/^application\/vnd\.apple\.mpegurl/);
  expect(master.headers.get('cache-control')).toBe('no-store');
  const text = await master.text();
  const playlists = text.split('\n').filter((line) => line.endsWith('.m3u8'));
  expect(playlists.sort()).toEqual(['240.m3u8', '480.m3u8', 'copy.m3u8']);
  for (const name of playlists) {
    const playlist = await get(name);
    expect(playlist.headers.get('cache-control')).toBe('no-store');
    const media = /URI="([^"]+)"/.exec(await playlist.text())?.[1] ?? '';
    expect((await get(media, {}, 'ana', 'HEAD')).status).toBe(200);
  }
});

test('media come with a type, a tag and leave to keep them, if asked about each time', async () => {
  const video = await get('copy.mp4', {}, 'ana', 'HEAD');
  expect(Object.fromEntries(video.headers)).toMatchObject({
    'content-type': 'video/mp4',
    'content-length': String(whole.length),
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    'x-content-type-options': 'nosniff',
  });
  expect(await video.text()).toBe('');
  const etag = video.headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[^"]+"$/);
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const again = await get('copy.mp4', { 'if-none-match': known });
    expect([known, again.status, await again.text()]).toEqual([known, 304, '']);
  }
  expect((await get('copy.mp4', { 'if-none-match': '"other"' })).status).toBe(200);
  const poster = await get('poster.jpg');
  expect(poster.headers.get('content-type')).toBe('image/jpeg');
  expect(Buffer.from(await poster.arrayBuffer()).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
});

test('ranges give the bytes that players ask for', async () => {
  const n = whole.length;
  const cases: [string, number, number][] = [
    ['bytes=0-0', 0, 0],
    ['bytes=0-99', 0, 99],
    ['bytes=100-', 100, n - 1],
    ['bytes=-10', n - 10, n - 1],
    [`bytes=${n - 1}-`, n - 1, n - 1],
    [`bytes=5-${n + 1000}`, 5, n - 1],
    [`bytes=-${n * 2}`, 0, n - 1],
  ];
  for (const [range, start, end] of cases) {
    const answer = await ranged(range);
    expect([range, answer.status, answer.range, answer.length]).toEqual([
      ...[range, 206, `bytes ${start}-${end}/${n}`, end - start + 1],
    ]);
    expect(answer.body.equals(whole.subarray(start, end + 1))).toBe(true);
  }
});

test('a range that is not there, and several at once, are 416; what is no range is ignored', async () => {
  const n = whole.length;
  for (const range of [`bytes=${n}-`, `bytes=${n + 5}-${n + 9}`, 'bytes=-0', 'bytes=0-1,5-6']) {
    const answer = await ranged(range);
    expect([range, answer.status, answer.range]).toEqual([range, 416, `bytes */${n}`]);
    expect(JSON.parse(answer.body.toString())).toMatchObject({ code: 'range_not_satisfiable' });
  }
  for (const range of ['bytes=', 'bytes=a-b', 'bytes=9-5', 'items=0-5', 'bytes=-']) {
    const answer = await ranged(range);
    expect([range, answer.status, answer.length]).toEqual([range, 200, n]);
  }
  expect(readRange('bytes=-5', 0)).toBe('unsatisfiable');
});

test('a range of bytes that have changed meanwhile gives the whole', async () => {
  const etag = (await get('copy.mp4', {}, 'ana', 'HEAD')).headers.get('etag') ?? '';
  expect((await ranged('bytes=0-9', { 'if-range': etag })).status).toBe(206);
  // A weak tag, or a date, does not promise the same bytes.
  for (const other of ['"other"', `W/${etag}`, '', new Date().toUTCString()]) {
    const answer = await ranged('bytes=0-9', { 'if-range': other });
    expect([other, answer.status, answer.range, answer.length]).toEqual([other, 200, null, whole.length]);
  }
});

test('a tag that is known wins over a range, and a range with an unknown one is given', async () => {
  const etag = (await get('copy.mp4', {}, 'ana', 'HEAD')).headers.get('etag') ?? '';
  expect((await ranged('bytes=0-9', { 'if-none-match': etag })).status).toBe(304);
  expect((await ranged('bytes=0-9', { 'if-none-match': '"other"' })).status).toBe(206);
});

test('HEAD with a range tells of the part and sends none of it', async () => {
  const head = await get('copy.mp4', { range: 'bytes=10-19' }, 'ana', 'HEAD');
  expect([head.status, head.headers.get('content-length')]).toEqual([206, '10']);
  expect(head.headers.get('content-range')).toBe(`bytes 10-19/${whole.length}`);
  expect(await head.text()).toBe('');
  const none = await get('copy.mp4', { range: `bytes=${whole.length}-` }, 'ana', 'HEAD');
  expect([none.status, none.headers.get('content-range')]).toEqual([416, `bytes */${whole.length}`]);
  expect(await none.text()).toBe('');
});

test('a rung that is still being encoded is played from a playlist that is never kept', async () => {
  const { storage } = app.deps;
  const put = (name: string, text: string) =>
    storage.put(keys.output(episodeId, 1, name), Buffer.from(text), text.length, 'video/mp4');
  await put('live-00001.m4s', 'segment');
  for (const text of ['#EXTM3U\n', '#EXTM3U\n#EXT-X-ENDLIST\n']) {
    await put('live.m3u8', text);
    const playlist = await get('live.m3u8', { range: 'bytes=0-1' });
    expect([playlist.status, playlist.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await playlist.text()).toBe(text);
  }
  const segment = await get('live-00001.m4s', { range: 'bytes=0-2' });
  expect([segment.status, segment.headers.get('content-type')]).toEqual([206, 'video/mp4']);
  expect(await segment.text()).toBe('seg');
});

test('the sound alone is an address of its own, which no player falls back to by itself', async () => {
  const sound = {
    ...{ episodeId, attempt: 1, name: 'audio', bytes: 5, width: 0, height: 0, durationMs: 3000 },
    ...{ fps: 0, startOffsetMs: 0, bandwidth: 50_000, averageBandwidth: 48_000, codecs: 'mp4a.40.2' },
  };
  await app.deps.db.insert(renditions).values(sound).onConflictDoNothing();
  expect(await (await get('master.m3u8')).text()).not.toContain('audio');
  const { soundUrl } = await app.as('ana').ok(getEpisode, { params: { episodeId } });
  expect(soundUrl).toBe(path('audio.m3u8'));
});

test('the least sharp picture is told with the episode, and not one of another attempt', async () => {
  const read = async () => (await app.as('ana').ok(getEpisode, { params: { episodeId } })).leastUrl;
  const least = await read();
  expect(least).toMatch(/\/media\/1\/(?!audio)\w+\.m3u8$/);
  const rung = {
    ...{ episodeId, bytes: 5, width: 426, height: 240, durationMs: 3000, fps: 30, startOffsetMs: 0 },
    ...{ bandwidth: 1000, averageBandwidth: 900, codecs: 'avc1.640015,mp4a.40.2' },
  };
  const { db } = app.deps;
  await db.insert(renditions).values({ ...rung, attempt: 2, name: '90', bandwidth: 100 });
  expect(await read()).toBe(least);
  const [added] = await db
    .insert(renditions)
    .values({ ...rung, attempt: 1, name: '100' })
    .returning();
  expect(await read()).toBe(path('100.m3u8'));
  await db.delete(renditions).where(eq(renditions.id, added?.id ?? ''));
});

test('only what the played attempt made is there, under plain names', async () => {
  for (const [name, attempt] of [
    ['copy.mp4', 2],
    ['copy.mp4', 0],
    ['master.m3u8', 2],
    ['nothing.mp4', 1],
    ['..%2F..%2Fsource', 1],
    ['.copy.mp4', 1],
    ['%00', 1],
  ] as const) {
    const response = await app.as('ana').fetch(path(name, attempt));
    expect([name, response.status]).toEqual([name, 404]);
    expect(await response.json()).toMatchObject({ code: 'media_not_found' });
  }
  expect((await app.as('ana').fetch(path('copy.mp4', 'x'))).status).toBe(400);
  expect((await app.as('ana').fetch(`/api/episodes/no-id/media/1/copy.mp4`)).status).toBe(400);
});

test('access is asked each time: before sharing, after it, and after leaving the club', async () => {
  const status = async (name: string) => (await get('copy.mp4', { range: 'bytes=0-9' }, name)).status;
  const all = ['anonymous', 'stranger', 'beto', 'caro', 'mara', 'gil'];
  const statuses = async () => Promise.all(all.map(status));
  expect(await statuses()).toEqual([401, 404, 404, 404, 404, 404]);
  await app.as('ana').ok(shareEpisode, { params: { episodeId } });
  expect(await statuses()).toEqual([401, 404, 206, 206, 206, 206]);
  const etag = (await get('copy.mp4', {}, 'caro', 'HEAD')).headers.get('etag') ?? '';
  await app.remove(clubId, 'caro');
  // In the middle of playing: neither the next part, nor the next look at a playlist, nor what her browser has kept.
  expect(await status('caro')).toBe(404);
  expect((await get('master.m3u8', {}, 'caro')).status).toBe(404);
  expect((await get('copy.mp4', { 'if-none-match': etag }, 'caro')).status).toBe(404);
  await setEpisode(app, episodeId, { withdrawnAt: new Date() });
  expect(await statuses()).toEqual([401, 404, 404, 404, 404, 404]);
  expect(await status('ana')).toBe(404);
  await setEpisode(app, episodeId, { withdrawnAt: null });
});

test('a viewer who leaves in the middle does not keep the file open', async () => {
  const { storage } = app.deps;
  const bytes = Buffer.alloc(30 * 1024 ** 2, 7);
  await storage.put(keys.output(episodeId, 1, 'large.mp4'), bytes, bytes.length, 'video/mp4');
  const open = async () =>
    (await import('node:fs/promises')).readdir('/proc/self/fd').then((fds) => fds.length);
  const before = await open();
  const leave = () =>
    new Promise<void>((resolve) => {
      const request = http.get(
        new URL(path('large.mp4'), app.url),
        { headers: { cookie: app.as('ana').cookie } },
        (response) => response.once('data', () => (request.destroy(), resolve())),
      );
    });
  for (let i = 0; i < 20; i += 1) await leave();
  while ((await open()) > before + 10) await new Promise((resolve) => setTimeout(resolve, 20));
  const complete = await get('large.mp4');
  const hash = createHash('sha256')
    .update(Buffer.from(await complete.arrayBuffer()))
    .digest('hex');
  expect(hash).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect((await episodeRow(app, episodeId)).readyAttempt).toBe(1);
});
