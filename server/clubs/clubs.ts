import { and, asc, count, eq, isNull, sql } from 'drizzle-orm';
import type { z } from 'zod';
import { clubs, memberships } from '../../db/schema/clubs.ts';
import type { Account } from '../accounts/accounts.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';
import { activeMembership, lockClub, type Member, may } from './access.ts';
import { type adviceCodes, type changeClub, type club, type createClub, type Role } from './contract.ts';
import { listMembers } from './members.ts';

type Club = z.output<typeof club>;
type Advice = (typeof adviceCodes)[number];
type ClubRow = typeof clubs.$inferSelect;

/** A club works best with about eight teachers. */
const usualTeachers = { min: 5, max: 10 };

/** Makes a club; whoever makes it is its first mediator. */
export async function makeClub(
  { db }: Deps,
  by: Account,
  given: z.output<(typeof createClub)['body']>,
): Promise<Club> {
  return db.transaction(async (tx) => {
    const [row] = await tx.insert(clubs).values(given).returning();
    if (!row) throw new Error('the club was not stored');
    await tx
      .insert(memberships)
      .values({ clubId: row.id, userId: by.id, role: 'mediator', admittedAt: new Date() });
    return clubOf(row, 'mediator');
  });
}

/** Changes a club’s name, goal or ways of writing, archives or reopens it. An archived one can only be reopened. */
export async function updateClub(
  { db, live }: Deps,
  by: Member,
  { archived, ...settings }: z.output<(typeof changeClub)['body']>,
): Promise<Club> {
  if (!may(by, 'club.steer')) throw problem('not_allowed');
  return db.transaction(async (tx) => {
    const row = await lockClub(tx, by.clubId);
    if (row.archivedAt && archived !== false) throw problem('club_archived');
    const archivedAt = archived ? new Date() : null;
    const [changed = row] = await tx
      .update(clubs)
      .set({ ...settings, archivedAt })
      .where(eq(clubs.id, by.clubId))
      .returning();
    await live.publish(tx, by.clubId, { type: 'club.changed' });
    return clubOf(changed, by.role);
  });
}

/** A club, its people, and what is unusual about their number. */
export async function readClub({ db }: Deps, by: Member) {
  const [row] = await db.select().from(clubs).where(eq(clubs.id, by.clubId));
  if (!row) throw problem('club_not_found');
  const members = await listMembers(db, by);
  const admitted = members.filter((member) => member.admitted);
  const having = (role: Role) => admitted.filter((member) => member.role === role).length;
  return { club: clubOf(row, by.role), members, advice: adviceFor(having('teacher'), having('mediator')) };
}

/** Advice, never a wall: one or two mediators, about eight teachers. */
export function adviceFor(teachers: number, mediators: number): Advice[] {
  const advice: Advice[] = [];
  if (teachers === 0) advice.push('no_teachers');
  else if (teachers < usualTeachers.min) advice.push('few_teachers');
  else if (teachers > usualTeachers.max) advice.push('many_teachers');
  if (mediators === 0) advice.push('no_mediator');
  else if (mediators > 2) advice.push('many_mediators');
  return advice;
}

/** The clubs of a person, by name, those still open first; and those where they wait to be admitted. */
export async function listOwnClubs({ db }: Deps, by: Account) {
  const having = (role: Role) =>
    db.$count(
      memberships,
      and(eq(memberships.clubId, clubs.id), eq(memberships.role, role), activeMembership),
    );
  const rows = await db
    .select({
      row: clubs,
      role: memberships.role,
      teachers: having('teacher'),
      mediators: having('mediator'),
    })
    .from(memberships)
    .innerJoin(clubs, eq(clubs.id, memberships.clubId))
    .where(and(eq(memberships.userId, by.id), activeMembership))
    .orderBy(sql`${clubs.archivedAt} is not null`, asc(clubs.name));
  const waiting = await db
    .select({ clubId: clubs.id, name: clubs.name, since: memberships.joinedAt })
    .from(memberships)
    .innerJoin(clubs, eq(clubs.id, memberships.clubId))
    .where(and(eq(memberships.userId, by.id), isNull(memberships.admittedAt), isNull(memberships.removedAt)))
    .orderBy(asc(memberships.joinedAt));
  return {
    clubs: rows.map(({ row, role, ...sizes }) => ({ ...clubOf(row, role), ...sizes })),
    waiting,
  };
}

/** Names and sizes of all clubs, for whoever runs the machine. */
export async function listAllClubs({ db }: Deps) {
  const rows = await db
    .select({ row: clubs, members: count(memberships.id) })
    .from(clubs)
    .leftJoin(memberships, and(eq(memberships.clubId, clubs.id), activeMembership))
    .groupBy(clubs.id)
    .orderBy(asc(clubs.createdAt));
  return rows.map(({ row, members }) => ({
    id: row.id,
    name: row.name,
    members,
    archived: row.archivedAt !== null,
    createdAt: row.createdAt,
  }));
}

function clubOf(row: ClubRow, role: Role): Club {
  const { eventSeq: _, ...club } = row;
  return { ...club, role };
}
