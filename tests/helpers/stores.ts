import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openStorage } from '../../storage/open.ts';
import type { Storage } from '../../storage/storage.ts';
import { startCeph } from './ceph.ts';

export const MIB = 1024 * 1024;
export const TYPE = 'application/octet-stream';

/** An empty store of either kind, ready for use. */
export async function startStore(kind: Storage['kind']): Promise<{ store: Storage; stop(): Promise<void> }> {
  if (kind === 's3') {
    const { s3, stop } = await startCeph();
    const store = openStorage({ s3, folder: '' });
    await store.prepare();
    return { store, stop };
  }
  const folder = await mkdtemp(join(tmpdir(), 'disk-'));
  const store = openStorage({ folder });
  await store.prepare();
  return { store, stop: () => rm(folder, { recursive: true, force: true }) };
}

/** A folder of keys for one test alone. */
export const room = () => `test/${randomUUID()}/`;

export const put = (store: Storage, key: string, body: Buffer) => store.put(key, body, body.length, TYPE);

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export async function keysOf(store: Storage, prefix: string): Promise<string[]> {
  return (await collect(store.list(prefix))).map((info) => info.key);
}

/** `mebibytes` MiB, made while they are read, each MiB filled with its number. */
export function made(mebibytes: number): Readable {
  const chunks = function* () {
    for (let i = 0; i < mebibytes; i++) yield Buffer.alloc(MIB, i);
  };
  return Readable.from(chunks());
}
