import { and, desc, eq, gt, isNotNull, isNull, not, or, sql } from 'drizzle-orm';
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core';
import type { z } from 'zod';
import type { DbOrTx, Tx } from '../../db/client.ts';
import { users } from '../../db/schema/accounts.ts';
import { comments } from '../../db/schema/comments.ts';
import { captions, episodes, renditions } from '../../db/schema/episodes.ts';
import type { Member } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';
import type { EpisodeRow } from './access.ts';
import { type changeEpisode, type episode, restorableHours, uncutDays } from './contract.ts';
import { visibleTo } from './known-comments.ts';

type Shown = z.output<typeof episode>;

/** Until when a withdrawn episode can be brought back. */
export function restorableUntil(withdrawnAt: Date) {
  return new Date(withdrawnAt.getTime() + restorableHours * 3600_000);
}

/** Until when a part has to be chosen, if nothing else happens to the recording. */
function cutBefore(updatedAt: Date) {
  return new Date(updatedAt.getTime() + uncutDays * 24 * 3600_000);
}

/** The attempt whose outputs are played: a complete one before one that can merely be watched. */
export function playedAttempt({ readyAttempt, watchableAttempt }: EpisodeRow) {
  return readyAttempt ?? watchableAttempt;
}

/**
 * Whether what is played is more than the part that its owner chose of a recording sent whole, which is then still to be
 * made. Nobody but the owner may see it.
 */
export function playsMoreThanItsPart({ durationMs, cutStartMs, cutEndMs }: EpisodeRow) {
  return (
    durationMs !== null && cutStartMs !== null && cutEndMs !== null && durationMs > cutEndMs - cutStartMs
  );
}

/** Where the poster is, on our own origin; null while there is nothing to show. */
export function posterUrl(row: EpisodeRow) {
  return mediaUrl(row, 'poster.jpg');
}

function mediaUrl(row: EpisodeRow, name: string) {
  const attempt = playedAttempt(row);
  return attempt === null ? null : `/api/episodes/${row.id}/media/${attempt}/${name}`;
}

/** The episodes of a club that this person may see, newest first: shared ones, and all of their own. */
export async function listEpisodes(db: DbOrTx, by: Member): Promise<Shown[]> {
  const restorable = gt(episodes.withdrawnAt, sql`now() - make_interval(hours => ${restorableHours})`);
  const shared = and(isNotNull(episodes.sharedAt), isNull(episodes.withdrawnAt));
  const own = and(eq(episodes.ownerId, by.userId), or(isNull(episodes.withdrawnAt), restorable));
  const rows = await select(db, by)
    .where(and(eq(episodes.clubId, by.clubId), or(shared, own)))
    .orderBy(desc(episodes.createdAt), desc(episodes.id));
  return rows.map((row) => show(by, row));
}

/** One episode as this person sees it; whether they may was decided before. */
export async function showEpisode(db: DbOrTx, by: Member, episodeId: string): Promise<Shown> {
  const [row] = await select(db, by).where(and(eq(episodes.id, episodeId), eq(episodes.clubId, by.clubId)));
  if (!row) throw problem('episode_not_found');
  return show(by, row);
}

/** Renames, or restates what to look at. */
export async function updateEpisode(
  deps: Deps,
  by: Member,
  episodeId: string,
  change: z.output<(typeof changeEpisode)['body']>,
) {
  return deps.db.transaction(async (tx) => {
    await updateKept(deps, tx, episodeId, change);
    return showEpisode(tx, by, episodeId);
  });
}

/**
 * Shows an episode to the club, once and for all; sharing twice changes nothing. Throws `episode_still_to_cut` while
 * more than the chosen part could be seen.
 */
export async function share(deps: Deps, by: Member, episodeId: string) {
  return deps.db.transaction(async (tx) => {
    const [row] = await tx.select().from(episodes).where(eq(episodes.id, episodeId)).for('update');
    if (row?.toCut || (row && playsMoreThanItsPart(row))) throw problem('episode_still_to_cut');
    await updateKept(deps, tx, episodeId, { sharedAt: sql`coalesce(${episodes.sharedAt}, now())` });
    return showEpisode(tx, by, episodeId);
  });
}

/** Tells those who may see the episode that it changed: its owner alone until it is shared. */
export async function tellOf({ live }: Deps, tx: Tx, { id, clubId, ownerId, sharedAt }: EpisodeRow) {
  await live.publish(tx, clubId, { type: 'episode.changed', episodeId: id }, sharedAt ? null : ownerId);
}

/** Changes an episode that is not withdrawn, which can only be brought back. */
async function updateKept(deps: Deps, tx: Tx, episodeId: string, change: PgUpdateSetSource<typeof episodes>) {
  const [row] = await tx
    .update(episodes)
    .set({ ...change, updatedAt: new Date() })
    .where(and(eq(episodes.id, episodeId), isNull(episodes.withdrawnAt)))
    .returning();
  if (!row) throw problem('episode_not_found');
  await tellOf(deps, tx, row);
}

/** Episode, name of its owner, captions, what is played of it from the least rate up, and number of comments this person may know of. */
function select(db: DbOrTx, by: Member) {
  return db
    .select({
      row: episodes,
      ownerName: users.name,
      captions: { language: captions.language, version: captions.version },
      played: sql<string[]>`array(${db
        .select({ name: renditions.name })
        .from(renditions)
        .where(
          and(
            eq(renditions.episodeId, episodes.id),
            eq(renditions.attempt, sql`coalesce(${episodes.readyAttempt}, ${episodes.watchableAttempt})`),
          ),
        )
        .orderBy(renditions.bandwidth)})`,
      commentCount: db.$count(
        comments,
        and(
          eq(comments.episodeId, episodes.id),
          isNull(comments.deletedAt),
          not(comments.onlyMine),
          visibleTo(by),
        ),
      ),
    })
    .from(episodes)
    .innerJoin(users, eq(users.id, episodes.ownerId))
    .leftJoin(captions, eq(captions.episodeId, episodes.id))
    .$dynamic();
}

type Selected = Awaited<ReturnType<typeof select>>[number];

function show(by: Member, { row, ownerName, captions, played, commentCount }: Selected): Shown {
  const { familiesAgreedOn, othersOutOfFrameOn, schoolAuthorisedOn } = row;
  const { id, clubId, title, grade, subject, lookFor, status, failure, progress } = row;
  const { expectedAt, toCut, durationMs, width, height, audioDropped, createdAt } = row;
  const least = played.find((name) => name !== 'audio');
  return {
    ...{ id, clubId, title, grade, subject, lookFor, status, failure, progress },
    ...{ expectedAt, toCut, durationMs, width, height, audioDropped, createdAt, commentCount },
    owner: { id: row.ownerId, name: ownerName },
    mine: row.ownerId === by.userId,
    statements: { familiesAgreedOn, othersOutOfFrameOn, schoolAuthorisedOn },
    shared: row.sharedAt !== null,
    watchable: playedAttempt(row) !== null,
    playUrl: mediaUrl(row, 'master.m3u8'),
    posterUrl: posterUrl(row),
    soundUrl: played.includes('audio') ? mediaUrl(row, 'audio.m3u8') : null,
    leastUrl: least === undefined ? null : mediaUrl(row, `${least}.m3u8`),
    storyboardUrl: row.storyboard ? mediaUrl(row, 'storyboard.vtt') : null,
    captions: captions && {
      language: captions.language,
      url: `/api/episodes/${id}/captions.vtt?v=${captions.version}`,
    },
    restorableUntil: row.withdrawnAt && restorableUntil(row.withdrawnAt),
    cutBefore: row.ownerId === by.userId && toCut ? cutBefore(row.updatedAt) : null,
  };
}
