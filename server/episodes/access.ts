import { eq, sql } from 'drizzle-orm';
import type { FastifyRequest } from 'fastify';
import { prepared } from '../../db/prepared.ts';
import { episodes, uploads } from '../../db/schema/episodes.ts';
import { requireAccount } from '../accounts/accounts.ts';
import { allow, findMember, type Member } from '../clubs/access.ts';
import type { Rule } from '../clubs/contract.ts';
import type { Deps } from '../deps.ts';
import { type ProblemCode, problem } from '../http/problems.ts';

export type EpisodeRow = typeof episodes.$inferSelect;
export type UploadRow = typeof uploads.$inferSelect;

/**
 * Who is asking, and the episode they may use by this rule. Strangers are told that there is no such episode, and so is
 * everybody but its owner while it is not shared or withdrawn; to its owner a withdrawn one is there for `episode.keep`
 * alone, or where `evenWithdrawn` says so.
 */
export async function requireEpisode(
  deps: Deps,
  request: FastifyRequest,
  episodeId: string,
  rule: Rule,
  { evenWithdrawn = rule === 'episode.keep' } = {},
): Promise<{ by: Member; episode: EpisodeRow }> {
  // Players ask this for every part of a video: the two looks go out together.
  const [account, [episode]] = await Promise.all([
    requireAccount(deps, request),
    episodeOf(deps.db).execute({ episodeId }),
  ]);
  const by = await ofItsClub(deps, account.id, episode?.clubId, 'episode_not_found');
  if (!episode) throw problem('episode_not_found');
  const owner = episode.ownerId === by.userId;
  if (!owner && !episode.sharedAt) throw problem('episode_not_found');
  if (episode.withdrawnAt && !(owner && evenWithdrawn)) throw problem('episode_not_found');
  allow(by, rule, owner);
  return { by, episode };
}

const episodeOf = prepared((db) =>
  db
    .select()
    .from(episodes)
    .where(eq(episodes.id, sql.placeholder('episodeId')))
    .prepare('episode_of'),
);

/** Who is asking, and the upload that is theirs to go on with. Anybody else is told that there is none. */
export async function requireUpload(
  deps: Deps,
  request: FastifyRequest,
  uploadId: string,
): Promise<{ by: Member; upload: UploadRow; episode: EpisodeRow }> {
  const account = await requireAccount(deps, request);
  const [row] = await deps.db
    .select({ upload: uploads, episode: episodes })
    .from(uploads)
    .innerJoin(episodes, eq(episodes.id, uploads.episodeId))
    .where(eq(uploads.id, uploadId));
  const by = await ofItsClub(deps, account.id, row?.episode.clubId, 'upload_not_found');
  if (!row || row.episode.ownerId !== by.userId || row.episode.withdrawnAt) throw problem('upload_not_found');
  allow(by, 'episode.keep', true);
  return { by, ...row };
}

async function ofItsClub({ db }: Deps, userId: string, clubId: string | undefined, code: ProblemCode) {
  const by = clubId ? await findMember(db, clubId, userId) : null;
  if (!by) throw problem(code);
  return by;
}
