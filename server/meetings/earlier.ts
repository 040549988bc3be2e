import { and, eq, exists, inArray, isNull, lt, ne, not, or, sql } from 'drizzle-orm';
import type { DbOrTx, Tx } from '../../db/client.ts';
import { comments } from '../../db/schema/comments.ts';
import { importedComments } from '../../db/schema/earlier.ts';
import { meetingEpisodes, meetings } from '../../db/schema/meetings.ts';
import { problem } from '../http/problems.ts';
import { closeUp, placeAmong, type Placed, type Renumbered, type Told } from './numbers.ts';

/** Where the meetings of a spreadsheet would stand among those of a club, and which of those would get another number. */
export async function placeEarlier(db: DbOrTx, clubId: string, told: readonly Told[]) {
  const { id, number, heldOn } = meetings;
  const standing = await db.select({ id, number, heldOn }).from(meetings).where(eq(meetings.clubId, clubId));
  return placeAmong(standing, told);
}

/**
 * Makes the meetings that were placed and are not there yet, and moves the numbers of the others; returns the meeting of
 * each day. The caller has the turn. What is made was held and is over: it was open here for no time at all.
 */
export async function makeEarlier(
  tx: Tx,
  clubId: string,
  importId: string,
  { placed, renumbered }: { placed: readonly Placed[]; renumbered: readonly Renumbered[] },
) {
  await renumber(tx, clubId, renumbered);
  const news = placed.filter(({ id }) => id === null);
  const values = news.map(({ number, heldOn }) => {
    const over = new Date(Math.min(Date.parse(`${heldOn}T12:00:00Z`), Date.now()));
    return { clubId, importId, number, heldOn, openedAt: over, closesAt: over };
  });
  const made =
    values.length === 0
      ? []
      : await tx.insert(meetings).values(values).returning({ id: meetings.id, heldOn: meetings.heldOn });
  return new Map([...placed, ...made].flatMap(({ id, heldOn }) => (id === null ? [] : [[heldOn, id]])));
}

/**
 * Removes the meetings that an import made, with what it put there, and closes the gap in the numbers. One that has come
 * into use since stays, and is returned: comments were made in it, episodes listed, it was opened, or another import
 * stands in it too, whose meeting it is from now on. Private notes keep no meeting: that would tell of them. The caller
 * has the turn, and deletes the import afterwards.
 */
export async function takeEarlierBack(tx: Tx, clubId: string, importId: string) {
  const { id, number, heldOn } = meetings;
  const heirs = await tx
    .select({
      meetingId: importedComments.meetingId,
      importId: sql<string>`(array_agg(${importedComments.importId}))[1]`,
    })
    .from(importedComments)
    .innerJoin(meetings, eq(meetings.id, importedComments.meetingId))
    .where(and(eq(meetings.importId, importId), ne(importedComments.importId, importId)))
    .groupBy(importedComments.meetingId);
  for (const heir of heirs)
    await tx.update(meetings).set({ importId: heir.importId }).where(eq(meetings.id, heir.meetingId));

  const said = tx
    .select({ one: sql`1` })
    .from(comments)
    .where(and(eq(comments.meetingId, id), isNull(comments.deletedAt), not(comments.onlyMine)));
  const listed = tx
    .select({ one: sql`1` })
    .from(meetingEpisodes)
    .where(eq(meetingEpisodes.meetingId, id));
  const opened = sql`coalesce(${meetings.openedAt} < ${meetings.closesAt}, false)`;
  const inUse = sql`(${exists(said)} or ${exists(listed)} or ${opened})`;
  const made = eq(meetings.importId, importId);
  const handedOn = heirs.map(({ meetingId }) => meetingId);
  const kept = await tx
    .select({ id, number, heldOn })
    .from(meetings)
    .where(or(and(made, inUse), inArray(id, handedOn)));
  const removed = await tx
    .delete(meetings)
    .where(and(made, not(inUse)))
    .returning({ number, heldOn });

  const remaining = await tx.select({ id, number, heldOn }).from(meetings).where(eq(meetings.clubId, clubId));
  const renumbered = closeUp(remaining, removed);
  await renumber(tx, clubId, renumbered);
  const numberOf = new Map(renumbered.map((one) => [one.id, one.to]));
  return kept
    .map((meeting) => ({ number: numberOf.get(meeting.id) ?? meeting.number, heldOn: meeting.heldOn }))
    .sort((a, b) => a.number - b.number);
}

/** Two meetings of a club never have one number, not even on the way: the new ones are below zero until all are there. */
async function renumber(tx: Tx, clubId: string, renumbered: readonly Renumbered[]) {
  if (renumbered.length === 0) return;
  for (const { id, to } of renumbered)
    await tx.update(meetings).set({ number: -to }).where(eq(meetings.id, id));
  const turned = await tx
    .update(meetings)
    .set({ number: sql`-${meetings.number}` })
    .where(and(eq(meetings.clubId, clubId), lt(meetings.number, 0)))
    .returning({ id: meetings.id });
  if (turned.length !== renumbered.length) throw problem('internal');
}
