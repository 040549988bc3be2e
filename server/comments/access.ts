import { eq } from 'drizzle-orm';
import type { FastifyRequest } from 'fastify';
import { comments } from '../../db/schema/comments.ts';
import { episodes } from '../../db/schema/episodes.ts';
import { requireAccount } from '../accounts/accounts.ts';
import { allow, findMember, type Member } from '../clubs/access.ts';
import type { Rule } from '../clubs/contract.ts';
import type { Deps } from '../deps.ts';
import type { EpisodeRow } from '../episodes/access.ts';
import { problem } from '../http/problems.ts';

/**
 * Who is asking, as a member who may do this with the comment, and the comment's episode. Throws `comment_not_found` for
 * everybody who cannot watch the episode now, and `not_the_author` for what only the author may do.
 */
export async function requireComment(
  deps: Deps,
  request: FastifyRequest,
  commentId: string,
  rule: Extract<Rule, `comment.${string}`>,
) {
  const account = await requireAccount(deps, request);
  const [row] = await deps.db
    .select({ authorId: comments.authorId, episode: episodes })
    .from(comments)
    .innerJoin(episodes, eq(episodes.id, comments.episodeId))
    .where(eq(comments.id, commentId));
  const by = row && (await findMember(deps.db, row.episode.clubId, account.id));
  if (!by || !isWatchedBy(by, row.episode)) throw problem('comment_not_found');
  const author = row.authorId === by.userId;
  if (rule === 'comment.keep' && !author) throw problem('not_the_author');
  allow(by, rule, author);
  return { by, episode: row.episode };
}

/** As in requireEpisode: its owner's alone until shared, and nobody's once withdrawn. */
function isWatchedBy(by: Member, { ownerId, sharedAt, withdrawnAt }: EpisodeRow) {
  return !withdrawnAt && (sharedAt !== null || ownerId === by.userId);
}
