import { eq, sql } from 'drizzle-orm';
import { QueryBuilder } from 'drizzle-orm/pg-core';
import { importedComments } from '../../db/schema/earlier.ts';

/**
 * How many comments from imported spreadsheets each person of a club made in each meeting, by their codes: the same
 * columns as the groups of comments written here. None is a reply, and a spreadsheet tells only one code an axis, so that
 * is the first; they were written in no phase, and nobody knows whether independently.
 */
export function importedGroups(clubId: string) {
  const { meetingId, authorId, authorRole, what, how } = importedComments;
  return new QueryBuilder()
    .select({
      meetingId,
      authorId,
      role: sql<'teacher' | 'mediator' | 'guest'>`${authorRole}`.as('role'),
      reply: sql<boolean>`false`.as('reply'),
      what,
      how,
      count: sql<number>`count(*)::int`.as('count'),
    })
    .from(importedComments)
    .where(eq(importedComments.clubId, clubId))
    .groupBy(meetingId, authorId, authorRole, what, how)
    .as('imported_groups');
}
