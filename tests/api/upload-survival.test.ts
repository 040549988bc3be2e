import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { Upload } from 'tus-js-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { episodes, uploads } from '../../db/schema/episodes.ts';
import { partBytes } from '../../server/episodes/part.ts';
import { sweepJob } from '../../server/episodes/sweep.job.ts';
import { keys } from '../../storage/keys.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { startCeph } from '../helpers/ceph.ts';
import { poorLink } from '../helpers/link.ts';
import { collect, keysOf } from '../helpers/stores.ts';
import { beginUpload, jobsFor, sender, sha256, storedSha } from '../helpers/upload.ts';

const MIB = 1024 ** 2;
const file = randomBytes(14 * MIB + 3);

describe.each(['a folder', 'S3'])('an upload into %s', (where) => {
  let app: TestApp;
  /** Another server process on the same database and store, as far as it can tell. */
  let neighbour: TestApp;
  let clubId: string;
  let stopStore = async () => {};
  beforeAll(async () => {
    let settings: Record<string, string> = {};
    if (where === 'S3') {
      const { s3, stop } = await startCeph();
      stopStore = stop;
      settings = {
        ...{ S3_ENDPOINT: s3.endpoint, S3_BUCKET: s3.bucket },
        ...{ S3_ACCESS_KEY: s3.accessKey, S3_SECRET_KEY: s3.secretKey },
      };
    }
    app = await testApp(settings);
    const { databaseUrl, dataDir } = app.deps.config;
    neighbour = await testApp({ ...settings, DATABASE_URL: databaseUrl, DATA_DIR: dataDir });
    clubId = await app.club({ teachers: ['ana'] });
  });
  afterAll(async () => {
    await neighbour.close();
    await app.close();
    await stopStore();
  });

  const row = async (episodeId: string) =>
    (await app.deps.db.select().from(uploads).where(eq(uploads.episodeId, episodeId)))[0];
  /** Waits until so many bytes are held. */
  async function untilHeld(episodeId: string, bytes: number) {
    while (((await row(episodeId))?.offsetBytes ?? 0) < bytes) await sleep(20);
  }
  /** One episode that is complete, handed to the worker once, and nothing else of its upload. */
  async function expectWhole(episodeId: string) {
    expect(await storedSha(app, episodeId)).toBe(sha256(file));
    expect(await jobsFor(app, episodeId)).toBe(1);
    expect(await openKeys()).not.toContain(keys.source(episodeId));
    expect(await keysOf(app.deps.storage, keys.upload((await row(episodeId))?.id ?? ''))).toEqual([]);
  }
  const openKeys = async () =>
    (await collect(app.deps.storage.openUploads(keys.episodes))).map(({ key }) => key);
  const sweep = () =>
    sweepJob.run(app.deps, {}, { signal: new AbortController().signal, retry: 0, lastTry: false });

  test('goes on at another server, which takes it over from the first while it is being sent', async () => {
    const { episodeId, uploadUrl, open } = await beginUpload(app, clubId, 'ana', file.length);
    const there = sender(app, 'ana', new URL(uploadUrl, neighbour.url).href);
    const first = open(0, file.length);
    await first.write(file.subarray(0, partBytes + MIB));
    await untilHeld(episodeId, partBytes);
    expect(await there.held()).toBeGreaterThan(partBytes);
    expect(await first.answer).toMatchObject({ status: 423, code: 'upload_taken_over' });
    expect((await there.sendRest(file)).status).toBe(204);
    await expectWhole(episodeId);
  });

  test('whose last answer is lost is one episode', async () => {
    const { episodeId, uploadUrl, held } = await beginUpload(app, clubId, 'ana', file.length);
    const deaf = await lineWithoutAnswers(app.url);
    const lost = sender(app, 'ana', new URL(uploadUrl, deaf.url).href).open(0, file.length);
    await lost.write(file);
    await expect(lost.answer).rejects.toThrow();
    expect(await held()).toBe(file.length);
    await deaf.close();
    await sweep();
    await expectWhole(episodeId);
  });

  test('waits while there is no network, and goes on by itself', async () => {
    const { episodeId, uploadUrl } = await beginUpload(app, clubId, 'ana', file.length);
    const link = await poorLink(app.url, 20 * MIB);
    const sent = new Promise<void>((resolve, reject) => {
      new Upload(file, {
        uploadUrl: new URL(uploadUrl, link.url).href,
        headers: { cookie: app.as('ana').cookie },
        retryDelays: Array.from({ length: 100 }, () => 200),
        storeFingerprintForResuming: false,
        onSuccess: () => resolve(),
        onError: reject,
      }).start();
    });
    await untilHeld(episodeId, partBytes);
    link.cut();
    await sleep(2000);
    expect((await row(episodeId))?.leaseOwner).toBeNull();
    link.mend();
    await sent;
    await link.close();
    await expectWhole(episodeId);
  });

  test('that nobody goes on with leaves nothing after 24 hours: no episode, no part, no tail', async () => {
    const { episodeId, patch } = await beginUpload(app, clubId, 'ana', file.length);
    await patch(0, file.subarray(0, partBytes + 5));
    const { id } = (await row(episodeId))!;
    await sweep();
    expect(await openKeys()).toContain(keys.source(episodeId));
    expect(await keysOf(app.deps.storage, keys.upload(id))).toHaveLength(1);

    const updatedAt = new Date(Date.now() - 25 * 3600_000);
    await app.deps.db.update(uploads).set({ updatedAt }).where(eq(uploads.id, id));
    await sweep();
    expect(await openKeys()).not.toContain(keys.source(episodeId));
    expect(await keysOf(app.deps.storage, keys.upload(id))).toEqual([]);
    expect(await keysOf(app.deps.storage, keys.episode(episodeId))).toEqual([]);
    expect(await app.deps.db.select().from(episodes).where(eq(episodes.id, episodeId))).toEqual([]);
  });
});

/** A line on which everything is carried to the server, and of its answer only that it came: then the line breaks. */
async function lineWithoutAnswers(url: string) {
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(url).port), '127.0.0.1');
    client.on('error', () => {}).pipe(upstream);
    upstream.on('error', () => {}).once('data', () => client.resetAndDestroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('the line has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => new Promise((closed) => server.close(closed)),
  };
}
