import { BadKey } from './storage.ts';

/** The only place where object keys are spelled. */
export const keys = {
  /** The file as the teacher sent it, until the episode is ready or gone. */
  source: (episodeId: string) => `episodes/${episodeId}/source`,
  /** Everything that belongs to an episode. */
  episode: (episodeId: string) => `episodes/${episodeId}/`,
  /** The outputs of one attempt at processing. */
  attempt: (episodeId: string, attempt: number) => `episodes/${episodeId}/${attempt}/`,
  output: (episodeId: string, attempt: number, name: string) => `episodes/${episodeId}/${attempt}/${name}`,
  /** The bytes of an unfinished upload that do not fill part `number` yet: a late writer can't mix up two of them. */
  tail: (uploadId: string, number: number) => `uploads/${uploadId}/${number}`,
  /** Everything of an unfinished upload but its parts. */
  upload: (uploadId: string) => `uploads/${uploadId}/`,
  uploads: 'uploads/',
  episodes: 'episodes/',
};

/** Plain names between single slashes, none with a dot in front: a key means the same file in a folder and in a bucket. */
const KEY = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}(\/[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}){0,9}$/;

/** Lets a key through, or throws BadKey: the part after an attempt may come from an address that somebody typed. */
export function checkKey(key: string): string {
  if (!KEY.test(key)) throw new BadKey(key);
  return key;
}

/** Lets a folder with its slash through, or the empty prefix, or throws BadKey: `episodes/1` is not also `episodes/10`. */
export function checkPrefix(prefix: string): string {
  if (prefix !== '' && !(prefix.endsWith('/') && KEY.test(prefix.slice(0, -1)))) throw new BadKey(prefix);
  return prefix;
}

/** Throws RangeError for what cannot be the number of a part: S3 counts them from 1 to 10,000. */
export function checkPartNumber(number: number): void {
  if (!Number.isInteger(number) || number < 1 || number > 10_000) throw new RangeError(`no part ${number}`);
}
