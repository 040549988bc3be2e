import { and, asc, eq, gt, inArray, isNull, sql } from 'drizzle-orm';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Tx } from '../../db/client.ts';
import { prepared } from '../../db/prepared.ts';
import { accounts, notices, sessions, users } from '../../db/schema/accounts.ts';
import { coordinators } from '../../db/schema/clubs.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';
import type { account, changeAccount, notice } from './contract.ts';
import { sessionToken } from './cookies.ts';

export type Account = z.output<typeof account>;
type Notice = z.output<typeof notice>;

/** Who is asking, and by which session; null when nobody is signed in. Looked up in the database each time. */
export async function findSession({ config, db }: Deps, request: FastifyRequest) {
  const token = sessionToken(config, request);
  if (!token) return null;
  const [found] = await sessionOf(db).execute({ token });
  return found ? { account: accountOf(found.user), sessionId: found.sessionId } : null;
}

const sessionOf = prepared((db) =>
  db
    .select({ user: users, sessionId: sessions.id })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.token, sql.placeholder('token')), gt(sessions.expiresAt, sql`now()`)))
    .prepare('session_of'),
);

/** Who is asking, and by which session. Throws `not_signed_in`. */
export async function requireSession(deps: Deps, request: FastifyRequest) {
  const session = await findSession(deps, request);
  if (!session) throw problem('not_signed_in');
  return session;
}

/** Who is asking. Throws `not_signed_in`. */
export async function requireAccount(deps: Deps, request: FastifyRequest): Promise<Account> {
  return (await requireSession(deps, request)).account;
}

/** Who is asking, if it is the first account, which runs the machine. Throws `not_signed_in`, `not_first_account`. */
export async function requireFirstAccount(deps: Deps, request: FastifyRequest): Promise<Account> {
  const account = await requireAccount(deps, request);
  if (!account.first) throw problem('not_first_account');
  return account;
}

/** What the API shows of a row, or of better-auth's user. */
export function accountOf({ id, name, email, locale, theme, first }: Account): Account {
  return { id, name, email, locale, theme, first };
}

/**
 * Makes an account that signs in with this password. Returns null when the address is taken, or when it would be a
 * second first account. The caller hashes beforehand: hashing is slow, and a transaction should not wait for it.
 */
export async function addAccount(
  tx: Tx,
  person: Pick<Account, 'name' | 'email' | 'locale'> & { first?: boolean; invented?: boolean },
  passwordHash: string,
): Promise<Account | null> {
  const [user] = await tx.insert(users).values(person).onConflictDoNothing().returning();
  if (!user) return null;
  await tx.insert(accounts).values({
    providerId: 'credential',
    accountId: user.id,
    userId: user.id,
    password: passwordHash,
  });
  return accountOf(user);
}

/** Changes name, language or theme. */
export async function updateAccount(
  { db }: Deps,
  by: Account,
  change: z.output<(typeof changeAccount)['body']>,
): Promise<Account> {
  const [user] = await db
    .update(users)
    .set({ ...change, updatedAt: new Date() })
    .where(eq(users.id, by.id))
    .returning();
  if (!user) throw problem('not_signed_in');
  return accountOf(user);
}

/** Everybody of this installation, oldest first. */
export async function listPeople({ db }: Deps) {
  return db
    .select({ id: users.id, name: users.name, email: users.email, createdAt: users.createdAt })
    .from(users)
    .orderBy(asc(users.createdAt), asc(users.id));
}

/**
 * Whether this person was named to coordinate any club, agreed to or not. The one thing that is read here of a room
 * downstream: the head of every page offers the way there, and asks for nothing else.
 */
export async function coordinatesClubs({ db }: Deps, by: Account) {
  const rows = await db
    .select({ clubId: coordinators.clubId })
    .from(coordinators)
    .where(eq(coordinators.userId, by.id))
    .limit(1);
  return rows.length > 0;
}

/** Leaves each of these people something to be told at their next visit. */
export async function leaveNotice(tx: Tx, userIds: string[], kind: Notice['kind'], params: Notice['params']) {
  if (userIds.length === 0) return;
  await tx.insert(notices).values(userIds.map((userId) => ({ userId, kind, params })));
}

/** What this person has not been told yet, oldest first. */
export async function unseenNotices({ db }: Deps, by: Account): Promise<Notice[]> {
  return db
    .select({ id: notices.id, kind: notices.kind, params: notices.params, createdAt: notices.createdAt })
    .from(notices)
    .where(and(eq(notices.userId, by.id), isNull(notices.seenAt)))
    .orderBy(asc(notices.createdAt))
    .limit(100);
}

/** Remembers which of one's own notices were seen; those of others are left alone. */
export async function markNoticesSeen({ db }: Deps, by: Account, ids: string[]) {
  if (ids.length === 0) return;
  await db
    .update(notices)
    .set({ seenAt: new Date() })
    .where(and(eq(notices.userId, by.id), inArray(notices.id, ids), isNull(notices.seenAt)));
}
