import { hash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MIN_PART_BYTES } from './storage.ts';
import type { StoredPart } from './storage.ts';

/** In the folder of an upload, next to its numbered parts: the key that they are for. */
export const KEY_FILE = 'key';

/** Whether a file operation failed because there is no such file. */
export function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR';
}

/** For `.catch()`: `value` when there is no such file; any other fault is thrown on. */
export function ifMissing<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (isMissing(error)) return value;
    throw error;
  };
}

/** Removes what lies in a folder and was not changed for `ageMs`. */
export async function removeOlder(folder: string, ageMs: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const modifiedMs = (await stat(path).catch(ifMissing(null)))?.mtimeMs ?? Infinity;
    if (modifiedMs < Date.now() - ageMs) await rm(path, { recursive: true, force: true });
  }
}

/** Size, time and inode in hex: it costs one stat however large the file, and every file we write differs in one of them. */
export function etagOf(info: BigIntStats): string {
  return [info.size, info.mtimeNs, info.ino].map((n) => n.toString(16)).join('-');
}

/** Size and MD5 in hex. As in S3, storing the same part twice gives the same etag: a late repetition does no harm. */
export function partEtag(body: Buffer): string {
  return `${body.length.toString(16)}-${hash('md5', body)}`;
}

/** The size in bytes that the etag of a part begins with. */
export function bytesIn(etag: string): number {
  return Number.parseInt(etag, 16);
}

/** The file of a part, in the folder of its upload. */
export function partFile({ number, etag }: StoredPart): string {
  return `${number}.${etag}`;
}

/** Brings a finished file safely to the disk and stamps it. */
export async function settle(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    // The kernel stamps files by a 4 ms tick, and inodes come back: a finer stamp keeps etags apart.
    const seconds = (Date.now() + Math.random()) / 1000;
    await file.utimes(seconds, seconds);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Renames a file into a folder that may not exist yet, or be pruned by another process just now. */
export async function moveTo(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await mkdir(dirname(to), { recursive: true });
    try {
      return await rename(from, to);
    } catch (error) {
      if (attempt === 5 || !isMissing(error)) throw error;
    }
  }
}

/** The files of the given parts by number; fails, as S3 does, when one is missing, replaced, too small or left out. */
export async function partPaths(folder: string, parts: StoredPart[]): Promise<string[]> {
  const files = parts.toSorted((a, b) => a.number - b.number).map(partFile);
  const stored = (await readdir(folder)).filter((name) => name !== KEY_FILE);
  if (files.length === 0 || files.length !== stored.length || files.some((file) => !stored.includes(file))) {
    throw new Error(`parts named: ${files.join(' ')}; parts stored: ${stored.join(' ')}`);
  }
  const last = Math.max(...parts.map((part) => part.number));
  const small = parts.find((part) => part.number !== last && bytesIn(part.etag) < MIN_PART_BYTES);
  if (small) throw new Error(`part ${small.number} is too small`);
  return files.map((file) => join(folder, file));
}

/** The bytes of several files, one after the other. */
export async function* concatenated(paths: string[]): AsyncGenerator<Buffer> {
  for (const path of paths) yield* createReadStream(path, { highWaterMark: 1024 * 1024 });
}
