import { randomUUID } from 'node:crypto';
import { and, asc, eq, isNull } from 'drizzle-orm';
import type { z } from 'zod';
import { episodes, uploadParts, uploads } from '../../db/schema/episodes.ts';
import { keys } from '../../storage/keys.ts';
import type { Member } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { Problem, problem } from '../http/problems.ts';
import type { UploadRow } from './access.ts';
import type { createEpisode, listUploads } from './contract.ts';
import { showEpisode, tellOf } from './episodes.ts';
import { processJob } from './process.job.ts';
import { checkRoom, checkSize } from './quota.ts';

type NewEpisode = z.output<(typeof createEpisode)['body']>;

/** Where the bytes of an upload are sent. */
const uploadUrl = (uploadId: string) => `/api/uploads/${uploadId}`;

/**
 * Begins an episode and its upload, before any byte. Throws `empty_file`, `episode_too_large` (with `maxMb`), `club_full`
 * (with `freeMb`) and `statements_missing`, for a statement that is yet to be made.
 */
export async function beginEpisode(
  deps: Deps,
  by: Member,
  { file, statements, toCut, ...about }: NewEpisode,
) {
  checkStatements(statements);
  checkSize(deps, file.bytes);
  const id = randomUUID();
  const key = keys.source(id);
  const storageUploadId = await deps.storage.beginParts(key, sourceType);
  const begun = deps.db.transaction(async (tx) => {
    const [row] = await tx
      .insert(episodes)
      .values({
        ...{ id, clubId: by.clubId, ownerId: by.userId, ...about, ...statements },
        ...{ sourceName: file.name, sourceBytes: file.bytes, status: 'uploading', toCut },
      })
      .returning();
    const [upload] = await tx
      .insert(uploads)
      .values({ episodeId: id, sizeBytes: file.bytes, fingerprint: file.fingerprint, storageUploadId })
      .returning();
    if (!row || !upload) throw problem('internal');
    await checkRoom(deps, tx, by.clubId, file.bytes);
    await tellOf(deps, tx, row);
    return { episode: await showEpisode(tx, by, id), uploadUrl: uploadUrl(upload.id) };
  });
  return begun.catch(async (error: unknown) => {
    // After any other fault the rows may be there all the same. The sweeper knows, and does what fails here.
    if (error instanceof Problem) await deps.storage.abortParts(key, storageUploadId).catch(() => {});
    throw error;
  });
}

/** Sources are bytes to us until they have been probed. */
export const sourceType = 'application/octet-stream';

/** A statement is made by the day it names, which has begun somewhere on Earth. */
export function checkStatements(made: NewEpisode['statements']) {
  const latest = new Date(Date.now() + 14 * 3600_000).toISOString().slice(0, 10);
  const days = [made.familiesAgreedOn, made.othersOutOfFrameOn, made.schoolAuthorisedOn];
  if (days.some((day) => day > latest)) throw problem('statements_missing');
}

/** One's own unfinished uploads in a club, oldest first. */
export async function unfinishedUploads(
  { db }: Deps,
  by: Member,
): Promise<z.output<(typeof listUploads)['response']>> {
  const rows = await db
    .select({ upload: uploads, title: episodes.title, name: episodes.sourceName })
    .from(uploads)
    .innerJoin(episodes, eq(episodes.id, uploads.episodeId))
    .where(
      and(
        eq(episodes.clubId, by.clubId),
        eq(episodes.ownerId, by.userId),
        isNull(episodes.withdrawnAt),
        isNull(uploads.finishedAt),
      ),
    )
    .orderBy(asc(uploads.createdAt));
  return rows.map(({ upload, title, name }) => ({
    episodeId: upload.episodeId,
    title,
    uploadUrl: uploadUrl(upload.id),
    file: { name, bytes: upload.sizeBytes, fingerprint: upload.fingerprint },
    sentBytes: upload.offsetBytes,
  }));
}

/**
 * Makes one object of the parts and hands the episode to the worker: row, job and event in one transaction, so that
 * finishing twice is one episode and one job. Called under the lease, with every byte in a part.
 */
export async function finishUpload(deps: Deps, { id, episodeId, storageUploadId, sizeBytes }: UploadRow) {
  const { db, storage, jobs } = deps;
  const parts = await db
    .select()
    .from(uploadParts)
    .where(eq(uploadParts.uploadId, id))
    .orderBy(asc(uploadParts.number));
  const held = parts.reduce((sum, part) => sum + part.bytes, 0);
  if (held !== sizeBytes) throw new Error(`upload ${id} has ${held} of ${sizeBytes} bytes`);
  await storage.completeParts(keys.source(episodeId), storageUploadId, parts);
  await db.transaction(async (tx) => {
    const finished = await tx
      .update(uploads)
      .set({ finishedAt: new Date() })
      .where(and(eq(uploads.id, id), isNull(uploads.finishedAt)))
      .returning();
    if (finished.length === 0) return;
    await tx.delete(uploadParts).where(eq(uploadParts.uploadId, id));
    const [row] = await tx
      .update(episodes)
      .set({ status: 'processing', updatedAt: new Date() })
      .where(and(eq(episodes.id, episodeId), eq(episodes.status, 'uploading')))
      .returning();
    if (!row) return;
    await jobs.enqueue(tx, processJob, { episodeId });
    await tellOf(deps, tx, row);
  });
  await storage.removeAll(keys.upload(id));
}

/** Forgets an unfinished upload and the episode it was for. The sweeper removes what a crash leaves in the store. */
export async function cancelUpload(deps: Deps, { id, episodeId, storageUploadId }: UploadRow) {
  const { db, storage } = deps;
  await db.transaction(async (tx) => {
    const [row] = await tx
      .delete(episodes)
      .where(and(eq(episodes.id, episodeId), eq(episodes.status, 'uploading')))
      .returning();
    if (!row) throw problem('upload_finished');
    await tellOf(deps, tx, row);
  });
  await storage.abortParts(keys.source(episodeId), storageUploadId);
  await storage.removeAll(keys.upload(id));
}
