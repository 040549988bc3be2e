import { and, desc, eq, gt, ne, sql } from 'drizzle-orm';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Tx } from '../../db/client.ts';
import { accounts, sessions, users } from '../../db/schema/accounts.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';
import { type Account, accountOf, type requireSession } from './accounts.ts';
import type { changePassword, signIn } from './contract.ts';
import { headersFor, passCookies } from './cookies.ts';
import { countTry, countTryAt, forgetTries } from './limits.ts';
import { hashPassword, nobodysHash, verifyPassword } from './password-hash.ts';
import { requireGoodPassword } from './passwords.ts';

type Session = Awaited<ReturnType<typeof requireSession>>;

/** The topic of live/ on which whatever a person has open is told to check their access again. */
export const accountTopic = (userId: string) => `account:${userId}`;

/** Who is signed in; prolongs the session, and its cookie, by another 30 days when it was last prolonged an hour ago. */
export async function prolongSession({ auth }: Deps, request: FastifyRequest, reply: FastifyReply) {
  const { headers, response } = await auth.api.getSession({
    headers: headersFor(request),
    returnHeaders: true,
  });
  passCookies(headers, reply);
  return response ? accountOf(response.user) : null;
}

/** Starts a session. An unknown address and a wrong password get the same answer after the same work. */
export async function signInWith(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  { email, password }: z.output<(typeof signIn)['body']>,
): Promise<Account> {
  const { db } = deps;
  await countTry(db, 'sign-in', request.ip);
  await countTryAt(db, 'sign-in', email);
  const [found] = await db
    .select({ user: users, hash: accounts.password })
    .from(users)
    .innerJoin(accounts, and(eq(accounts.userId, users.id), eq(accounts.providerId, 'credential')))
    .where(eq(users.email, email));
  const right = await verifyPassword({ hash: found?.hash ?? nobodysHash, password });
  if (!found || !right) throw problem('wrong_credentials');
  await forgetTries(db, 'sign-in', email);
  await startSession(deps, request, reply, found.user.id);
  return accountOf(found.user);
}

/** Starts a session for somebody who has shown who they are. */
export async function startSession(
  { auth }: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  userId: string,
) {
  const { headers } = await auth.api.startSession({
    body: { userId },
    headers: headersFor(request),
    returnHeaders: true,
  });
  passCookies(headers, reply);
}

/** Ends this session and takes its cookie back. */
export async function endThisSession(deps: Deps, by: Session, request: FastifyRequest, reply: FastifyReply) {
  const { headers } = await deps.auth.api.signOut({ headers: headersFor(request), returnHeaders: true });
  passCookies(headers, reply);
  await deps.live.notify(deps.db, accountTopic(by.account.id));
}

/** One's own sessions that are still alive, the most recent first. */
export async function listOwnSessions({ db }: Deps, by: Session) {
  const rows = await db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, by.account.id), gt(sessions.expiresAt, sql`now()`)))
    .orderBy(desc(sessions.updatedAt));
  return rows.map((row) => ({
    id: row.id,
    current: row.id === by.sessionId,
    device: row.userAgent || null,
    address: row.ipAddress || null,
    createdAt: row.createdAt,
    lastSeenAt: row.updatedAt,
  }));
}

/** Ends one of one's own sessions; one of somebody else is `session_not_found`. */
export async function endOwnSession({ db, live }: Deps, by: Session, sessionId: string) {
  const ended = await db
    .delete(sessions)
    .where(and(eq(sessions.id, sessionId), eq(sessions.userId, by.account.id)))
    .returning({ id: sessions.id });
  if (ended.length === 0) throw problem('session_not_found');
  await live.notify(db, accountTopic(by.account.id));
}

/** Sets a new password for whoever knows the old one, and ends their other sessions. */
export async function changeOwnPassword(
  { db, live }: Deps,
  by: Session,
  address: string,
  { current, next }: z.output<(typeof changePassword)['body']>,
) {
  const { id: userId, email } = by.account;
  await countTry(db, 'password', address);
  await countTryAt(db, 'password', userId);
  const [credential] = await db
    .select({ hash: accounts.password })
    .from(accounts)
    .where(and(eq(accounts.userId, userId), eq(accounts.providerId, 'credential')));
  if (!(await verifyPassword({ hash: credential?.hash ?? '', password: current }))) {
    throw problem('wrong_password');
  }
  await forgetTries(db, 'password', userId);
  requireGoodPassword(next, email);
  const hash = await hashPassword(next);
  await db.transaction(async (tx) => {
    await setPassword(tx, userId, hash);
    await tx.delete(sessions).where(and(eq(sessions.userId, userId), ne(sessions.id, by.sessionId)));
    await live.notify(tx, accountTopic(userId));
  });
}

/** Stores the hash of a new password. */
export async function setPassword(tx: Tx, userId: string, hash: string) {
  await tx
    .update(accounts)
    .set({ password: hash, updatedAt: new Date() })
    .where(and(eq(accounts.userId, userId), eq(accounts.providerId, 'credential')));
}
