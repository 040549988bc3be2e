import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { uploadParts, uploads } from '../../db/schema/episodes.ts';
import { createEpisode, getEpisode, listUploads } from '../../server/episodes/contract.ts';
import { partBytes } from '../../server/episodes/part.ts';
import { keys } from '../../storage/keys.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { told } from '../helpers/episode.ts';
import { collect, keysOf } from '../helpers/stores.ts';
import { about, beginUpload, jobsFor, sender, sha256, statements, storedSha } from '../helpers/upload.ts';

const MIB = 1024 ** 2;
const part = partBytes;
const file = randomBytes(20 * MIB + 3);

let app: TestApp;
let clubId: string;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  clubId = await app.club({ mediators: ['mara'], teachers: ['ana', 'beto'], guests: ['gil'] });
});

const begin = (bytes = file.length) => beginUpload(app, clubId, 'ana', bytes);
const rowOf = async (uploadUrl: string) => {
  const [row] = await app.deps.db
    .select()
    .from(uploads)
    .where(eq(uploads.id, uploadUrl.split('/').at(-1) ?? ''));
  return row;
};
/** Waits until the database says so. */
async function until(holds: () => Promise<boolean>) {
  while (!(await holds())) await sleep(20);
}
const openParts = async (episodeId: string) =>
  (await collect(app.deps.storage.openUploads(keys.episodes))).filter(
    ({ key }) => key === keys.source(episodeId),
  );

describe('sending', () => {
  test('a file sent in one request is stored byte for byte and goes to the worker once', async () => {
    const { episodeId, uploadUrl, patch } = await begin();
    expect(await patch(0, file)).toMatchObject({ status: 204 });
    expect(await storedSha(app, episodeId)).toBe(sha256(file));
    expect(await jobsFor(app, episodeId)).toBe(1);
    const episode = await app.as('ana').ok(getEpisode, { params: { episodeId } });
    expect(episode).toMatchObject({ status: 'processing', shared: false, mine: true, playUrl: null });
    expect((await rowOf(uploadUrl))?.finishedAt).not.toBeNull();
    expect(await openParts(episodeId)).toEqual([]);
  });

  test.each([
    [1, 23],
    [1000, 4321],
    [5 * MIB - 1, file.length],
    [part, 2 * part],
    [part + 1, file.length],
    [20 * MIB, file.length],
  ])('chunks of %i bytes make the same file', async (chunk, size) => {
    const whole = file.subarray(0, size);
    const { episodeId, patch } = await begin(size);
    for (let offset = 0; offset < size; offset += chunk) {
      const { status, headers } = await patch(offset, whole.subarray(offset, offset + chunk));
      expect([status, Number(headers.get('upload-offset'))]).toEqual([204, Math.min(size, offset + chunk)]);
    }
    expect(await storedSha(app, episodeId)).toBe(sha256(whole));
    expect(await jobsFor(app, episodeId)).toBe(1);
  });

  test('a dropped line loses nothing that had arrived, in the middle of a part too', async () => {
    const { episodeId, uploadUrl, open, held, sendRest } = await begin();
    for (const upTo of [3 * MIB, 4 * MIB, 11 * MIB]) {
      const from = await held();
      const sending = open(from, file.length - from);
      await sending.write(file.subarray(from, upTo));
      await sleep(100);
      sending.drop();
      await until(async () => ((await rowOf(uploadUrl))?.offsetBytes ?? 0) > from);
    }
    expect(await held()).toBeGreaterThan(part);
    expect((await sendRest(file)).status).toBe(204);
    expect(await storedSha(app, episodeId)).toBe(sha256(file));
    expect(await keysOf(app.deps.storage, keys.uploads)).toEqual([]);
  });

  test('an unfinished upload is listed with what is held and what its file is known by, for its owner alone', async () => {
    const given = { name: 'clase.mp4', bytes: file.length, fingerprint: sha256(file) };
    const { episode, uploadUrl } = await app.as('ana').ok(createEpisode, {
      params: { clubId },
      body: { ...about, statements, file: given },
    });
    const { patch } = sender(app, 'ana', uploadUrl);
    await patch(0, file.subarray(0, 1000));
    const list = (name: string) => app.as(name).ok(listUploads, { params: { clubId } });
    expect(await list('ana')).toEqual([
      { episodeId: episode.id, uploadUrl, title: about.title, sentBytes: 1000, file: given },
    ]);
    expect(await list('beto')).toEqual([]);
    expect(await list('mara')).toEqual([]);
    await patch(1000, file.subarray(1000));
    expect(await list('ana')).toEqual([]);
  });

  test('cancelling leaves neither an episode nor a byte', async () => {
    const { episodeId, request, patch } = await begin();
    await patch(0, file.subarray(0, part + 5));
    expect((await request('DELETE')).status).toBe(204);
    expect(await app.as('ana').call(getEpisode, { params: { episodeId } })).toMatchObject({
      code: 'episode_not_found',
    });
    expect(await patch(part + 5, file.subarray(part + 5))).toMatchObject({ code: 'upload_not_found' });
    expect(await openParts(episodeId)).toEqual([]);
    expect(await keysOf(app.deps.storage, keys.uploads)).toEqual([]);
  });

  test('a finished upload can no longer be cancelled, nor sent again', async () => {
    const { episodeId, request, patch, held } = await begin(3);
    await patch(0, Buffer.from('abc'));
    expect(await request('DELETE')).toMatchObject({ status: 409, code: 'upload_finished' });
    expect(await held()).toBe(3);
    expect(await patch(0, Buffer.from('abc'))).toMatchObject({ status: 409, code: 'upload_offset_wrong' });
    expect((await patch(3, Buffer.alloc(0))).status).toBe(204);
    expect(await jobsFor(app, episodeId)).toBe(1);
  });
});

describe('two at once', () => {
  test('a newcomer takes over what its predecessor was sending, and the other one is told', async () => {
    const { episodeId, open, held, sendRest, uploadUrl } = await begin();
    const first = open(0, file.length);
    await first.write(file.subarray(0, part + MIB));
    await until(async () => (await rowOf(uploadUrl))?.parts === 1);
    await sleep(100);
    expect(await held()).toBeGreaterThan(part);
    expect(await first.answer).toMatchObject({ status: 423, code: 'upload_taken_over' });
    expect((await sendRest(file)).status).toBe(204);
    expect(await storedSha(app, episodeId)).toBe(sha256(file));
  });

  test('of many sending the same bytes at the same time, the file comes out whole and once', async () => {
    const { episodeId, patch, held, sendRest } = await begin();
    const answers = await Promise.all([1, 2, 3, 4].map(() => patch(0, file)));
    for (const { status } of answers) expect([204, 409, 423]).toContain(status);
    if ((await held()) < file.length) await sendRest(file);
    expect(await storedSha(app, episodeId)).toBe(sha256(file));
    expect(await jobsFor(app, episodeId)).toBe(1);
  });

  const lease = (uploadUrl: string, until: Date) =>
    app.deps.db
      .update(uploads)
      .set({ leaseOwner: randomUUID(), leaseUntil: until })
      .where(eq(uploads.id, uploadUrl.split('/').at(-1) ?? ''));

  test('the lease of a server that died runs out while the newcomer waits', async () => {
    const { episodeId, uploadUrl, patch } = await begin();
    await lease(uploadUrl, new Date(Date.now() + 2000));
    expect((await patch(0, file)).status).toBe(204);
    expect(await storedSha(app, episodeId)).toBe(sha256(file));
  });

  test('a holder that does not give way keeps the upload, and the newcomer is told so', async () => {
    const { uploadUrl, patch } = await begin();
    await lease(uploadUrl, new Date(Date.now() + 60_000));
    expect(await patch(0, file)).toMatchObject({ status: 423, code: 'upload_taken_over' });
    expect((await rowOf(uploadUrl))?.offsetBytes).toBe(0);
  });

  test('a request whose lease was taken writes nothing more', async () => {
    const { uploadUrl, open } = await begin();
    const sending = open(0, file.length);
    await sending.write(file.subarray(0, part));
    await until(async () => (await rowOf(uploadUrl))?.parts === 1);
    await lease(uploadUrl, new Date(Date.now() + 60_000));
    await sending.write(file.subarray(part, 2 * part + 5));
    expect(await sending.answer).toMatchObject({ code: 'upload_taken_over' });
    expect(await rowOf(uploadUrl)).toMatchObject({ parts: 1, offsetBytes: part, tailBytes: 0 });
  });
});

describe('ending', () => {
  /** The state that a server leaves when it is killed after the last byte and before the end. */
  async function killedBeforeTheEnd() {
    const bytes = file.subarray(0, part + 10);
    const started = await begin(bytes.length);
    await started.patch(0, bytes.subarray(0, part));
    const row = await rowOf(started.uploadUrl);
    if (!row) throw new Error('no upload');
    const { storage, db } = app.deps;
    const last = bytes.subarray(part);
    const { etag } = await storage.putPart(keys.source(row.episodeId), row.storageUploadId, 2, last);
    await db.insert(uploadParts).values({ uploadId: row.id, number: 2, etag, bytes: last.length });
    await db.update(uploads).set({ parts: 2, offsetBytes: bytes.length }).where(eq(uploads.id, row.id));
    return { ...started, bytes };
  }

  test('asking how far a full upload is ends it, once', async () => {
    const { episodeId, held, bytes } = await killedBeforeTheEnd();
    expect(await Promise.all([held(), held(), held()])).toEqual([bytes.length, bytes.length, bytes.length]);
    expect(await storedSha(app, episodeId)).toBe(sha256(bytes));
    expect(await jobsFor(app, episodeId)).toBe(1);
    expect(await told(app, clubId, 'ana')).toContainEqual({ type: 'episode.changed', episodeId });
    expect(await told(app, clubId, 'beto')).toEqual([]);
  });

  test('an upload that ended in the store and not in the database ends again', async () => {
    const { episodeId, uploadUrl, held, bytes } = await killedBeforeTheEnd();
    const row = await rowOf(uploadUrl);
    const parts = await app.deps.db
      .select()
      .from(uploadParts)
      .where(eq(uploadParts.uploadId, row?.id ?? ''));
    await app.deps.storage.completeParts(keys.source(episodeId), row?.storageUploadId ?? '', parts);
    expect(await held()).toBe(bytes.length);
    expect(await storedSha(app, episodeId)).toBe(sha256(bytes));
    expect(await jobsFor(app, episodeId)).toBe(1);
  });
});
