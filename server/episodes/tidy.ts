import { and, eq, lte, ne } from 'drizzle-orm';
import { episodes, renditions } from '../../db/schema/episodes.ts';
import { keys } from '../../storage/keys.ts';
import type { Deps } from '../deps.ts';
import type { EpisodeRow } from './access.ts';
import { playedAttempt } from './episodes.ts';
import { isLive } from './live-outputs.ts';

/** Removes what an episode does not need, of attempts up to this one; default: of those that have ended. */
export async function tidy({ db, storage }: Deps, episodeId: string, upTo?: number) {
  const [row] = await db.select().from(episodes).where(eq(episodes.id, episodeId));
  if (!row) return storage.removeAll(keys.episode(episodeId));
  const last = upTo ?? lastEnded(row);
  for await (const { key } of storage.list(keys.episode(episodeId)))
    if (isUnused(row, key, last)) await storage.remove(key);
  await db
    .delete(renditions)
    .where(
      and(
        eq(renditions.episodeId, episodeId),
        lte(renditions.attempt, last),
        ne(renditions.attempt, playedAttempt(row) ?? 0),
      ),
    );
}

/**
 * Whether an object of an episode is of no use: an output, of attempts up to `last`, that nobody plays; once it is
 * ready, a segment of the rung that was watched while it was encoded, and the file as it was sent, which is kept no
 * longer than a retry, or the choice of a part, needs it.
 */
export function isUnused(row: EpisodeRow, key: string, last = lastEnded(row)) {
  const [place = '', name = ''] = key.slice(keys.episode(row.id).length).split('/');
  if (key === keys.source(row.id)) return row.readyAttempt !== null && !row.toCut;
  const number = Number(place);
  if (number === playedAttempt(row)) return number === row.readyAttempt && isLive(name);
  return number <= last;
}

/** The current attempt may be at work, also while the episode is withdrawn: it could be brought back meanwhile. */
const lastEnded = ({ status, attempt }: EpisodeRow) =>
  status === 'ready' || status === 'failed' ? attempt : attempt - 1;
