import type { Readable } from 'node:stream';

/** What the store knows of one object. `etag` changes whenever the bytes do. */
export type ObjectInfo = { key: string; bytes: number; etag: string; modifiedAt: Date };

/** Inclusive byte positions, as in an HTTP Range header. */
export type ByteRange = { start: number; end: number };

/** One stored part of an unfinished multipart upload. */
export type StoredPart = { number: number; etag: string };

/** An upload that was begun and neither completed nor aborted. */
export type OpenUpload = { key: string; uploadId: string; begunAt: Date };

/** Thrown by `get` and `download` when there is no such object. */
export class ObjectMissing extends Error {
  readonly key: string;
  constructor(key: string, message = `no object at ${key}`) {
    super(message);
    this.key = key;
  }
}

/** Thrown for a key that no object can have (`keys.ts` says which); to a reader it is one more missing object. */
export class BadKey extends ObjectMissing {
  constructor(key: string) {
    super(key, `not a key: ${JSON.stringify(key)}`);
  }
}

/** Thrown by `putPart` and `completeParts` when the upload was aborted or never begun. */
export class UploadMissing extends Error {
  readonly key: string;
  readonly uploadId: string;
  constructor(key: string, uploadId: string) {
    super(`no upload ${uploadId} of ${key}`);
    this.key = key;
    this.uploadId = uploadId;
  }
}

/** Thrown by `put` when the body did not bring exactly the bytes it was said to bring. Nothing is stored then. */
export class WrongSize extends Error {
  constructor(key: string, expected: number, received: number) {
    super(`${key}: ${received} bytes came, ${expected} were announced`);
  }
}

/**
 * Where bytes live: an S3 bucket (`s3.ts`) or a folder (`disk.ts`), held to one contract by the same tests.
 * Keys come from `keys.ts` alone, and none is a folder of another. Every size is in bytes. An object appears whole or
 * not at all: a reader sees the old bytes or the new, and a failed write leaves what was there.
 */
export interface Storage {
  readonly kind: 's3' | 'disk';
  /** Makes the bucket or folder usable, and fails if it is not. */
  prepare(): Promise<void>;
  /** Resolves when the store answers; rejects when it does not. */
  ping(): Promise<void>;

  /** Stores `bytes` bytes under `key`; throws WrongSize if the body brings more or fewer. */
  put(key: string, body: Readable | Buffer, bytes: number, contentType: string): Promise<void>;
  /** Stores a local file under `key`. It is given away: the folder store moves it where it can. */
  putFile(key: string, path: string, contentType: string): Promise<void>;
  /** The object's bytes, or those of `range`, which may reach past the end; one that starts past it throws RangeError. */
  get(key: string, range?: ByteRange): Promise<Readable>;
  head(key: string): Promise<ObjectInfo | null>;
  /**
   * Brings an object to a local path, replacing what is there: a hard link where the folder store can, else a copy.
   * The file must not be written to.
   */
  download(key: string, path: string): Promise<void>;
  /** Objects in order of key. A prefix is a folder with its slash, or empty for everything. */
  list(prefix: string): AsyncIterable<ObjectInfo>;
  /** Removing what is not there is not a fault. */
  remove(key: string): Promise<void>;
  removeAll(prefix: string): Promise<void>;

  /** Begins an upload in parts and returns its id. All parts but the last are at least MIN_PART_BYTES. */
  beginParts(key: string, contentType: string): Promise<string>;
  /** Stores part `number` (1 to 10,000); storing it again replaces it. Throws UploadMissing. */
  putPart(key: string, uploadId: string, number: number, body: Buffer): Promise<StoredPart>;
  /**
   * Makes the object out of all its parts, by number. Completing an upload that is already complete is not a fault; one
   * that was aborted throws UploadMissing, and a part that is missing, replaced, too small or left out makes it fail.
   */
  completeParts(key: string, uploadId: string, parts: StoredPart[]): Promise<void>;
  /** Forgets an upload and its parts, and does nothing when it is complete or gone. */
  abortParts(key: string, uploadId: string): Promise<void>;
  /** Uploads under `prefix` that are still open, for the sweeper. */
  openUploads(prefix: string): AsyncIterable<OpenUpload>;
}

/** S3's own rule, kept by the folder store too, so that no upload works only there. */
export const MIN_PART_BYTES = 5 * 1024 * 1024;
