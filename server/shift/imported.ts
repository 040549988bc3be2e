import { and, eq, sql } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';
import { importedComments } from '../../db/schema/earlier.ts';
import type { View } from './contract.ts';
import type { Group } from './figures.ts';

/** What a spreadsheet of earlier meetings cannot tell of a comment: asked for one of these, it has nothing to show. */
const untold = ['reading', 'pointing', 'asked', 'phase', 'presenter'] as const;

/**
 * How many comments from imported spreadsheets each teacher of a club made in each meeting, by their codes: their authors'
 * own, the first and the last alike, and none of them a reply. None where the view asks for what no spreadsheet tells.
 */
export async function importedGroups(db: Db, clubId: string, view: View): Promise<Group[]> {
  if (view.source !== 'author' || view.replies === 'only' || untold.some((name) => view[name] !== 'all'))
    return [];
  const { meetingId, authorId, authorRole, what, how } = importedComments;
  return db
    .select({ meetingId, authorId, what, how, count: sql<number>`count(*)::int` })
    .from(importedComments)
    .where(and(eq(importedComments.clubId, clubId), eq(authorRole, 'teacher')))
    .groupBy(meetingId, authorId, what, how);
}
