import { and, eq, sql } from 'drizzle-orm';
import type { FastifyRequest } from 'fastify';
import { prepared } from '../../db/prepared.ts';
import { comments, readings } from '../../db/schema/comments.ts';
import { episodes } from '../../db/schema/episodes.ts';
import { requireAccount } from '../accounts/accounts.ts';
import { allow, findMember, type Member } from '../clubs/access.ts';
import type { Rule } from '../clubs/contract.ts';
import type { Deps } from '../deps.ts';
import type { EpisodeRow } from '../episodes/access.ts';
import { problem } from '../http/problems.ts';
import { reader, visibleTo } from '../episodes/known-comments.ts';
import { noteRead } from '../readings/readings.ts';

/**
 * Who is asking, as a member who may do this with the comment, and the comment's episode. Throws `comment_not_found` for
 * everybody who cannot watch the episode now or may not know of the comment, and `not_the_author` for what only the author
 * may do. Whoever is let in to somebody else's comment has read one: it is kept here, where no route can forget it.
 */
export async function requireComment(
  deps: Deps,
  request: FastifyRequest,
  commentId: string,
  rule: Extract<Rule, `comment.${string}`>,
) {
  const account = await requireAccount(deps, request);
  const [row] = await known(deps.db).execute({ commentId, userId: account.id });
  const by = row && (await findMember(deps.db, row.episode.clubId, account.id));
  if (!by || !row.visible || !isWatchedBy(by, row.episode)) throw problem('comment_not_found');
  const author = row.authorId === by.userId;
  if (rule === 'comment.keep' && !author) throw problem('not_the_author');
  allow(by, rule, author);
  if (!author && !row.readAt) await noteRead(deps.db, by, row.episode.id);
  return { by, episode: row.episode };
}

const known = prepared((db) =>
  db
    .select({
      authorId: comments.authorId,
      episode: episodes,
      readAt: readings.readAt,
      visible: sql<boolean>`${visibleTo({ ...reader, clubId: comments.clubId })}`,
    })
    .from(comments)
    .innerJoin(episodes, eq(episodes.id, comments.episodeId))
    .leftJoin(readings, and(eq(readings.episodeId, comments.episodeId), eq(readings.userId, reader.userId)))
    .where(eq(comments.id, sql.placeholder('commentId')))
    .prepare('known_comment'),
);

/** As in requireEpisode: its owner's alone until shared, and nobody's once withdrawn. */
function isWatchedBy(by: Member, { ownerId, sharedAt, withdrawnAt }: EpisodeRow) {
  return !withdrawnAt && (sharedAt !== null || ownerId === by.userId);
}
