import { and, eq, exists, isNotNull, isNull, not, or, type SQL, sql } from 'drizzle-orm';
import { QueryBuilder } from 'drizzle-orm/pg-core';
import type { Db } from '../../db/client.ts';
import { askings, comments } from '../../db/schema/comments.ts';
import { episodes } from '../../db/schema/episodes.ts';
import type { Member } from '../clubs/access.ts';
import { countedFor } from '../episodes/known-comments.ts';
import { verdicts } from './codes.ts';
import type { View } from './contract.ts';

/**
 * What the figures of a club count for this reader, of whoever wrote it. What was deleted by its author, or is on an episode
 * never shared, counts nowhere, nor do private notes; a withdrawn episode keeps its counts. While a club notices alone on
 * an episode, each person finds only their own there.
 */
export function inFigures(by: Member): SQL | undefined {
  return and(
    eq(comments.clubId, by.clubId),
    isNull(comments.deletedAt),
    isNotNull(episodes.sharedAt),
    countedFor(by),
  );
}

type Filters = Pick<View, 'reading' | 'pointing' | 'phase' | 'presenter'>;

/** Filters that make sense of anybody's comment, a mediator's too. */
export function passing({ reading, pointing, phase, presenter }: Filters): SQL | undefined {
  const points =
    or(isNotNull(comments.endMs), isNotNull(comments.box), isNotNull(comments.quote)) ?? sql`false`;
  const presents = sql`${comments.authorId} is not distinct from ${episodes.ownerId}`;
  return and(
    reading === 'all' ? undefined : eq(comments.independent, reading === 'independent'),
    pointing === 'all' ? undefined : pointing === 'with' ? points : not(points),
    phase === 'all' ? undefined : eq(comments.phase, phase),
    presenter === 'all' ? undefined : presenter === 'own' ? presents : not(presents),
  );
}

/** The teachers' comments that a view counts. */
export function countedIn(by: Member, view: View): SQL | undefined {
  const tookUp = new QueryBuilder()
    .select({ id: askings.id })
    .from(askings)
    .where(and(eq(askings.commentId, comments.id), eq(askings.answer, 'added')));
  return and(
    inFigures(by),
    eq(comments.authorRole, 'teacher'),
    view.replies === 'with'
      ? undefined
      : view.replies === 'only'
        ? isNotNull(comments.parentId)
        : isNull(comments.parentId),
    passing(view),
    view.asked === 'all' ? undefined : exists(tookUp),
  );
}

/** Each comment that a view counts, with the place of the code that the view takes of it on each axis; for a `with`. */
export function codedComments(db: Db, by: Member, view: View) {
  const { id, meetingId, authorId, episodeId, atMs } = comments;
  const columns = { id, meetingId, authorId, episodeId, atMs };
  const where = countedIn(by, view);
  const verdict = verdicts(by.clubId, view);
  const what = sql<number | null>`${verdict.what}`.as('what');
  const how = sql<number | null>`${verdict.how}`.as('how');
  return db.$with('said').as(
    db
      .select({ ...columns, what, how })
      .from(comments)
      .innerJoin(episodes, eq(episodes.id, episodeId))
      .leftJoin(verdict, eq(verdict.commentId, id))
      .where(where),
  );
}
