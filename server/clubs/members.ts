import { and, asc, eq, gt, isNull, ne, or, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { DbOrTx, Tx } from '../../db/client.ts';
import { users } from '../../db/schema/accounts.ts';
import { memberships } from '../../db/schema/clubs.ts';
import { leaveNotice } from '../accounts/accounts.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';
import { activeMembership, lockClub, type Member, may } from './access.ts';
import type { changeMember, member } from './contract.ts';

type MemberShown = z.output<typeof member>;
type Membership = typeof memberships.$inferSelect;

/** How long a guest stays when nobody says otherwise. */
export const guestDaysDefault = 30;

const notExpired = or(isNull(memberships.expiresAt), gt(memberships.expiresAt, sql`now()`));

/** The people of a club, mediators first; those who wait to be admitted are shown to mediators alone. */
export async function listMembers(db: DbOrTx, by: Member): Promise<MemberShown[]> {
  const rows = await db
    .select({ row: memberships, name: users.name })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(
      and(
        eq(memberships.clubId, by.clubId),
        by.role === 'mediator' ? and(isNull(memberships.removedAt), notExpired) : activeMembership,
      ),
    )
    .orderBy(
      sql`array_position(array['mediator', 'teacher', 'guest'], ${memberships.role})`,
      asc(users.name),
      asc(users.id),
    );
  return rows.map(({ row, name }) => memberOf(row, name));
}

/** Admits somebody who waits, or changes a role. A new guest gets an end and is announced; the last mediator stays one. */
export async function updateMember(
  { db, live }: Deps,
  by: Member,
  userId: string,
  { role, admitted }: z.output<(typeof changeMember)['body']>,
): Promise<MemberShown> {
  return db.transaction(async (tx) => {
    const club = await lockClub(tx, by.clubId);
    const { row, name } = await presentMember(tx, by.clubId, userId);
    const next = role ?? row.role;
    if (row.role === 'mediator' && next !== 'mediator') await keepOneMediator(tx, by.clubId, userId);
    const becomesGuest = next === 'guest' && row.role !== 'guest';
    const admittedAt = row.admittedAt ?? (admitted ? new Date() : null);
    const [changed = row] = await tx
      .update(memberships)
      .set({
        role: next,
        admittedAt,
        ...(becomesGuest ? { expiresAt: daysFromNow(guestDaysDefault) } : {}),
        ...(next === 'guest' ? {} : { expiresAt: null }),
        ...(next === 'mediator' ? {} : { evaluates: null, evaluatesSaidAt: null }),
      })
      .where(eq(memberships.id, row.id))
      .returning();
    const comesAsGuest = next === 'guest' && (becomesGuest || !row.admittedAt);
    if (comesAsGuest && admittedAt) await announceGuest(tx, club, userId, name);
    await live.publish(tx, by.clubId, { type: 'member.changed', userId });
    return memberOf(changed, name);
  });
}

/**
 * Takes a person out, at once: mediators anybody, everybody themselves. Their comments keep their name. The last
 * mediator can't go while others remain (`last_mediator`).
 */
export async function takeOut({ db, live }: Deps, by: Member, userId: string) {
  if (userId !== by.userId && !may(by, 'club.steer')) throw problem('not_allowed');
  await db.transaction(async (tx) => {
    await lockClub(tx, by.clubId);
    const { row } = await presentMember(tx, by.clubId, userId);
    if (row.role === 'mediator') await keepOneMediator(tx, by.clubId, userId);
    await tx.update(memberships).set({ removedAt: new Date() }).where(eq(memberships.id, row.id));
    await live.publish(tx, by.clubId, { type: 'member.removed', userId });
  });
}

/** A mediator's statement on whether they also evaluate members; a changed one is announced to all others. */
export async function stateEvaluates(
  { db, live }: Deps,
  by: Member,
  evaluates: boolean,
): Promise<MemberShown> {
  return db.transaction(async (tx) => {
    const club = await lockClub(tx, by.clubId);
    const { row } = await presentMember(tx, by.clubId, by.userId);
    if (row.role !== 'mediator') throw problem('not_allowed');
    if (row.evaluates === evaluates) return memberOf(row, by.name);
    const [changed = row] = await tx
      .update(memberships)
      .set({ evaluates, evaluatesSaidAt: new Date() })
      .where(eq(memberships.id, row.id))
      .returning();
    const others = await activeUserIds(tx, by.clubId, by.userId);
    await leaveNotice(tx, others, 'mediator_evaluates', {
      name: by.name,
      club: club.name,
      evaluates: evaluates ? 'yes' : 'no',
    });
    await live.publish(tx, by.clubId, { type: 'member.changed', userId: by.userId });
    return memberOf(changed, by.name);
  });
}

/** Tells every other member that a guest has come. */
export async function announceGuest(
  tx: Tx,
  club: { id: string; name: string },
  guestId: string,
  name: string,
) {
  const others = await activeUserIds(tx, club.id, guestId);
  await leaveNotice(tx, others, 'guest_joined', { name, club: club.name });
}

/** Tells the mediators that somebody waits to be admitted. */
export async function announceWaiting(tx: Tx, club: { id: string; name: string }, name: string) {
  const mediators = await tx
    .select({ userId: memberships.userId })
    .from(memberships)
    .where(and(eq(memberships.clubId, club.id), eq(memberships.role, 'mediator'), activeMembership));
  await leaveNotice(
    tx,
    mediators.map(({ userId }) => userId),
    'member_waiting',
    { name, club: club.name },
  );
}

export const daysFromNow = (days: number) => new Date(Date.now() + days * 86_400_000);

/** Everybody of a club but one person, to leave them a notice. */
export async function activeUserIds(tx: Tx, clubId: string, except: string) {
  const rows = await tx
    .select({ userId: memberships.userId })
    .from(memberships)
    .where(and(eq(memberships.clubId, clubId), ne(memberships.userId, except), activeMembership));
  return rows.map(({ userId }) => userId);
}

async function presentMember(tx: Tx, clubId: string, userId: string) {
  const [found] = await tx
    .select({ row: memberships, name: users.name })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(
      and(
        eq(memberships.clubId, clubId),
        eq(memberships.userId, userId),
        isNull(memberships.removedAt),
        notExpired,
      ),
    );
  if (!found) throw problem('member_not_found');
  return found;
}

/** The caller holds the club, so that two mediators can't both be the one who may go. */
async function keepOneMediator(tx: Tx, clubId: string, leaving: string) {
  const others = await tx
    .select({ role: memberships.role })
    .from(memberships)
    .where(and(eq(memberships.clubId, clubId), ne(memberships.userId, leaving), activeMembership));
  if (others.length > 0 && !others.some(({ role }) => role === 'mediator')) throw problem('last_mediator');
}

function memberOf(row: Membership, name: string): MemberShown {
  const { userId, role, joinedAt, admittedAt, expiresAt, evaluates } = row;
  return { userId, name, role, joinedAt, admitted: admittedAt !== null, expiresAt, evaluates };
}
