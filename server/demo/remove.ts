import { and, asc, eq, inArray, notExists } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import { users } from '../../db/schema/accounts.ts';
import { clubs } from '../../db/schema/clubs.ts';
import { episodes } from '../../db/schema/episodes.ts';
import { keys } from '../../storage/keys.ts';
import type { Member } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { id } from '../http/contract.ts';
import { problem } from '../http/problems.ts';
import { defineJob } from '../jobs/job.ts';

const first = alias(users, 'first');

/**
 * Deletes the invented club with its invented people; accounts of real people stay, and the oldest of them runs the
 * machine from now on. The files follow in a job.
 */
export async function removeDemoClub({ db, jobs }: Deps, by: Member) {
  await db.transaction(async (tx) => {
    const clips = await tx.select({ id: episodes.id }).from(episodes).where(eq(episodes.clubId, by.clubId));
    const gone = await tx
      .delete(clubs)
      .where(and(eq(clubs.id, by.clubId), eq(clubs.demo, true)))
      .returning();
    if (gone.length === 0) throw problem('demo_not_found');
    await tx.delete(users).where(eq(users.invented, true));
    const oldest = tx.select({ id: users.id }).from(users).orderBy(asc(users.createdAt)).limit(1);
    const nobodyIsFirst = notExists(tx.select().from(first).where(eq(first.first, true)));
    await tx
      .update(users)
      .set({ first: true })
      .where(and(inArray(users.id, oldest), nobodyIsFirst));
    await jobs.enqueue(tx, removeFilesJob, { episodeIds: clips.map((clip) => clip.id) });
  });
}

/** Deletes the files of episodes whose rows are gone. */
export const removeFilesJob = defineJob({
  name: 'demo.remove-files',
  payload: z.object({ episodeIds: z.array(id) }),
  async run({ storage }, { episodeIds }) {
    for (const episodeId of episodeIds) await storage.removeAll(keys.episode(episodeId));
  },
});
