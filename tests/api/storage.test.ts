import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BadKey, ObjectMissing, WrongSize } from '../../storage/storage.ts';
import type { Storage } from '../../storage/storage.ts';
import { collect, keysOf, made, MIB, put, room, startStore, TYPE } from '../helpers/stores.ts';

let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'storage-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe.each(['disk', 's3'] as const)('the %s store', (kind) => {
  let store: Storage;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ store, stop } = await startStore(kind));
  }, 120_000);
  afterAll(() => stop());

  const read = async (key: string) => buffer(await store.get(key));

  test('is the one that was asked for, answers, and can be prepared again', async () => {
    expect(store.kind).toBe(kind);
    await store.prepare();
    await store.ping();
  });

  test('gives back the bytes that were put', async () => {
    const key = `${room()}a.bin`;
    const bytes = randomBytes(100_000);
    await put(store, key, bytes);
    expect((await read(key)).equals(bytes)).toBe(true);
  });

  test('keeps an object without bytes', async () => {
    const key = `${room()}empty`;
    await put(store, key, Buffer.alloc(0));
    expect(await read(key)).toHaveLength(0);
    expect((await store.head(key))?.bytes).toBe(0);
  });

  test('says size, time and an etag that changes with the bytes and only with them', async () => {
    const key = `${room()}a`;
    await put(store, key, Buffer.from('one'));
    const first = await store.head(key);
    expect(first).toMatchObject({ key, bytes: 3, etag: expect.stringMatching(/^[\w-]+$/) });
    expect(Math.abs(Date.now() - first!.modifiedAt.getTime())).toBeLessThan(60_000);
    expect(await store.head(key)).toEqual(first);
    const etags = new Set([first!.etag]);
    for (const text of ['two', 'six', 'ten']) {
      await put(store, key, Buffer.from(text));
      etags.add((await store.head(key))!.etag);
    }
    expect(etags.size).toBe(4);
  });

  test('reads a range, inclusive, up to the end at most', async () => {
    const key = `${room()}a`;
    await put(store, key, Buffer.from('0123456789'));
    const range = async (start: number, end: number) =>
      String(await buffer(await store.get(key, { start, end })));
    expect(await range(0, 0)).toBe('0');
    expect(await range(2, 5)).toBe('2345');
    expect(await range(7, 1000)).toBe('789');
    await expect(store.get(key, { start: 10, end: 12 })).rejects.toThrow(RangeError);
    await expect(store.get(key, { start: 5, end: 4 })).rejects.toThrow(RangeError);
  });

  test('says so when an object is missing', async () => {
    const key = `${room()}none`;
    expect(await store.head(key)).toBeNull();
    await expect(store.get(key)).rejects.toThrow(ObjectMissing);
    await expect(store.get(key, { start: 0, end: 1 })).rejects.toThrow(ObjectMissing);
    await expect(store.download(key, join(scratch, 'none'))).rejects.toThrow(ObjectMissing);
    expect(await readdir(scratch)).not.toContain('none');
    await store.remove(key);
  });

  test('takes a folder of objects for no object', async () => {
    const folder = room();
    await put(store, `${folder}a`, Buffer.from('a'));
    expect(await store.head(folder.slice(0, -1))).toBeNull();
    await expect(store.get(folder.slice(0, -1))).rejects.toThrow(ObjectMissing);
  });

  test.each(['../a', 'a/../../b', '/etc/passwd', 'a//b', 'a/', '', '.', 'a/.b', 'a\\b', 'a\0b', 'a\n'])(
    'has no object at %j and takes none',
    async (key) => {
      expect(await store.head(key)).toBeNull();
      await expect(store.get(key)).rejects.toThrow(ObjectMissing);
      await expect(store.download(key, join(scratch, 'bad'))).rejects.toThrow(ObjectMissing);
      await expect(put(store, key, Buffer.from('x'))).rejects.toThrow(BadKey);
      await expect(store.putFile(key, import.meta.filename, TYPE)).rejects.toThrow(BadKey);
      await expect(store.remove(key)).rejects.toThrow(BadKey);
      await expect(store.beginParts(key, TYPE)).rejects.toThrow(BadKey);
    },
  );

  test('lists a folder in order of key and nothing beside it', async () => {
    const folder = room();
    const names = ['a-b/c', 'a.txt', 'a/b', 'a0', 'b/1/x', 'b/10/x', 'b/2/x'];
    for (const name of names.toReversed()) await put(store, folder + name, Buffer.from(name));
    expect(await keysOf(store, folder)).toEqual(names.map((name) => folder + name));
    expect(await keysOf(store, `${folder}b/1/`)).toEqual([`${folder}b/1/x`]);
    expect(await keysOf(store, `${folder}none/`)).toEqual([]);
    expect(await keysOf(store, '')).toEqual(expect.arrayContaining([`${folder}a0`]));
    const [first] = await collect(store.list(folder));
    const { key, bytes, etag } = (await store.head(`${folder}a-b/c`))!;
    expect(first).toMatchObject({ key, bytes, etag });
  });

  test('lists and removes more objects than fit in one answer', async () => {
    const folder = room();
    const names = Array.from({ length: 1005 }, (_, i) => `${folder}${String(i).padStart(4, '0')}`);
    for (let i = 0; i < names.length; i += 15) {
      await Promise.all(names.slice(i, i + 15).map((key) => put(store, key, Buffer.from('x'))));
    }
    expect(await keysOf(store, folder)).toEqual(names);
    await store.removeAll(folder);
    expect(await keysOf(store, folder)).toEqual([]);
  }, 60_000);

  test('removes one object, or a folder and not its neighbours', async () => {
    const folder = room();
    for (const name of ['1/a', '1/b/c', '10/a']) await put(store, folder + name, Buffer.from(name));
    await store.remove(`${folder}1/a`);
    await store.remove(`${folder}1/a`);
    expect(await keysOf(store, folder)).toEqual([`${folder}1/b/c`, `${folder}10/a`]);
    await store.removeAll(`${folder}1/`);
    await store.removeAll(`${folder}1/`);
    expect(await keysOf(store, folder)).toEqual([`${folder}10/a`]);
  });

  test.each(['', 'test', '/', '../'])('does not remove everything under %j', async (prefix) => {
    const key = `${room()}a`;
    await put(store, key, Buffer.from('a'));
    await expect(store.removeAll(prefix)).rejects.toThrow(BadKey);
    expect(await store.head(key)).not.toBeNull();
  });

  test('stores a file and brings it back, over whatever was there', async () => {
    const [from, to, key] = [join(scratch, randomUUID()), join(scratch, randomUUID()), `${room()}a`];
    const bytes = randomBytes(20 * MIB + 5);
    await writeFile(from, bytes);
    await store.putFile(key, from, 'video/mp4');
    await writeFile(from, 'changed afterwards');
    await writeFile(to, 'in the way');
    await store.download(key, to);
    await store.download(key, to);
    expect((await readFile(to)).equals(bytes)).toBe(true);
    await put(store, key, Buffer.from('newer'));
    expect((await stat(to)).size).toBe(bytes.length);
  });

  test.each([
    ['small', 3],
    ['large', 20],
  ])(
    'keeps what was there when a %s body fails, or is longer or shorter than announced',
    async (_, mebibytes) => {
      const folder = room();
      const key = `${folder}a`;
      await put(store, key, Buffer.from('before'));
      const bytes = mebibytes * MIB;
      await expect(store.put(key, made(mebibytes), bytes - 1, TYPE)).rejects.toThrow(WrongSize);
      await expect(store.put(key, made(mebibytes), bytes + 1, TYPE)).rejects.toThrow(WrongSize);
      const broken = Readable.from(
        (async function* () {
          yield* made(mebibytes - 1);
          throw new Error('the line went dead');
        })(),
      );
      await expect(store.put(key, broken, bytes, TYPE)).rejects.toThrow('the line went dead');
      expect(String(await read(key))).toBe('before');
      expect(await keysOf(store, folder)).toEqual([key]);
      expect(await collect(store.openUploads(folder))).toEqual([]);
    },
  );

  test('streams 192 MiB in and out without holding them', async () => {
    const key = `${room()}a`;
    // What buffers hold, and not the size of the process, which keeps the memory of earlier tests.
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers)), 5);
    await store.put(key, made(192), 192 * MIB, TYPE);
    let [read, wrong] = [0, 0];
    for await (const chunk of (await store.get(key)) as AsyncIterable<Buffer>) {
      // Chunks do not end where the MiB do, but each byte knows its own.
      if (chunk[0] !== Math.floor(read / MIB)) wrong += 1;
      read += chunk.length;
    }
    clearInterval(watch);
    expect({ read, wrong }).toEqual({ read: 192 * MIB, wrong: 0 });
    expect(most - before).toBeLessThan(96 * MIB);
  }, 60_000);

  test('leaves one whole object when several are put at one key at once', async () => {
    const folder = room();
    const key = `${folder}a`;
    const bodies = Array.from({ length: 4 }, (_, i) => Buffer.alloc(17 * MIB + i, i + 1));
    await Promise.all(bodies.map((body) => put(store, key, body)));
    const left = await read(key);
    expect(bodies.filter((body) => body.equals(left))).toHaveLength(1);
    expect(await collect(store.openUploads(folder))).toEqual([]);
  }, 60_000);
});
