import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MIN_PART_BYTES, UploadMissing } from '../../storage/storage.ts';
import type { Storage, StoredPart } from '../../storage/storage.ts';
import { collect, keysOf, put, room, startStore, TYPE } from '../helpers/stores.ts';

describe.each(['disk', 's3'] as const)('an upload in parts to the %s store', (kind) => {
  let store: Storage;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ store, stop } = await startStore(kind));
  }, 120_000);
  afterAll(() => stop());

  const read = async (key: string) => buffer(await store.get(key));
  const part = (fill: number, bytes = MIN_PART_BYTES) => Buffer.alloc(bytes, fill);

  /** An upload with parts 1, 2 and a short 3. */
  async function threeParts() {
    const key = `${room()}source`;
    const uploadId = await store.beginParts(key, 'video/mp4');
    const parts: StoredPart[] = [];
    for (const number of [1, 2, 3]) {
      parts.push(await store.putPart(key, uploadId, number, part(number, number === 3 ? 7 : undefined)));
    }
    return { key, uploadId, parts, whole: Buffer.concat([part(1), part(2), part(3, 7)]) };
  }

  test('becomes an object when it is completed, and not before', async () => {
    const { key, uploadId, parts, whole } = await threeParts();
    expect(await store.head(key)).toBeNull();
    await store.completeParts(key, uploadId, parts);
    expect((await read(key)).equals(whole)).toBe(true);
    expect((await store.head(key))?.bytes).toBe(whole.length);
  });

  test('is ordered by number, whatever the order of storing and naming', async () => {
    const key = `${room()}source`;
    const uploadId = await store.beginParts(key, TYPE);
    const parts: StoredPart[] = [];
    for (const number of [10, 2, 1]) parts.push(await store.putPart(key, uploadId, number, part(number)));
    await store.completeParts(key, uploadId, parts);
    expect((await read(key)).equals(Buffer.concat([part(1), part(2), part(10)]))).toBe(true);
  });

  test('takes a part again in place of the first', async () => {
    const { key, uploadId, parts } = await threeParts();
    const again = await store.putPart(key, uploadId, 2, part(9));
    await expect(store.completeParts(key, uploadId, parts)).rejects.toThrow();
    await store.completeParts(key, uploadId, [parts[0]!, again, parts[2]!]);
    expect((await read(key)).equals(Buffer.concat([part(1), part(9), part(3, 7)]))).toBe(true);
  });

  test('is not disturbed by a part that comes again with the same bytes', async () => {
    const { key, uploadId, parts, whole } = await threeParts();
    expect(await store.putPart(key, uploadId, 2, part(2))).toEqual(parts[1]);
    await store.completeParts(key, uploadId, parts);
    expect((await read(key)).equals(whole)).toBe(true);
  });

  test('can be completed twice, at once or later', async () => {
    const { key, uploadId, parts, whole } = await threeParts();
    await Promise.all([1, 2, 3].map(() => store.completeParts(key, uploadId, parts)));
    await store.completeParts(key, uploadId, parts);
    expect((await read(key)).equals(whole)).toBe(true);
  });

  test('is refused with a part too few, too many or, in the middle, too small', async () => {
    const { key, uploadId, parts } = await threeParts();
    await expect(store.completeParts(key, uploadId, [])).rejects.toThrow();
    await expect(store.completeParts(key, uploadId, parts.slice(0, 2))).rejects.toThrow();
    await expect(
      store.completeParts(key, uploadId, [...parts, { ...parts[0]!, number: 4 }]),
    ).rejects.toThrow();
    const small = await store.putPart(key, uploadId, 2, part(2, 100));
    await expect(store.completeParts(key, uploadId, [parts[0]!, small, parts[2]!])).rejects.toThrow();
    expect(await store.head(key)).toBeNull();
    const again = await store.putPart(key, uploadId, 2, part(2));
    await store.completeParts(key, uploadId, [parts[0]!, again, parts[2]!]);
    expect((await store.head(key))?.bytes).toBe(2 * MIN_PART_BYTES + 7);
  });

  test.each([0, 10_001, 1.5, -1])('has no part %d', async (number) => {
    const { key, uploadId } = await threeParts();
    await expect(store.putPart(key, uploadId, number, part(1))).rejects.toThrow(RangeError);
  });

  test('is gone once it is aborted, which can be said twice', async () => {
    const { key, uploadId, parts } = await threeParts();
    await put(store, key, Buffer.from('another object at this key'));
    await store.abortParts(key, uploadId);
    await store.abortParts(key, uploadId);
    await expect(store.putPart(key, uploadId, 1, part(1))).rejects.toThrow(UploadMissing);
    await expect(store.completeParts(key, uploadId, parts)).rejects.toThrow(UploadMissing);
    expect(String(await read(key))).toBe('another object at this key');
  });

  test('stays as it is when it is aborted after its completion', async () => {
    const { key, uploadId, parts, whole } = await threeParts();
    await store.completeParts(key, uploadId, parts);
    await store.abortParts(key, uploadId);
    expect((await read(key)).equals(whole)).toBe(true);
  });

  test.each(['../../etc', '', '00000000-0000-4000-8000-000000000000'])(
    'has an id, which %j is not',
    async (id) => {
      const { key, parts } = await threeParts();
      await expect(store.putPart(key, id, 1, part(1))).rejects.toThrow();
      await expect(store.completeParts(key, id, parts)).rejects.toThrow();
    },
  );

  test('belongs to one key', async () => {
    const { key, uploadId, parts } = await threeParts();
    await expect(store.putPart(`${key}2`, uploadId, 1, part(1))).rejects.toThrow(UploadMissing);
    await expect(store.completeParts(`${key}2`, uploadId, parts)).rejects.toThrow(UploadMissing);
  });

  test('is listed while it is open, under its folder only', async () => {
    const folder = room();
    const open = [await store.beginParts(`${folder}1/a`, TYPE), await store.beginParts(`${folder}1/a`, TYPE)];
    await store.beginParts(`${folder}10/a`, TYPE);
    const listed = await collect(store.openUploads(`${folder}1/`));
    expect(listed.map(({ uploadId }) => uploadId).sort()).toEqual(open.sort());
    expect(listed.map(({ key }) => key)).toEqual([`${folder}1/a`, `${folder}1/a`]);
    for (const { begunAt } of listed) expect(Math.abs(Date.now() - begunAt.getTime())).toBeLessThan(60_000);
    await store.abortParts(`${folder}1/a`, open[0]!);
    expect(await collect(store.openUploads(`${folder}1/`))).toHaveLength(1);
    expect(await keysOf(store, folder)).toEqual([]);
  });
});
