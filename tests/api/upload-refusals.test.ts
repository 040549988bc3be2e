import { randomBytes, randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { episodes, uploads } from '../../db/schema/episodes.ts';
import { createEpisode } from '../../server/episodes/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { about, beginUpload, sender, statements } from '../helpers/upload.ts';

const file = randomBytes(20 * 1024 ** 2 + 3);

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

test('other people are told that there is no such upload', async () => {
  const { uploadUrl, patch } = await begin();
  await app.club({ mediators: ['stranger'] });
  for (const name of ['beto', 'mara', 'gil', 'stranger']) {
    const theirs = sender(app, name, uploadUrl);
    expect(await theirs.patch(0, file.subarray(0, 10))).toMatchObject({ code: 'upload_not_found' });
    expect(await theirs.request('DELETE')).toMatchObject({ code: 'upload_not_found' });
    expect(await theirs.request('HEAD')).toMatchObject({ status: 404 });
  }
  expect(await sender(app, 'anonymous', uploadUrl).request('DELETE')).toMatchObject({ status: 401 });
  expect(await sender(app, 'ana', `/api/uploads/${randomUUID()}`).request('HEAD')).toMatchObject({
    status: 404,
  });
  await app.remove(clubId, 'ana');
  expect(await patch(0, file)).toMatchObject({ status: 404, code: 'upload_not_found' });
});

test('more bytes than announced, a wrong offset and a wrong protocol are each refused with a code', async () => {
  const { patch, request, uploadUrl } = await begin(100);
  expect(await patch(0, file.subarray(0, 101))).toMatchObject({ status: 413, code: 'body_too_large' });
  expect(await patch(7, file.subarray(0, 5))).toMatchObject({ status: 409, code: 'upload_offset_wrong' });
  const octets = { 'content-type': 'application/offset+octet-stream' };
  const some = file.subarray(0, 10);
  expect(await request('PATCH', octets, some)).toMatchObject({ code: 'invalid_request' });
  expect(await request('PATCH', { ...octets, 'upload-offset': '-1' }, some)).toMatchObject({
    code: 'invalid_request',
  });
  const json = { 'content-type': 'application/json', 'upload-offset': '0' };
  expect(await request('PATCH', json, some)).toMatchObject({ code: 'unsupported_media_type' });
  const plain = await app.as('ana').fetch(uploadUrl, { method: 'HEAD' });
  expect(plain.status).toBe(400);
  expect((await rowOf(uploadUrl))?.offsetBytes).toBe(0);
});

test('a large body that is refused is answered, not cut off', async () => {
  const { patch } = await begin();
  expect(await patch(1, file.subarray(1))).toMatchObject({ status: 409, code: 'upload_offset_wrong' });
});

test('an empty or too large file, and a statement yet to be made, are refused before any byte', async () => {
  const create = (bytes: number, more: object = {}) =>
    app.as('ana').call(createEpisode, {
      params: { clubId },
      body: { ...about, statements: { ...statements, ...more }, file: { name: 'a.mp4', bytes } },
    });
  const empty = await create(0);
  expect([empty.status, empty.code]).toEqual([400, 'empty_file']);
  const large = await create(10 * 1024 ** 3 + 1);
  expect(large.status).toBe(413);
  expect(large.body).toMatchObject({ code: 'episode_too_large', params: { maxMb: 10_240 } });
  const future = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  expect((await create(10, { schoolAuthorisedOn: future })).code).toBe('statements_missing');
  expect((await create(10, { schoolAuthorisedOn: undefined })).code).toBe('invalid_request');
  const rows = await app.deps.db.select().from(episodes).where(eq(episodes.clubId, clubId));
  expect(rows).toEqual([]);
});

test('guests do not add episodes', async () => {
  const body = { ...about, statements, file: { name: 'a.mp4', bytes: 10 } };
  expect((await app.as('gil').call(createEpisode, { params: { clubId }, body })).code).toBe('not_allowed');
});
