import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { QueryBuilder } from 'drizzle-orm/pg-core';
import { codings } from '../../db/schema/coding.ts';
import { codebook, hows, whats } from '../coding/contract.ts';
import type { View } from './contract.ts';

/** A code as its place among those of its axis; null for none. Numbers are grouped in less time than words. */
type Place = number | null;
type Places = readonly [string, string];

/** The code on each axis of a comment (or of one coder's codings of it), over the codings of a group. */
function codesOf({ revision, asked }: Pick<View, 'revision' | 'asked'>) {
  const of = asked === 'before' ? as1st : asked === 'after' || revision === 'last' ? lastCode : firstCode;
  return { what: of(codings.what, whats), how: of(codings.how, hows) };
}

/**
 * The code that the lowest revision with one gives on an axis. Revision and code are packed into one number, because its
 * minimum needs no sorting: a third less time over 10,000 comments than an ordered array, and no subqueries whose
 * estimated cost would make Postgres compile the query first.
 */
function firstCode(axis: PgColumn, [, second]: Places): SQL {
  return sql`min(${codings.revision} * 2 + (${axis} = ${second})::int) % 2`;
}

/** The code of the highest revision, which may have been taken back. */
function lastCode(axis: PgColumn, [, second]: Places): SQL {
  return sql`nullif(max(${revisionAnd(axis, second)}) % 3, 0) - 1`;
}

/** What the very first revision says, where it says nothing too: that is what was before the composer asked. */
function as1st(axis: PgColumn, [, second]: Places): SQL {
  return sql`nullif(min(${revisionAnd(axis, second)}) % 3, 0) - 1`;
}

const revisionAnd = (axis: PgColumn, second: string) =>
  sql`${codings.revision} * 3 + case when ${axis} is null then 0 when ${axis} = ${second} then 2 else 1 end`;

/**
 * The code that a view takes of each comment of a club: its author's; or on each axis what most of those who are not the
 * author said, and nothing where they are even. One row for each comment that anybody coded.
 */
export function verdicts(clubId: string, view: View) {
  const query = new QueryBuilder();
  const { commentId, coderId } = codings;
  const { what, how } = codesOf(view);
  const ofView = and(
    eq(codings.clubId, clubId),
    eq(codings.source, view.source),
    eq(codings.codebook, codebook),
  );
  if (view.source === 'author')
    return query
      .select({ commentId, what: place(what).as('verdict_what'), how: place(how).as('verdict_how') })
      .from(codings)
      .where(ofView)
      .groupBy(commentId)
      .as('verdicts');
  const each = query
    .select({ commentId, what: place(what).as('said_what'), how: place(how).as('said_how') })
    .from(codings)
    .where(ofView)
    .groupBy(commentId, coderId)
    .as('each_coder');
  return query
    .select({
      commentId: each.commentId,
      what: place(most(sql`${each.what}`)).as('verdict_what'),
      how: place(most(sql`${each.how}`)).as('verdict_how'),
    })
    .from(each)
    .groupBy(each.commentId)
    .as('verdicts');
}

const place = (expression: SQL) => sql<Place>`${expression}`;

function most(axis: SQL): SQL {
  const votes = (code: number) => sql`count(*) filter (where ${axis} = ${sql.raw(String(code))})`;
  return sql`case sign(${votes(1)} - ${votes(0)}) when 1 then 1 when -1 then 0 end`;
}
