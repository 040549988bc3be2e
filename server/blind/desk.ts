import { and, asc, desc, eq, exists, sql } from 'drizzle-orm';
import type { DbOrTx } from '../../db/client.ts';
import { users } from '../../db/schema/accounts.ts';
import { blindPicks, codings } from '../../db/schema/coding.ts';
import { comments } from '../../db/schema/comments.ts';
import { episodes } from '../../db/schema/episodes.ts';
import { may, type Member } from '../clubs/access.ts';
import { readingOf, recordReading } from '../coding/coding.ts';
import type { Codes } from '../coding/contract.ts';
import { nameHiderOf } from '../comments/names.ts';
import type { Deps } from '../deps.ts';
import { visibleTo } from '../episodes/known-comments.ts';
import { problem } from '../http/problems.ts';
import { takeTurn } from '../meetings/meetings.ts';
import { noteRead } from '../readings/readings.ts';
import type { DeskSource } from './contract.ts';
import { eligibleIn } from './eligible.ts';
import { currentSample } from './sample.ts';

/**
 * One comment for this coder: the first they have not coded, or the one at a place up to that, from 1. Nothing here
 * depends on what anybody else coded, its author included.
 */
export async function showDesk(db: DbOrTx, by: Member, source: DeskSource, at?: number) {
  const { drawn, list } = await listFor(db, by, source);
  const next = firstOpen(list);
  const index = at === undefined ? next : Math.min(at - 1, next);
  const item = list[index];
  return {
    drawn,
    done: list.filter(({ coded }) => coded).length,
    total: list.length,
    at: index + 1,
    comment: item ? { key: item.key, ...(await contentOf(db, by, source, item.commentId)) } : null,
  };
}

/**
 * Keeps this coder's codes of a comment and gives the next. Comments are coded in their order, so that nobody chooses
 * which to compare with the author; one that is not next, or no longer there, is `desk_changed`.
 */
export async function codeAtDesk(
  { db }: Deps,
  by: Member,
  { source, key, codes }: { source: DeskSource; key: string; codes: Codes },
) {
  return db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    const { list } = await listFor(tx, by, source);
    const index = list.findIndex((item) => item.key === key);
    const item = list[index];
    if (!item || (!item.coded && index > firstOpen(list))) throw problem('desk_changed');
    await recordReading(tx, by, item.commentId, source, codes);
    return showDesk(tx, by, source);
  });
}

function firstOpen(list: readonly { coded: boolean }[]) {
  const open = list.findIndex(({ coded }) => !coded);
  return open < 0 ? list.length : open;
}

/**
 * What there is to code, in order, without one's own. Blind: the newest sample, shuffled, and known by its place in it
 * alone, because a comment's id leads to its author. As a mediator: what she may read, as it was written.
 */
async function listFor(db: DbOrTx, by: Member, source: DeskSource) {
  const coded = sql<boolean>`${exists(
    db
      .select({ one: sql`1` })
      .from(codings)
      .where(readingOf(by.userId, comments.id, source)),
  )}`;
  const others = and(eligibleIn(by.clubId), sql`${comments.authorId} is distinct from ${by.userId}`);
  if (source === 'mediator') {
    const list = await db
      .select({ commentId: comments.id, key: comments.id, coded })
      .from(comments)
      .innerJoin(episodes, eq(episodes.id, comments.episodeId))
      .where(and(others, visibleTo(by)))
      .orderBy(asc(comments.createdAt), asc(comments.id));
    return { drawn: true, list };
  }
  const sample = await currentSample(db, by.clubId);
  if (!sample) return { drawn: false, list: [] };
  const list = await db
    .select({
      commentId: comments.id,
      key: sql<string>`${blindPicks.sampleId} || '.' || ${blindPicks.position}`,
      coded,
    })
    .from(blindPicks)
    .innerJoin(comments, eq(comments.id, blindPicks.commentId))
    .innerJoin(episodes, eq(episodes.id, comments.episodeId))
    .where(and(eq(blindPicks.sampleId, sample.id), others))
    .orderBy(asc(blindPicks.position));
  return { drawn: true, list };
}

/** The words of a comment, and what this coder last said of it; a mediator's own coding shows whose it is. */
async function contentOf(db: DbOrTx, by: Member, source: DeskSource, commentId: string) {
  const said = db
    .select({ what: codings.what, how: codings.how, revision: codings.revision })
    .from(codings)
    .where(readingOf(by.userId, comments.id, source))
    .orderBy(desc(codings.revision))
    .limit(1)
    .as('said');
  const [row] = await db
    .select({
      ...{ text: comments.text, atMs: comments.atMs, author: users.name },
      episode: { id: episodes.id, title: episodes.title },
      ...{ revision: said.revision, what: said.what, how: said.how },
    })
    .from(comments)
    .innerJoin(episodes, eq(episodes.id, comments.episodeId))
    .leftJoin(users, eq(users.id, comments.authorId))
    .leftJoinLateral(said, sql`true`)
    .where(eq(comments.id, commentId));
  if (!row) throw problem('desk_changed');
  const { text, atMs, author, episode, revision, what, how } = row;
  // What they write on this episode from now on is not independent.
  if (may(by, 'comment.write')) await noteRead(db, by, episode.id);
  const codes = revision === null ? null : { what, how };
  if (source === 'mediator') return { text, codes, shown: { commentId, author, episode, atMs } };
  const hide = await nameHiderOf(db, by.clubId);
  return { text: hide(text), codes, shown: null };
}
