import { and, eq } from 'drizzle-orm';
import type { DbOrTx } from '../../db/client.ts';
import { memberships } from '../../db/schema/clubs.ts';
import { agendaExcerpts, agendaPoints } from '../../db/schema/coding.ts';
import { activeMembership, type Member } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';
import { takeTurn } from '../meetings/meetings.ts';
import { chooseExcerpts } from './choosing.ts';
import { axes, type Axis } from './contract.ts';
import { isVisible, standingExcerpts } from './excerpts.ts';
import { type Coded, disputeOf } from './pairing.ts';
import { codedIn, codersOf } from './reliability.ts';
import { currentSample } from './sample.ts';

/** On how many comments of the sample blind coders differ from the author, or among themselves, by axis. */
export async function disagreements(db: DbOrTx, by: Member) {
  const disputed = await disputesIn(db, by);
  return Promise.all(
    axes.map(async (axis) => ({
      axis,
      withAuthor: keepsAuthors(by, axis) ? null : disputed(axis).filter((one) => one.withAuthor).length,
      amongCoders: disputed(axis).filter((one) => one.amongCoders).length,
      enough: chooseExcerpts(await toAsk(db, by, axis, disputed(axis))) !== null,
    })),
  );
}

/**
 * Asks some authors, by lot, whether something they wrote that was coded differently may be talked about without their
 * name. Whoever was asked for a comment is not asked for it again. `too_few_to_ask` below three authors.
 */
export async function raisePoint({ db }: Deps, by: Member, axis: Axis) {
  return db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    const disputed = await disputesIn(tx, by);
    const chosen = chooseExcerpts(await toAsk(tx, by, axis, disputed(axis)));
    if (!chosen) throw problem('too_few_to_ask');
    const { clubId, userId: raisedBy } = by;
    const [made] = await tx.insert(agendaPoints).values({ clubId, axis, raisedBy }).returning();
    if (!made) throw problem('internal');
    await tx.insert(agendaExcerpts).values(chosen.map(({ commentId }) => ({ pointId: made.id, commentId })));
    return { id: made.id, axis, raisedAt: made.raisedAt, asked: chosen.length, answered: 0, visible: false };
  });
}

/** The points of a club as mediators see them: how many were asked and answered, never who or what. */
export async function raisedPoints(db: DbOrTx, by: Member) {
  const excerpts = await standingExcerpts(db, by.clubId);
  return [...Map.groupBy(excerpts, ({ pointId }) => pointId).values()].flatMap((its) => {
    const [first] = its;
    if (!first) return [];
    return {
      ...{ id: first.pointId, axis: first.axis, raisedAt: first.raisedAt },
      asked: its.length,
      answered: its.filter(({ answer }) => answer !== null).length,
      visible: isVisible(its),
    };
  });
}

/** Where the club keeps *how* to the author, that an author's differs from a coder's is kept too. */
function keepsAuthors({ howSeen }: Member, axis: Axis) {
  return axis === 'how' && howSeen === 'author';
}

async function disputesIn(db: DbOrTx, by: Member) {
  const sample = await currentSample(db, by.clubId);
  const all = (await codedIn(db, by.clubId, sample?.id)).filter(({ inSample }) => inSample);
  const coderIds = codersOf(all).flatMap(({ coderId, source }) => (source === 'blind' ? coderId : []));
  return (axis: Axis) => all.map((comment) => ({ comment, ...disputeOf(comment, coderIds, axis) }));
}

/** Of what is disputed on an axis, what may still be asked for: of people who are of the club, and not asked for before. */
async function toAsk(
  db: DbOrTx,
  by: Member,
  axis: Axis,
  disputed: readonly { comment: Coded; withAuthor: boolean; amongCoders: boolean }[],
) {
  const present = await db
    .select({ userId: memberships.userId })
    .from(memberships)
    .where(and(eq(memberships.clubId, by.clubId), activeMembership));
  const asked = await db
    .select({ commentId: agendaExcerpts.commentId })
    .from(agendaExcerpts)
    .innerJoin(agendaPoints, eq(agendaPoints.id, agendaExcerpts.pointId))
    .where(and(eq(agendaPoints.clubId, by.clubId), eq(agendaPoints.axis, axis)));
  return disputed
    .filter((one) => one.amongCoders || (one.withAuthor && !keepsAuthors(by, axis)))
    .flatMap(({ comment: { commentId, authorId } }) =>
      authorId &&
      present.some(({ userId }) => userId === authorId) &&
      !asked.some((one) => one.commentId === commentId)
        ? { commentId, authorId }
        : [],
    );
}
