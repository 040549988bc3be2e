import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'minio';
import { exactly, inParts } from './bytes.ts';
import { checkKey, checkPartNumber, checkPrefix } from './keys.ts';
import { codeOf, connect } from './s3-client.ts';
import type { S3Config } from './s3-client.ts';
import { BadKey, ObjectMissing, UploadMissing } from './storage.ts';
import type { ByteRange, ObjectInfo, OpenUpload, Storage, StoredPart } from './storage.ts';

/** Larger bodies go in parts of this size. */
const PART_BYTES = 8 * 1024 * 1024;
/** The most that S3 lists or deletes in one call. */
const AT_ONCE = 1000;

/**
 * Objects in a private bucket of any S3 server, by core calls only. Bodies are cut into parts here and not by the
 * client, whose own putObject holds 64 MiB and joins an open upload of the same key to resume it: two writers of one
 * key would mix their parts.
 */
export class S3Storage implements Storage {
  readonly kind = 's3';
  readonly #bucket: string;
  readonly #region: string;
  readonly #client: Client;

  constructor(config: S3Config) {
    this.#bucket = config.bucket;
    this.#region = config.region;
    this.#client = connect(config);
  }

  async prepare(): Promise<void> {
    if (await this.#client.bucketExists(this.#bucket)) return;
    try {
      await this.#client.makeBucket(this.#bucket, this.#region);
    } catch (error) {
      // Another process was first.
      if (codeOf(error) !== 'BucketAlreadyOwnedByYou') throw error;
    }
  }

  async ping(): Promise<void> {
    if (!(await this.#client.bucketExists(this.#bucket))) throw new Error(`no bucket ${this.#bucket}`);
  }

  async put(key: string, body: Readable | Buffer, bytes: number, contentType: string): Promise<void> {
    const chunks = exactly(checkKey(key), body, bytes);
    if (bytes > PART_BYTES) return this.#putParts(key, inParts(chunks, PART_BYTES), contentType);
    const whole = await buffer(chunks);
    await this.#client.putObject(this.#bucket, key, whole, bytes, { 'Content-Type': contentType });
  }

  async putFile(key: string, path: string, contentType: string): Promise<void> {
    const { size } = await stat(path);
    await this.put(key, createReadStream(path, { highWaterMark: 1024 * 1024 }), size, contentType);
  }

  async get(key: string, range?: ByteRange): Promise<Readable> {
    checkKey(key);
    if (range && range.end < range.start) throw new RangeError(`bytes ${range.start} to ${range.end}`);
    try {
      if (!range) return await this.#client.getObject(this.#bucket, key);
      return await this.#client.getPartialObject(this.#bucket, key, range.start, range.end - range.start + 1);
    } catch (error) {
      if (codeOf(error) === 'NoSuchKey') throw new ObjectMissing(key);
      if (codeOf(error) === 'InvalidRange') {
        throw new RangeError(`${key} has no byte ${range?.start}`, { cause: error });
      }
      throw error;
    }
  }

  async head(key: string): Promise<ObjectInfo | null> {
    try {
      const info = await this.#client.statObject(this.#bucket, checkKey(key));
      return { key, bytes: info.size, etag: info.etag, modifiedAt: info.lastModified };
    } catch (error) {
      // An answer to HEAD has no body to name the fault in.
      if (error instanceof BadKey || codeOf(error) === 'NotFound') return null;
      throw error;
    }
  }

  async download(key: string, path: string): Promise<void> {
    const temp = `${path}.${randomUUID()}`;
    try {
      await pipeline(await this.get(key), createWriteStream(temp));
      await rename(temp, path);
    } finally {
      await rm(temp, { force: true });
    }
  }

  async *list(prefix: string): AsyncGenerator<ObjectInfo> {
    checkPrefix(prefix);
    for (let token = '', more = true; more;) {
      const page = await this.#client.listObjectsV2Query(this.#bucket, prefix, token, '', AT_ONCE, '');
      for (const item of page.objects) {
        // The other kind of item, a folder, comes only when a delimiter asks for it.
        if (item.name === undefined) continue;
        yield { key: item.name, bytes: item.size, etag: item.etag, modifiedAt: item.lastModified };
      }
      ({ isTruncated: more, nextContinuationToken: token } = page);
    }
  }

  async remove(key: string): Promise<void> {
    await this.#client.removeObject(this.#bucket, checkKey(key));
  }

  async removeAll(prefix: string): Promise<void> {
    checkKey(prefix.replace(/\/$/, ''));
    let batch: string[] = [];
    for await (const { key } of this.list(prefix)) {
      batch.push(key);
      if (batch.length < AT_ONCE) continue;
      await this.#removeBatch(batch);
      batch = [];
    }
    await this.#removeBatch(batch);
  }

  async beginParts(key: string, contentType: string): Promise<string> {
    const headers = { 'Content-Type': contentType };
    return this.#client.initiateNewMultipartUpload(this.#bucket, checkKey(key), headers);
  }

  async putPart(key: string, uploadId: string, number: number, body: Buffer): Promise<StoredPart> {
    checkPartNumber(number);
    // Without an id the request would mean a whole object.
    if (!uploadId) throw new UploadMissing(key, uploadId);
    const part = {
      bucketName: this.#bucket,
      objectName: checkKey(key),
      uploadID: uploadId,
      partNumber: number,
    };
    try {
      const { etag } = await this.#client.uploadPart({ ...part, headers: {} }, body);
      return { number, etag };
    } catch (error) {
      throw codeOf(error) === 'NoSuchUpload' ? new UploadMissing(key, uploadId) : error;
    }
  }

  async completeParts(key: string, uploadId: string, parts: StoredPart[]): Promise<void> {
    const ordered = parts.toSorted((a, b) => a.number - b.number);
    const etags = ordered.map(({ number, etag }) => ({ part: number, etag }));
    try {
      await this.#client.completeMultipartUpload(this.#bucket, checkKey(key), uploadId, etags);
    } catch (error) {
      // Servers do not agree on a code for an upload that is not open (Ceph 16 says 500), so we look ourselves.
      for await (const open of this.#uploadsFrom(key)) if (open.uploadId === uploadId) throw error;
      // Completed already, or by another request meanwhile: the etag of an object made of n parts ends in -n.
      const info = await this.head(key);
      if (!info?.etag.endsWith(`-${parts.length}`)) throw new UploadMissing(key, uploadId);
    }
  }

  async abortParts(key: string, uploadId: string): Promise<void> {
    try {
      await this.#client.abortMultipartUpload(this.#bucket, checkKey(key), uploadId);
    } catch (error) {
      if (codeOf(error) !== 'NoSuchUpload') throw error;
    }
  }

  openUploads(prefix: string): AsyncIterable<OpenUpload> {
    return this.#uploadsFrom(checkPrefix(prefix));
  }

  /**
   * Page by page, because the client's own listIncompleteUploads also asks for the parts of each upload, and fails when
   * one of them ends meanwhile.
   */
  async *#uploadsFrom(start: string): AsyncGenerator<OpenUpload> {
    for (let keyMarker = '', idMarker = '', more = true; more;) {
      const page = await this.#client.listIncompleteUploadsQuery(
        this.#bucket,
        start,
        keyMarker,
        idMarker,
        '',
      );
      for (const { key, uploadId, initiated } of page.uploads) yield { key, uploadId, begunAt: initiated };
      ({ isTruncated: more, nextKeyMarker: keyMarker, nextUploadIdMarker: idMarker } = page);
    }
  }

  async #putParts(key: string, bodies: AsyncIterable<Buffer>, contentType: string): Promise<void> {
    const uploadId = await this.beginParts(key, contentType);
    const parts: StoredPart[] = [];
    try {
      for await (const body of bodies) parts.push(await this.putPart(key, uploadId, parts.length + 1, body));
      await this.completeParts(key, uploadId, parts);
    } catch (error) {
      await this.abortParts(key, uploadId).catch(() => {}); // The sweeper will, if it could not be told now.
      throw error;
    }
  }

  async #removeBatch(keys: string[]): Promise<void> {
    // The answer lists only what could not be removed.
    const failed = await this.#client.removeObjects(this.#bucket, keys);
    if (failed.length > 0) throw new Error(`not removed: ${JSON.stringify(failed)}`);
  }
}
