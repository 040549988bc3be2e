import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Tx } from '../../db/client.ts';
import { captionCues, captions, episodes } from '../../db/schema/episodes.ts';
import type { Member } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';
import type { EpisodeRow } from './access.ts';
import type { Cue } from './caption-file.ts';
import type { captionLanguages, showCaptions } from './contract.ts';
import { showEpisode, tellOf } from './episodes.ts';

type Language = (typeof captionLanguages)[number];

/** Puts captions in the place of those there were. Throws `episode_still_to_cut`: their times would be of another file. */
export async function putCaptions(
  deps: Deps,
  by: Member,
  episodeId: string,
  language: Language,
  cues: Cue[],
) {
  return deps.db.transaction(async (tx) => {
    const row = await touch(tx, episodeId);
    if (row.toCut) throw problem('episode_still_to_cut');
    await tx
      .insert(captions)
      .values({ episodeId, language })
      .onConflictDoUpdate({
        target: captions.episodeId,
        set: { language, version: sql`${captions.version} + 1`, createdAt: new Date() },
      });
    await tx.delete(captionCues).where(eq(captionCues.episodeId, episodeId));
    await tx.insert(captionCues).values(cues.map((cue, position) => ({ episodeId, position, ...cue })));
    await tellOf(deps, tx, row);
    return showEpisode(tx, by, episodeId);
  });
}

/** Removes the captions of an episode; when there are none, that is that. */
export async function dropCaptions(deps: Deps, by: Member, episodeId: string) {
  return deps.db.transaction(async (tx) => {
    const row = await touch(tx, episodeId);
    await tx.delete(captions).where(eq(captions.episodeId, episodeId));
    await tellOf(deps, tx, row);
    return showEpisode(tx, by, episodeId);
  });
}

/**
 * What is said in an episode, in order of time. Captions may be sent before it is known how long the episode is, so what
 * lies past its end is left out here. Throws `captions_not_found`.
 */
export async function captionsOf(
  { db }: Deps,
  { id, durationMs }: EpisodeRow,
): Promise<z.output<(typeof showCaptions)['response']>> {
  const [track] = await db.select().from(captions).where(eq(captions.episodeId, id));
  if (!track) throw problem('captions_not_found');
  const { startMs, endMs, text } = captionCues;
  const cues = await db
    .select({ startMs, endMs, text })
    .from(captionCues)
    .where(eq(captionCues.episodeId, id))
    .orderBy(asc(captionCues.position));
  const end = durationMs ?? Infinity;
  return {
    language: track.language,
    cues: cues.filter((cue) => cue.startMs < end).map((cue) => ({ ...cue, endMs: Math.min(cue.endMs, end) })),
  };
}

/** The same as WebVTT, for players. */
export function webVtt(cues: Cue[]) {
  const blocks = cues.map(({ startMs, endMs, text }) => {
    const words = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    return `${clock(startMs)} --> ${clock(endMs)}\n${words}\n`;
  });
  return ['WEBVTT\n', ...blocks].join('\n');
}

/** A time as WebVTT writes it: `00:01:02.500`. */
export function clock(ms: number) {
  const part = (size: number, unit: number, most: number) =>
    String(Math.floor(ms / unit) % most).padStart(size, '0');
  return `${part(2, 3_600_000, 100)}:${part(2, 60_000, 60)}:${part(2, 1000, 60)}.${part(3, 1, 1000)}`;
}

/** Marks an episode as changed, and holds it until the end of the transaction; a withdrawn one can't be changed. */
async function touch(tx: Tx, episodeId: string) {
  const [row] = await tx
    .update(episodes)
    .set({ updatedAt: new Date() })
    .where(and(eq(episodes.id, episodeId), isNull(episodes.withdrawnAt)))
    .returning();
  if (!row) throw problem('episode_not_found');
  return row;
}
