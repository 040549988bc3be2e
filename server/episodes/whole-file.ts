import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { episodes } from '../../db/schema/episodes.ts';
import { keys } from '../../storage/keys.ts';
import type { StoredPart } from '../../storage/storage.ts';
import type { Member } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';
import type { fileFields } from './contract.ts';
import { showEpisode, tellOf } from './episodes.ts';
import { Part } from './part.ts';
import { processJob } from './process.job.ts';
import { checkRoom, checkSize } from './quota.ts';
import { checkStatements, sourceType } from './uploads.ts';

/**
 * An episode whose file comes in one request of unknown length. Its row comes first, for the sweeper to find if the
 * process dies; a request that ends any other way than well leaves nothing.
 */
export class WholeFile {
  readonly #deps: Deps;
  readonly #by: Member;
  readonly #id = randomUUID();
  readonly #key = keys.source(this.#id);
  readonly #parts: StoredPart[] = [];
  #uploadId: string | undefined;
  #received = 0;
  #stored = 0;

  constructor(deps: Deps, by: Member) {
    this.#deps = deps;
    this.#by = by;
  }

  /** Takes the file in, part by part. Throws `episode_too_large` and `club_full` as soon as it is so, and `empty_file`. */
  async receive(fields: z.output<typeof fileFields>, name: string, bytes: AsyncIterable<Buffer>) {
    const { db, storage } = this.#deps;
    checkStatements(fields);
    const { clubId, userId: ownerId } = this.#by;
    await db.insert(episodes).values({
      ...fields,
      id: this.#id,
      clubId,
      ownerId,
      sourceName: name.slice(0, 255),
      sourceBytes: 0,
      status: 'uploading',
    });
    this.#uploadId = await storage.beginParts(this.#key, sourceType);
    const part = new Part();
    for await (const chunk of bytes) {
      this.#received += chunk.length;
      checkSize(this.#deps, this.#received);
      for (let rest = chunk; rest.length > 0;) {
        rest = part.take(rest);
        if (part.full) await this.#store(this.#uploadId, part);
      }
    }
    checkSize(this.#deps, this.#received);
    if (part.filled > 0) await this.#store(this.#uploadId, part);
  }

  /** Makes the source of the parts and hands it to the worker; throws `invalid_request` when there was no file. */
  async finish() {
    if (!this.#uploadId) throw problem('invalid_request', { fields: 'file' });
    await this.#deps.storage.completeParts(this.#key, this.#uploadId, this.#parts);
    return this.#deps.db.transaction(async (tx) => {
      const [row] = await tx
        .update(episodes)
        .set({ status: 'processing', updatedAt: new Date() })
        .where(and(eq(episodes.id, this.#id), eq(episodes.status, 'uploading')))
        .returning();
      if (!row) throw problem('episode_not_found');
      await this.#deps.jobs.enqueue(tx, processJob, { episodeId: this.#id });
      await tellOf(this.#deps, tx, row);
      return showEpisode(tx, this.#by, this.#id);
    });
  }

  /** Removes what was stored so far; what can't be removed now, the sweeper will. */
  async abandon() {
    const { db, storage, log } = this.#deps;
    const removals = await Promise.allSettled([
      this.#uploadId ? storage.abortParts(this.#key, this.#uploadId) : null,
      storage.removeAll(keys.episode(this.#id)),
      db.delete(episodes).where(eq(episodes.id, this.#id)),
    ]);
    for (const removal of removals)
      if (removal.status === 'rejected')
        log.warn({ err: removal.reason as unknown }, 'upload not cleared yet');
  }

  /** Stores a part, once it is known to fit into the club: what has come so far counts as the size of the file. */
  async #store(uploadId: string, part: Part) {
    this.#stored += part.filled;
    await this.#deps.db.transaction(async (tx) => {
      await tx.update(episodes).set({ sourceBytes: this.#stored }).where(eq(episodes.id, this.#id));
      await checkRoom(this.#deps, tx, this.#by.clubId, this.#stored);
    });
    const number = this.#parts.length + 1;
    this.#parts.push(await this.#deps.storage.putPart(this.#key, uploadId, number, part.bytes));
    part.next();
  }
}
