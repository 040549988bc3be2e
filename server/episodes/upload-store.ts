import type { Readable } from 'node:stream';
import { DataStore, Upload } from '@tus/server';
import { and, eq } from 'drizzle-orm';
import { uploadParts, uploads } from '../../db/schema/episodes.ts';
import { keys } from '../../storage/keys.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';
import type { UploadRow } from './access.ts';
import { Part } from './part.ts';
import type { UploadLease } from './upload-lease.ts';
import { cancelUpload, finishUpload, sourceType } from './uploads.ts';

/**
 * tus over the store's parts, for one request under one lease. State is the upload's row: every change of it is guarded
 * by the lease and the old number of parts, so that a request that was overtaken can't do harm.
 */
export class UploadStore extends DataStore {
  override readonly extensions = ['termination'];
  readonly #deps: Deps;
  readonly #lease: UploadLease;
  #row: UploadRow | undefined;

  constructor(deps: Deps, lease: UploadLease) {
    super();
    this.#deps = deps;
    this.#lease = lease;
  }

  /** How far the upload is. One whose bytes are all there, and that a crash kept from ending, is finished here. */
  override async getUpload(id: string) {
    const row = await this.#read(id);
    if (row.offsetBytes === row.sizeBytes) await this.#finish();
    return new Upload({ id, size: row.sizeBytes, offset: row.offsetBytes });
  }

  /**
   * Takes bytes in, part by part, and returns the new offset. While a part is being stored nothing more is read, and the
   * line fills by itself: a crash loses one part and what was on the line. Whatever ends the stream (its end, the sender
   * leaving, a newcomer), what came is kept: an unfinished part as the tail, which the next request goes on with.
   */
  override async write(stream: Readable, id: string): Promise<number> {
    const row = this.#row ?? (await this.#read(id));
    if (row.finishedAt || !this.#lease.held) return row.offsetBytes;
    const part = await this.#beginPart(row);
    let broken: Error | undefined;
    for await (const chunk of untilItBreaks(stream, (error) => (broken = error))) {
      for (let rest = chunk; rest.length > 0;) {
        rest = part.take(rest);
        if (!part.full) continue;
        await this.#storePart(row, part);
        part.next(row.sizeBytes - row.offsetBytes);
      }
    }
    if (part.filled > row.tailBytes) await this.#storeTail(row, part);
    if (row.offsetBytes === row.sizeBytes) await this.#finish();
    else if (this.#lease.wanted) throw problem('upload_taken_over');
    if (broken) throw broken;
    return row.offsetBytes;
  }

  /** Cancels the upload and with it the episode; throws `upload_finished`. */
  override async remove(id: string) {
    await cancelUpload(this.#deps, await this.#read(id));
  }

  async #read(id: string) {
    const [row] = await this.#deps.db.select().from(uploads).where(eq(uploads.id, id));
    if (!row) throw problem('upload_not_found');
    return (this.#row = row);
  }

  async #finish() {
    if (this.#row && !this.#row.finishedAt && this.#lease.held) await finishUpload(this.#deps, this.#row);
  }

  /** The part that the next byte belongs to, with the tail that an earlier request left in it. */
  async #beginPart(row: UploadRow) {
    const part = new Part(row.sizeBytes - inParts(row));
    if (row.tailBytes === 0) return part;
    const range = { start: 0, end: row.tailBytes - 1 };
    const tail = await this.#deps.storage.get(keys.tail(row.id, row.parts + 1), range);
    for await (const chunk of tail as AsyncIterable<Buffer>) part.take(chunk);
    if (part.filled !== row.tailBytes) throw new Error(`the tail of upload ${row.id} is not what was stored`);
    return part;
  }

  async #storePart(row: UploadRow, part: Part) {
    const { db, storage } = this.#deps;
    await this.#lease.ensure();
    const number = row.parts + 1;
    const key = keys.source(row.episodeId);
    const { etag } = await storage.putPart(key, row.storageUploadId, number, part.bytes);
    const offsetBytes = inParts(row) + part.filled;
    await db.transaction(async (tx) => {
      const moved = await tx
        .update(uploads)
        .set({ parts: number, offsetBytes, tailBytes: 0, updatedAt: new Date() })
        .where(and(this.#lease.guard, eq(uploads.parts, row.parts)))
        .returning({ id: uploads.id });
      if (moved.length === 0) throw problem('upload_taken_over');
      await tx.insert(uploadParts).values({ uploadId: row.id, number, etag, bytes: part.filled });
    });
    if (row.tailBytes > 0) await storage.remove(keys.tail(row.id, number));
    Object.assign(row, { parts: number, offsetBytes, tailBytes: 0 });
  }

  async #storeTail(row: UploadRow, part: Part) {
    const { db, storage } = this.#deps;
    await this.#lease.ensure();
    await storage.put(keys.tail(row.id, row.parts + 1), part.bytes, part.filled, sourceType);
    const offsetBytes = inParts(row) + part.filled;
    const moved = await db
      .update(uploads)
      .set({ offsetBytes, tailBytes: part.filled, updatedAt: new Date() })
      .where(and(this.#lease.guard, eq(uploads.parts, row.parts)))
      .returning({ id: uploads.id });
    if (moved.length === 0) throw problem('upload_taken_over');
    Object.assign(row, { offsetBytes, tailBytes: part.filled });
  }
}

/** The bytes that are in whole parts already. */
const inParts = ({ offsetBytes, tailBytes }: UploadRow) => offsetBytes - tailBytes;

/** The chunks of a stream until it ends; an error of the stream ends it too, and is reported. */
async function* untilItBreaks(stream: Readable, report: (error: Error) => void): AsyncGenerator<Buffer> {
  try {
    yield* stream;
  } catch (error) {
    report(error instanceof Error ? error : new Error('the stream broke', { cause: error }));
  }
}
