import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { episodes } from '../../db/schema/episodes.ts';
import { keys } from '../../storage/keys.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { collect, keysOf } from '../helpers/stores.ts';
import { about, jobsFor, sha256, statements, storedSha } from '../helpers/upload.ts';

const MIB = 1024 ** 2;

let app: TestApp;
let clubId: string;
beforeAll(async () => {
  app = await testApp({ MAX_EPISODE_BYTES: String(12 * MIB) });
});
afterAll(() => app.close());
beforeEach(async () => {
  clubId = await app.club({ teachers: ['ana'], guests: ['gil'] });
});

const path = () => `/api/clubs/${clubId}/episodes/file`;
function form(bytes: Buffer | null, fields: Record<string, string> = { ...about, ...statements }) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  if (bytes) body.set('file', new Blob([new Uint8Array(bytes)], { type: 'video/mp4' }), '../../clase.mp4');
  return body;
}
async function send(name: string, body: FormData | string) {
  const response = await app.as(name).fetch(path(), { method: 'POST', body });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
async function expectNothing() {
  const rows = await app.deps.db.select().from(episodes).where(eq(episodes.clubId, clubId));
  expect(rows).toEqual([]);
  const { storage } = app.deps;
  expect(await collect(storage.openUploads(keys.episodes))).toEqual([]);
}

test('fields and file in one request make an episode, byte for byte', async () => {
  const file = randomBytes(9 * MIB + 7);
  const { status, body } = await send('ana', form(file));
  expect([status, body.code]).toEqual([200, undefined]);
  expect(body).toMatchObject({ ...about, status: 'processing', shared: false, mine: true, statements });
  const episodeId = String(body.id);
  expect(await storedSha(app, episodeId)).toBe(sha256(file));
  expect(await jobsFor(app, episodeId)).toBe(1);
  expect(await keysOf(app.deps.storage, keys.episode(episodeId))).toEqual([keys.source(episodeId)]);
});

test.each<[string, () => FormData | string, number, string]>([
  ['a file above the limit', () => form(Buffer.alloc(12 * MIB + 1)), 413, 'episode_too_large'],
  ['an empty file', () => form(Buffer.alloc(0)), 400, 'empty_file'],
  ['no file', () => form(null), 400, 'invalid_request'],
  ['a missing title', () => form(Buffer.from('x'), statements), 400, 'invalid_request'],
  [
    'a statement yet to be made',
    () => form(Buffer.from('x'), { ...about, ...statements, familiesAgreedOn: '2999-01-01' }),
    ...([400, 'statements_missing'] as const),
  ],
  ['a body that is no form', () => 'x', 415, 'unsupported_media_type'],
])('%s is refused with a code and leaves nothing', async (_what, body, status, code) => {
  const answer = await send('ana', body());
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  await expectNothing();
});

test('a file of exactly the limit is taken', async () => {
  expect((await send('ana', form(Buffer.alloc(12 * MIB)))).status).toBe(200);
});

test('a guest is refused, whatever the file', async () => {
  const answer = await send('gil', form(Buffer.from('x')));
  expect([answer.status, answer.body.code]).toEqual([403, 'not_allowed']);
});

test.each([
  ['in the middle of the file', true],
  ['in a file that ends without its last boundary', false],
])('a lost connection leaves nothing: %s', async (_where, dropped) => {
  const fields = Object.entries({ ...about, ...statements })
    .map(([name, value]) => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
    .join('');
  const head = `${fields}--b\r\ncontent-disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n`;
  const bytes = Buffer.concat([Buffer.from(head), randomBytes(9 * MIB)]);
  const sending = http.request(new URL(path(), app.url), {
    method: 'POST',
    headers: {
      'content-type': 'multipart/form-data; boundary=b',
      'content-length': String(dropped ? bytes.length + MIB : bytes.length),
      cookie: app.as('ana').cookie,
    },
  });
  const answered = new Promise<number>((resolve) => {
    sending.on('response', (response) => resolve(response.resume().statusCode ?? 0));
    sending.on('error', () => resolve(0));
  });
  await new Promise<void>((sent) => sending.write(bytes, () => sent()));
  const rows = () => app.deps.db.select().from(episodes).where(eq(episodes.clubId, clubId));
  if (dropped) {
    while ((await rows()).length === 0) await sleep(10);
    sending.destroy();
  } else {
    sending.end();
  }
  expect(await answered).toBe(dropped ? 0 : 400);
  while ((await rows()).length > 0) await sleep(10);
  while ((await collect(app.deps.storage.openUploads(keys.episodes))).length > 0) await sleep(10);
  await expectNothing();
});
