import { and, eq, gt, isNotNull, isNull, or, sql } from 'drizzle-orm';
import type { FastifyRequest } from 'fastify';
import type { DbOrTx, Tx } from '../../db/client.ts';
import { prepared } from '../../db/prepared.ts';
import { sessions, users } from '../../db/schema/accounts.ts';
import { clubs, memberships } from '../../db/schema/clubs.ts';
import { requireAccount } from '../accounts/accounts.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';
import { type Actor, type Role, type Rule, rules } from './contract.ts';

/** Proof that somebody is of a club now; the rules take it as an argument. */
export type Member = {
  clubId: string;
  userId: string;
  name: string;
  role: Role;
  howSeen: 'club' | 'author';
  archived: boolean;
};

/** What an archived club no longer takes. Leaving it, and keeping or taking back what is one's own, stay possible. */
const closedByArchiving: ReadonlySet<Rule> = new Set<Rule>([
  'club.steer',
  'meeting.steer',
  'meeting.import',
  'episode.add',
  'comment.write',
  'comment.move',
  'blind.code',
  'blind.steer',
]);

/** The memberships that count: admitted, not removed, not expired. */
export const activeMembership = and(
  isNotNull(memberships.admittedAt),
  isNull(memberships.removedAt),
  or(isNull(memberships.expiresAt), gt(memberships.expiresAt, sql`now()`)),
);

/** Who this person is in this club, or null for strangers and those who left, wait or expired. */
export async function findMember(db: DbOrTx, clubId: string, userId: string): Promise<Member | null> {
  const [row] = await memberOf(db).execute({ clubId, userId });
  if (!row) return null;
  const { archivedAt, ...member } = row;
  return { ...member, archived: archivedAt !== null };
}

const memberOf = prepared((db) =>
  db
    .select({
      clubId: memberships.clubId,
      userId: memberships.userId,
      name: users.name,
      role: memberships.role,
      howSeen: clubs.howSeen,
      archivedAt: clubs.archivedAt,
    })
    .from(memberships)
    .innerJoin(clubs, eq(clubs.id, memberships.clubId))
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(
      and(
        eq(memberships.clubId, sql.placeholder('clubId')),
        eq(memberships.userId, sql.placeholder('userId')),
        activeMembership,
      ),
    )
    .prepare('member_of'),
);

/** Who is asking, as a member of this club. Throws `not_signed_in`, and `club_not_found` for everybody not of it. */
export async function requireMember(deps: Deps, request: FastifyRequest, clubId: string): Promise<Member> {
  const account = await requireAccount(deps, request);
  const member = await findMember(deps.db, clubId, account.id);
  if (!member) throw problem('club_not_found');
  return member;
}

/** Whether the rules let this person do it; `owner` is whether the episode or comment in question is theirs. */
export function may(member: Member, rule: Rule, owner = false): boolean {
  const actors: readonly Actor[] = rules[rule];
  return actors.includes(member.role) || (owner && actors.includes('owner'));
}

/** Throws `not_allowed` when the rules say no, and `club_archived` for writing in an archived club. */
export function allow(member: Member, rule: Rule, owner = false): void {
  if (!may(member, rule, owner)) throw problem('not_allowed');
  if (member.archived && closedByArchiving.has(rule)) throw problem('club_archived');
}

/** What stays open after a request: a session that reads a club. */
export type Listening = { sessionId: string; clubId: string };

/** Of each, whether the session is still alive and its person still of the club. */
export async function stillMembers({ db }: Deps, listening: readonly Listening[]) {
  const rows = await membersStill(db).execute({
    sessionIds: [...new Set(listening.map(({ sessionId }) => sessionId))],
    clubIds: [...new Set(listening.map(({ clubId }) => clubId))],
  });
  const still = new Set(rows.map(({ sessionId, clubId }) => `${sessionId} ${clubId}`));
  return listening.map(({ sessionId, clubId }) => still.has(`${sessionId} ${clubId}`));
}

const membersStill = prepared((db) =>
  db
    .select({ sessionId: sessions.id, clubId: memberships.clubId })
    .from(sessions)
    .innerJoin(memberships, eq(memberships.userId, sessions.userId))
    .where(
      and(
        sql`${sessions.id} = any(${sql.placeholder('sessionIds')})`,
        sql`${memberships.clubId} = any(${sql.placeholder('clubIds')})`,
        gt(sessions.expiresAt, sql`now()`),
        activeMembership,
      ),
    )
    .prepare('members_still'),
);

/** Holds the club for this transaction: whatever changes its people goes one after the other. */
export async function lockClub(tx: Tx, clubId: string) {
  const [row] = await tx.select().from(clubs).where(eq(clubs.id, clubId)).for('no key update');
  if (!row) throw problem('club_not_found');
  return row;
}
