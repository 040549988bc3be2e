import { and, eq, gt, gte, inArray, isNotNull, isNull, lt, notExists, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import { episodes, uploads } from '../../db/schema/episodes.ts';
import { keys } from '../../storage/keys.ts';
import type { Deps } from '../deps.ts';
import { Problem } from '../http/problems.ts';
import { defineJob } from '../jobs/job.ts';
import { restorableHours, uncutDays } from './contract.ts';
import { tellOf } from './episodes.ts';
import { processJob } from './process.job.ts';
import { isUnused, tidy } from './tidy.ts';
import { UploadLease } from './upload-lease.ts';
import { UploadStore } from './upload-store.ts';
import { purge } from './withdrawal.ts';

/** An unfinished upload is given up when nothing came for so long. */
const idleHours = 24;

/** Longer than the queue lets a job run and the job itself waits for a store that is away. */
const stuckHours = 36;

const hoursAgo = (hours: number) => sql`now() - make_interval(hours => ${hours})`;

/** Ends what a crash, a lost connection or a forgotten tab left open. Every step may fail and is taken up next time. */
export const sweepJob = defineJob({
  name: 'episode.sweep',
  payload: z.object({}),
  cron: '*/10 * * * *',
  async run(deps) {
    await finishFullUploads(deps);
    await clearIdleUploads(deps);
    await clearLostFiles(deps);
    await failStuck(deps);
    await withdrawUncut(deps);
    await purgeWithdrawn(deps);
    await abortUnknownUploads(deps);
    await removeUnknownObjects(deps);
    await removeUnusedObjects(deps);
  },
});

/** Those whose bytes are all there: the process died, or the last answer was lost. */
async function finishFullUploads(deps: Deps) {
  const full = await deps.db
    .select({ id: uploads.id })
    .from(uploads)
    .where(and(isNull(uploads.finishedAt), gte(uploads.offsetBytes, uploads.sizeBytes)));
  for (const { id } of full) await underLease(deps, id, (store) => store.getUpload(id));
}

async function clearIdleUploads(deps: Deps) {
  const old = lt(uploads.updatedAt, hoursAgo(idleHours));
  const idle = await deps.db
    .select({ id: uploads.id })
    .from(uploads)
    .where(and(old, isNull(uploads.finishedAt)));
  for (const { id } of idle) await underLease(deps, id, (store) => store.remove(id));
  await deps.db.delete(uploads).where(and(old, sql`${uploads.finishedAt} is not null`));
}

/** One-shot uploads whose process died: episodes still uploading, to which no upload belongs. */
async function clearLostFiles({ db, storage }: Deps) {
  const belonging = db.select().from(uploads).where(eq(uploads.episodeId, episodes.id));
  const lost = await db
    .delete(episodes)
    .where(
      and(
        eq(episodes.status, 'uploading'),
        lt(episodes.createdAt, hoursAgo(idleHours)),
        notExists(belonging),
      ),
    )
    .returning({ id: episodes.id });
  for (const { id } of lost) await storage.removeAll(keys.episode(id));
}

/**
 * Episodes of which the queue has forgotten: its dead letters end all others. It happens when the tables of the queue
 * are restored from an older copy, or emptied.
 */
async function failStuck(deps: Deps) {
  const stuck = await deps.db
    .select({ id: episodes.id })
    .from(episodes)
    .where(
      and(
        eq(episodes.status, 'processing'),
        gt(episodes.attempt, 0),
        lt(episodes.updatedAt, hoursAgo(stuckHours)),
      ),
    );
  for (const { id } of stuck) await processJob.gaveUp?.(deps, { episodeId: id });
}

/**
 * Recordings sent whole that were left alone, as if their owners had withdrawn them: whole lessons of children are not
 * kept for nobody. They can be brought back for a day, and then stay for as long again.
 */
async function withdrawUncut(deps: Deps) {
  const uncut = or(
    and(eq(episodes.toCut, true), inArray(episodes.status, ['ready', 'failed'])),
    and(isNotNull(episodes.cutEndMs), eq(episodes.status, 'failed')),
  );
  await deps.db.transaction(async (tx) => {
    const left = await tx
      .update(episodes)
      .set({ status: 'withdrawn', withdrawnAt: new Date(), updatedAt: new Date() })
      .where(and(uncut, lt(episodes.updatedAt, hoursAgo(uncutDays * 24))))
      .returning();
    for (const row of left) await tellOf(deps, tx, row);
  });
}

async function purgeWithdrawn(deps: Deps) {
  const final = await deps.db
    .select({ id: episodes.id })
    .from(episodes)
    .where(and(isNull(episodes.purgedAt), lt(episodes.withdrawnAt, hoursAgo(restorableHours))));
  for (const { id } of final) await purge(deps, id);
}

/** Parts in the store of which no row knows. */
async function abortUnknownUploads({ db, storage }: Deps) {
  for await (const { key, uploadId, begunAt } of storage.openUploads(keys.episodes)) {
    if (!isOld(begunAt)) continue;
    const known = await db.select().from(uploads).where(eq(uploads.storageUploadId, uploadId));
    if (known.length === 0) await storage.abortParts(key, uploadId);
  }
}

/** Objects of episodes and uploads whose rows are gone, with their club for instance. */
async function removeUnknownObjects({ db, storage }: Deps) {
  const places = [
    { prefix: keys.episodes, table: episodes, folder: keys.episode },
    { prefix: keys.uploads, table: uploads, folder: keys.upload },
  ];
  for (const { prefix, table, folder } of places) {
    const ids = new Set<string>();
    for await (const { key, modifiedAt } of storage.list(prefix)) {
      const id = key.slice(prefix.length).split('/')[0] ?? '';
      if (isOld(modifiedAt) && z.uuid().safeParse(id).success) ids.add(id);
    }
    const known =
      ids.size === 0
        ? []
        : await db
            .select({ id: table.id })
            .from(table)
            .where(inArray(table.id, [...ids]));
    for (const { id } of known) ids.delete(id);
    for (const id of ids) await storage.removeAll(folder(id));
  }
}

/** What workers that died, or were paused and came back, left of attempts that nobody plays. */
async function removeUnusedObjects(deps: Deps) {
  const rows = new Map((await deps.db.select().from(episodes)).map((row) => [row.id, row]));
  const untidy = new Set<string>();
  for await (const { key } of deps.storage.list(keys.episodes)) {
    const row = rows.get(key.slice(keys.episodes.length).split('/')[0] ?? '');
    if (row && isUnused(row, key)) untidy.add(row.id);
  }
  for (const id of untidy) await tidy(deps, id);
}

const isOld = (at: Date) => at.getTime() < Date.now() - idleHours * 3600_000;

/** Somebody who is sending just now keeps the upload; it will be looked at again. */
async function underLease(deps: Deps, uploadId: string, act: (store: UploadStore) => Promise<unknown>) {
  const lease = new UploadLease(deps, uploadId);
  try {
    await lease.lock(AbortSignal.timeout(10_000), () => {});
    await act(new UploadStore(deps, lease));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  } finally {
    await lease.unlock();
  }
}
