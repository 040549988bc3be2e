import { and, asc, desc, eq, sql } from 'drizzle-orm';
import type { DbOrTx } from '../../db/client.ts';
import { memberships } from '../../db/schema/clubs.ts';
import { agendaExcerpts, agendaPoints } from '../../db/schema/coding.ts';
import { comments } from '../../db/schema/comments.ts';
import { episodes } from '../../db/schema/episodes.ts';
import { activeMembership, allow, type Member } from '../clubs/access.ts';
import { nameHiderOf } from '../comments/names.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';
import { takeTurn } from '../meetings/meetings.ts';
import { fewestAuthors } from './choosing.ts';
import { eligibleIn } from './eligible.ts';

/** What the reader may see of the points of a club, the newest first, and what they themselves are asked. */
export async function showAgenda(db: DbOrTx, by: Member) {
  const [excerpts, hide] = [await standingExcerpts(db, by.clubId), await nameHiderOf(db, by.clubId)];
  const points = [...Map.groupBy(excerpts, ({ pointId }) => pointId).values()].filter(isVisible);
  return {
    points: points.flatMap((its) => {
      const [first] = its;
      if (!first) return [];
      const said = its.filter(({ answer }) => answer === 'yes');
      return {
        ...{ id: first.pointId, axis: first.axis, raisedAt: first.raisedAt },
        excerpts: said.map(({ text }) => hide(text)),
      };
    }),
    asks: excerpts
      .filter(({ authorId }) => authorId === by.userId)
      .map(({ pointId, commentId, axis, text, answer }) => ({
        ...{ pointId, commentId, axis, answer },
        text: hide(text),
      })),
  };
}

/** Whether a point may be read by the club: three of its authors say yes, now. */
export function isVisible(excerpts: readonly { authorId: string | null; answer: 'yes' | 'no' | null }[]) {
  const willing = excerpts.filter(({ answer }) => answer === 'yes').map(({ authorId }) => authorId);
  return new Set(willing).size >= fewestAuthors;
}

/**
 * The excerpts of a club that may still be asked for or shown: what its author, who is still of the club and so can take
 * back their answer, wrote and nobody took away. An answer is about the words as they were: once changed, they are asked
 * for anew. In an order that is random and stays.
 */
export async function standingExcerpts(db: DbOrTx, clubId: string) {
  return db
    .select({
      pointId: agendaPoints.id,
      axis: agendaPoints.axis,
      raisedAt: agendaPoints.raisedAt,
      commentId: comments.id,
      authorId: comments.authorId,
      text: comments.text,
      answer: sql<'yes' | 'no' | null>`case when ${comments.editedAt} > ${agendaExcerpts.answeredAt}
        then null else ${agendaExcerpts.answer} end`,
    })
    .from(agendaExcerpts)
    .innerJoin(agendaPoints, eq(agendaPoints.id, agendaExcerpts.pointId))
    .innerJoin(comments, eq(comments.id, agendaExcerpts.commentId))
    .innerJoin(episodes, eq(episodes.id, comments.episodeId))
    .innerJoin(
      memberships,
      and(eq(memberships.clubId, clubId), eq(memberships.userId, comments.authorId), activeMembership),
    )
    .where(and(eq(agendaPoints.clubId, clubId), eligibleIn(clubId)))
    .orderBy(
      desc(agendaPoints.raisedAt),
      asc(agendaPoints.id),
      sql`md5(${agendaPoints.id}::text || ${comments.id}::text)`,
    );
}

/**
 * Keeps what an author says to showing an excerpt of theirs; it can be changed at any time. To everybody else there is
 * no such excerpt. An archived club takes no new yes, and still lets one be taken back.
 */
export async function answerAsk(
  { db }: Deps,
  by: Member,
  { pointId, commentId }: { pointId: string; commentId: string },
  answer: 'yes' | 'no',
) {
  await db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    const asked = await standingExcerpts(tx, by.clubId);
    const own = asked.find((one) => one.pointId === pointId && one.commentId === commentId);
    if (own?.authorId !== by.userId) throw problem('excerpt_not_found');
    allow(by, 'comment.keep', true);
    if (by.archived && answer === 'yes') throw problem('club_archived');
    await tx
      .update(agendaExcerpts)
      .set({ answer, answeredAt: new Date() })
      .where(and(eq(agendaExcerpts.pointId, pointId), eq(agendaExcerpts.commentId, commentId)));
  });
  return null;
}
