import { statfs } from 'node:fs/promises';
import { ObjectMissing, type Storage } from '../../storage/storage.ts';
import { MediaFault } from '../media/refusal.ts';

/** The store can't be reached, or has no room: neither the file's fault nor that of the attempt. */
export class Outage extends Error {}

/**
 * Passes on what the store does; what it can't do is an Outage. A missing object is none, unless nothing is there: a
 * folder that is not mounted misses everything.
 */
export async function orOutage<T>(storage: Storage, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const there =
      error instanceof ObjectMissing &&
      (await storage.ping().then(
        () => true,
        () => false,
      ));
    throw there ? error : new Outage('the store fails', { cause: error });
  }
}

/** Less than this is none: what an attempt wrote last may have found no room. */
const leastBytes = 4 * 1024 ** 2;

/**
 * Throws an Outage when the disk of this folder is full. ffmpeg does not tell: it ends well, with files that are cut
 * off, and a complete source would look like a damaged one.
 */
export async function assertRoom(folder: string) {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < leastBytes) throw new Outage('the disk is full');
}

/** Whether the machine around an attempt is at fault, so that the same will go well once that is repaired. */
export function isOutage(error: unknown) {
  if (error instanceof Outage) return true;
  if (error instanceof MediaFault) return error.code === 'disk' || error.code === 'ffmpeg_missing';
  return (
    error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT', 'EROFS'].includes(String(error.code))
  );
}

const firstWaitMs = 5000;
const longestWaitMs = 600_000;

/** After so many waits, which is about a day, the fault is not going to be repaired by itself. */
export const mostWaits = 150;

/** How long to wait after having waited `waits` times: 5 s, doubling up to 10 min. */
export function nextWaitMs(waits: number) {
  return Math.min(longestWaitMs, firstWaitMs * 2 ** waits);
}
