import { createHash } from 'node:crypto';
import { and, countDistinct, desc, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import type { DbOrTx, Tx } from '../../db/client.ts';
import { users } from '../../db/schema/accounts.ts';
import { importedComments, imports } from '../../db/schema/earlier.ts';
import { memberships } from '../../db/schema/clubs.ts';
import { episodes } from '../../db/schema/episodes.ts';
import { meetings } from '../../db/schema/meetings.ts';
import type { Member } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';
import { makeEarlier, placeEarlier, takeEarlierBack } from '../meetings/earlier.ts';
import { takeTurn } from '../meetings/meetings.ts';
import { cut } from './cells.ts';
import type { Finding, Report } from './contract.ts';
import { readSheet, type Sheet } from './csv-file.ts';
import { sameness } from './misfits.ts';
import { reportOf } from './report.ts';
import { checkRows, type EarlierRow } from './rows.ts';

/** A file as it was sent. */
export type Sent = { name: string; bytes: Buffer };

/** Tells what a file holds, what is wrong with it, and what importing it would change. Nothing is kept. */
export async function previewImport({ db }: Deps, by: Member, { bytes }: Sent): Promise<Report> {
  const sheet = await readSheet(bytes);
  await refuseKnown(db, by.clubId, bytes);
  return (await check(db, by.clubId, sheet)).report;
}

/**
 * Imports all of a file in one transaction, or nothing where anything is wrong: then the report is all there is. The same
 * file twice is refused (`import_made_before`).
 */
export async function makeImport({ db, live }: Deps, by: Member, { name, bytes }: Sent) {
  const sheet = await readSheet(bytes);
  return db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    await refuseKnown(tx, by.clubId, bytes);
    const { rows, plan, report } = await check(tx, by.clubId, sheet);
    if (report.wrong.total > 0) return { report, made: null };
    const [row] = await tx
      .insert(imports)
      .values({
        ...{ clubId: by.clubId, importedBy: by.userId, rows: rows.length },
        ...{ fileName: name, fileHash: hashOf(bytes) },
      })
      .returning();
    if (!row) throw problem('internal');
    const meetingOf = await makeEarlier(tx, by.clubId, row.id, plan);
    await keep(tx, { importId: row.id, clubId: by.clubId }, rows, meetingOf);
    const [meetingId] = meetingOf.values();
    if (meetingId) await live.publish(tx, by.clubId, { type: 'meeting.changed', meetingId });
    return { report, made: { ...row, importedBy: by.name, meetings: meetingOf.size } };
  });
}

/** The imports of a club, newest first. */
export async function listImports(db: DbOrTx, { clubId }: Member) {
  const { id, fileName, createdAt, rows } = imports;
  return db
    .select({
      ...{ id, fileName, createdAt, rows, importedBy: users.name },
      meetings: countDistinct(importedComments.meetingId),
    })
    .from(imports)
    .leftJoin(users, eq(users.id, imports.importedBy))
    .leftJoin(importedComments, eq(importedComments.importId, id))
    .where(eq(imports.clubId, clubId))
    .groupBy(id, users.name)
    .orderBy(desc(createdAt), id);
}

/** Takes an import back, and tells which of its meetings stay because they are in use. Throws `import_not_found`. */
export async function undoImport({ db, live }: Deps, by: Member, importId: string) {
  return db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    const own = and(eq(imports.id, importId), eq(imports.clubId, by.clubId));
    const [there] = await tx
      .select({ meetingId: importedComments.meetingId })
      .from(imports)
      .leftJoin(importedComments, eq(importedComments.importId, imports.id))
      .where(own)
      .limit(1);
    if (!there) throw problem('import_not_found');
    const kept = await takeEarlierBack(tx, by.clubId, importId);
    await tx.delete(imports).where(own);
    const { meetingId } = there;
    if (meetingId) await live.publish(tx, by.clubId, { type: 'meeting.changed', meetingId });
    return { kept };
  });
}

async function check(db: DbOrTx, clubId: string, sheet: Sheet) {
  const against = { people: await peopleOf(db, clubId), episodes: await clipsOf(db, clubId) };
  const { rows, wrong } = checkRows(sheet, { ...against, today: latestToday() });
  const plan = await placeEarlier(db, clubId, meetingsIn(rows));
  const standing = plan.placed.flatMap(({ id }) => id ?? []);
  const all = [...wrong, ...(await importedBefore(db, standing, rows))];
  return { rows, plan, report: reportOf(sheet, rows, plan, all) };
}

/** The meetings that a file tells of; where rows contradict each other, the first is right. */
function meetingsIn(rows: readonly EarlierRow[]) {
  const told = rows.map(({ number, heldOn }) => ({ number, heldOn })).reverse();
  const byNumber = new Map(told.map((one) => [one.number, one]));
  return [...new Map([...byNumber.values()].map((one) => [one.heldOn, one])).values()];
}

async function refuseKnown(db: DbOrTx, clubId: string, bytes: Buffer) {
  const same = and(eq(imports.clubId, clubId), eq(imports.fileHash, hashOf(bytes)));
  if ((await db.$count(imports, same)) > 0) throw problem('import_made_before');
}

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** What the calendar says where the day is furthest on: whoever met today may import it today. */
const latestToday = () => new Date(Date.now() + 14 * 3_600_000).toISOString().slice(0, 10);

/** Everybody who was ever admitted, also those who left. */
async function peopleOf(db: DbOrTx, clubId: string) {
  return db
    .select({ userId: users.id, name: users.name, email: users.email, role: memberships.role })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(memberships.clubId, clubId), isNotNull(memberships.admittedAt)));
}

/** The episodes that the whole club may know of: a report must not tell of others. */
async function clipsOf(db: DbOrTx, clubId: string) {
  const { id, title, durationMs } = episodes;
  return db
    .select({ id, title, durationMs })
    .from(episodes)
    .where(and(eq(episodes.clubId, clubId), isNotNull(episodes.sharedAt), isNull(episodes.withdrawnAt)));
}

/** Rows that are in these meetings of the club already, by an earlier import. */
async function importedBefore(db: DbOrTx, meetingIds: string[], rows: readonly EarlierRow[]) {
  const { authorId, what, how, episodeTitle, atMs, text } = importedComments;
  const known = await db
    .select({ heldOn: meetings.heldOn, authorId, what, how, episodeTitle, atMs, text })
    .from(importedComments)
    .innerJoin(meetings, eq(meetings.id, importedComments.meetingId))
    .where(inArray(importedComments.meetingId, meetingIds));
  const before = new Set(known.map((one) => sameness({ ...one, authorId: one.authorId ?? '' })));
  return rows
    .filter((row) => before.has(sameness(row)))
    .map(({ line, text }): Finding => ({
      ...{ line, column: null, code: 'imported_before', value: cut(text), another: null },
    }));
}

/** Few enough that putting a statement together keeps nobody waiting. */
const rowsAtOnce = 500;

async function keep(
  tx: Tx,
  ids: { importId: string; clubId: string },
  rows: readonly EarlierRow[],
  meetingOf: ReadonlyMap<string, string>,
) {
  const values = rows.flatMap(({ line: _line, number: _number, dayWritten: _day, heldOn, ...row }) => {
    const meetingId = meetingOf.get(heldOn);
    return meetingId ? { ...ids, ...row, meetingId } : [];
  });
  if (values.length !== rows.length) throw problem('internal');
  for (let at = 0; at < values.length; at += rowsAtOnce)
    await tx.insert(importedComments).values(values.slice(at, at + rowsAtOnce));
}
