import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import {
  access,
  constants,
  copyFile,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exactly } from './bytes.ts';
import {
  KEY_FILE,
  bytesIn,
  concatenated,
  etagOf,
  ifMissing,
  isMissing,
  moveTo,
  partEtag,
  partFile,
  partPaths,
  removeOlder,
  settle,
} from './disk-files.ts';
import { checkKey, checkPartNumber, checkPrefix } from './keys.ts';
import { BadKey, ObjectMissing, UploadMissing } from './storage.ts';
import type { ByteRange, ObjectInfo, OpenUpload, Storage, StoredPart } from './storage.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const UPLOAD_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Objects as plain files below `objects/` of a folder, which servers and workers of one machine may share. Bytes are
 * written in `temp/` and renamed into place; parts wait in `uploads/<id>/`, next to a file with the key they are for.
 */
export class DiskStorage implements Storage {
  readonly kind = 'disk';
  readonly #objects: string;
  readonly #uploads: string;
  readonly #temp: string;

  constructor(folder: string) {
    this.#objects = resolve(folder, 'objects');
    this.#uploads = resolve(folder, 'uploads');
    this.#temp = resolve(folder, 'temp');
  }

  async prepare(): Promise<void> {
    for (const folder of [this.#objects, this.#uploads, this.#temp]) await mkdir(folder, { recursive: true });
    await this.ping();
    // What a crash left half written; younger files may belong to another process.
    await removeOlder(this.#temp, DAY_MS);
  }

  async ping(): Promise<void> {
    await access(this.#temp, constants.R_OK | constants.W_OK);
  }

  async put(key: string, body: Readable | Buffer, bytes: number): Promise<void> {
    await this.#publish(key, (temp) => pipeline(exactly(key, body, bytes), createWriteStream(temp)));
  }

  async putFile(key: string, path: string): Promise<void> {
    // Another file system needs a copy.
    await this.#publish(key, (temp) =>
      rename(path, temp).catch(() => copyFile(path, temp, constants.COPYFILE_FICLONE)),
    );
  }

  async get(key: string, range?: ByteRange): Promise<Readable> {
    if (range && range.end < range.start) throw new RangeError(`bytes ${range.start} to ${range.end}`);
    const file = await open(this.#path(key)).catch((error: unknown) => {
      throw isMissing(error) ? new ObjectMissing(key) : error;
    });
    try {
      const info = await file.stat();
      if (!info.isFile()) throw new ObjectMissing(key);
      if (range && range.start >= info.size) throw new RangeError(`${key} has no byte ${range.start}`);
      return file.createReadStream({ ...range });
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async head(key: string): Promise<ObjectInfo | null> {
    try {
      const info = await stat(this.#path(key), { bigint: true });
      if (!info.isFile()) return null;
      return { key, bytes: Number(info.size), etag: etagOf(info), modifiedAt: info.mtime };
    } catch (error) {
      if (error instanceof BadKey || isMissing(error)) return null;
      throw error;
    }
  }

  async download(key: string, path: string): Promise<void> {
    if (!(await this.head(key))) throw new ObjectMissing(key);
    // Removed first: copying onto an earlier hard link would write into the object behind it.
    await rm(path, { force: true });
    try {
      await link(this.#path(key), path);
    } catch {
      // Another file system, or one without links.
      const temp = `${path}.${randomUUID()}`;
      await copyFile(this.#path(key), temp, constants.COPYFILE_FICLONE);
      await rename(temp, path);
    }
  }

  async *list(prefix: string): AsyncGenerator<ObjectInfo> {
    const folder = join(this.#objects, checkPrefix(prefix));
    const entries = await readdir(folder, { withFileTypes: true }).catch(ifMissing([]));
    // A bucket compares whole keys, in which a folder's name goes on with a slash: `a-b/c`, `a.txt`, `a/b`.
    const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
    for (const name of names) {
      if (name.endsWith('/')) yield* this.list(prefix + name);
      else {
        const info = await this.head(prefix + name);
        if (info) yield info;
      }
    }
  }

  async remove(key: string): Promise<void> {
    const path = this.#path(key);
    await unlink(path).catch(ifMissing(undefined));
    await this.#prune(path);
  }

  async removeAll(prefix: string): Promise<void> {
    const path = this.#path(checkPrefix(prefix).slice(0, -1));
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
    await this.#prune(path);
  }

  async beginParts(key: string): Promise<string> {
    checkKey(key);
    const uploadId = randomUUID();
    await mkdir(join(this.#uploads, uploadId));
    await writeFile(join(this.#uploads, uploadId, KEY_FILE), key);
    return uploadId;
  }

  async putPart(key: string, uploadId: string, number: number, body: Buffer): Promise<StoredPart> {
    checkPartNumber(number);
    const folder = await this.#uploadFolder(key, uploadId);
    if (!folder) throw new UploadMissing(key, uploadId);
    const temp = join(this.#temp, randomUUID());
    const part = { number, etag: partEtag(body) };
    try {
      await writeFile(temp, body);
      await settle(temp);
      await rename(temp, join(folder, partFile(part)));
      const replaced = (await readdir(folder)).filter(
        (name) => name.startsWith(`${number}.`) && name !== partFile(part),
      );
      for (const name of replaced) await rm(join(folder, name), { force: true });
      return part;
    } catch (error) {
      await rm(temp, { force: true });
      throw isMissing(error) ? new UploadMissing(key, uploadId) : error;
    }
  }

  async completeParts(key: string, uploadId: string, parts: StoredPart[]): Promise<void> {
    try {
      const folder = await this.#uploadFolder(key, uploadId);
      if (!folder) throw new UploadMissing(key, uploadId);
      const paths = await partPaths(folder, parts);
      await this.#publish(key, (temp) => pipeline(concatenated(paths), createWriteStream(temp)));
      await this.#discard(folder);
    } catch (error) {
      if (await this.#uploadFolder(key, uploadId)) throw error;
      // Completed already, or by another request meanwhile: then the object has the bytes of these parts.
      const bytes = parts.reduce((sum, part) => sum + bytesIn(part.etag), 0);
      if ((await this.head(key))?.bytes !== bytes) throw new UploadMissing(key, uploadId);
    }
  }

  async abortParts(key: string, uploadId: string): Promise<void> {
    const folder = await this.#uploadFolder(key, uploadId);
    if (folder) await this.#discard(folder);
  }

  async *openUploads(prefix: string): AsyncGenerator<OpenUpload> {
    checkPrefix(prefix);
    for (const uploadId of await readdir(this.#uploads)) {
      const path = join(this.#uploads, uploadId, KEY_FILE);
      const key = await readFile(path, 'utf8').catch(ifMissing(null));
      const begunAt = (await stat(path).catch(ifMissing(null)))?.mtime;
      if (key?.startsWith(prefix) && begunAt) yield { key, uploadId, begunAt };
    }
  }

  #path(key: string): string {
    return join(this.#objects, checkKey(key));
  }

  /** Where the parts of an open upload wait, or null when it is not open, or not for this key. */
  async #uploadFolder(key: string, uploadId: string): Promise<string | null> {
    if (!UPLOAD_ID.test(uploadId)) return null;
    const folder = join(this.#uploads, uploadId);
    const keyThere = await readFile(join(folder, KEY_FILE), 'utf8').catch(ifMissing(null));
    return keyThere === key ? folder : null;
  }

  /** Has a file written aside, then puts it in the place of the object in one step. */
  async #publish(key: string, writeTo: (temp: string) => Promise<void>): Promise<void> {
    const path = this.#path(key);
    const temp = join(this.#temp, randomUUID());
    try {
      await writeTo(temp);
      await settle(temp);
      await moveTo(temp, path);
    } finally {
      await rm(temp, { force: true });
    }
  }

  /** Takes an upload away in one step, and then its files: a crash leaves no half of it to be found. */
  async #discard(folder: string): Promise<void> {
    const temp = join(this.#temp, randomUUID());
    await rename(folder, temp).catch(ifMissing(undefined));
    await rm(temp, { recursive: true, force: true });
  }

  /** Removes the folders that `path` leaves empty: a bucket has none. */
  async #prune(path: string): Promise<void> {
    for (let folder = dirname(path); folder !== this.#objects; folder = dirname(folder)) {
      try {
        await rmdir(folder);
      } catch {
        return; // Not empty, or gone already.
      }
    }
  }
}
