import { eq } from 'drizzle-orm';
import { episodes } from '../../db/schema/episodes.ts';
import { type LiveEvent } from '../../server/live/contract.ts';
import { eventsAfter } from '../../server/live/live.ts';
import type { TestApp } from './app.ts';

/** An episode as the worker leaves it, ten minutes long and shared, straight into the database. Returns its id. */
export async function addEpisode(
  { deps, idOf }: TestApp,
  clubId: string,
  owner: string,
  given: Partial<typeof episodes.$inferInsert> = {},
) {
  const day = '2026-03-02';
  const [row] = await deps.db
    .insert(episodes)
    .values({
      clubId,
      ownerId: idOf(owner),
      title: 'Fracciones, 4º básico',
      ...{ familiesAgreedOn: day, othersOutOfFrameOn: day, schoolAuthorisedOn: day },
      status: 'ready',
      sharedAt: new Date(),
      durationMs: 600_000,
      ...{ attempt: 1, watchableAttempt: 1, readyAttempt: 1, progress: 100 },
      ...given,
    })
    .returning({ id: episodes.id });
  if (!row) throw new Error('the episode could not be made');
  return row.id;
}

/** Sets what the worker, its owner or time would have set. */
export async function setEpisode(
  { deps }: TestApp,
  episodeId: string,
  change: Partial<typeof episodes.$inferInsert>,
) {
  await deps.db.update(episodes).set(change).where(eq(episodes.id, episodeId));
}

/** What this person has been told so far about a club. */
export async function told({ deps, idOf }: TestApp, clubId: string, name: string): Promise<LiveEvent[]> {
  const page = await eventsAfter(deps.db, clubId, 0);
  return (page?.events ?? []).flatMap(({ event, onlyUserId }) =>
    onlyUserId === null || onlyUserId === idOf(name) ? event : [],
  );
}
