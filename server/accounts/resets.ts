import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Db } from '../../db/client.ts';
import { passwordResets, sessions, users } from '../../db/schema/accounts.ts';
import type { Config } from '../config.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';
import { leaveNotice } from './accounts.ts';
import type { resetPassword } from './contract.ts';
import { countTry } from './limits.ts';
import { hashLinkToken, newLinkToken } from './links.ts';
import { hashPassword } from './password-hash.ts';
import { requireGoodPassword } from './passwords.ts';
import { accountTopic, setPassword } from './sessions.ts';

const linkHours = 24;

/** Makes a link for somebody who forgot their password: it works once, for 24 h, and earlier ones no longer do. */
export async function makeReset(
  { db, config }: { db: Db; config: Pick<Config, 'publicUrl'> },
  userId: string,
) {
  const { token, hash } = newLinkToken();
  const expiresAt = new Date(Date.now() + linkHours * 3_600_000);
  await db.transaction(async (tx) => {
    const [user] = await tx
      .select({ id: users.id })
      .from(users)
      .where(eq(users.id, userId))
      .for('no key update');
    if (!user) throw problem('account_not_found');
    await tx.delete(passwordResets).where(eq(passwordResets.userId, userId));
    await tx.insert(passwordResets).values({ tokenHash: hash, userId, expiresAt });
  });
  return { url: `${config.publicUrl}/reset/${token}`, expiresAt };
}

/** Sets a new password with such a link, ends every session of the account and leaves its owner a notice. */
export async function usePasswordReset(
  { db, live }: Deps,
  address: string,
  { token, password }: z.output<(typeof resetPassword)['body']>,
) {
  await countTry(db, 'reset', address);
  const unused = and(
    eq(passwordResets.tokenHash, hashLinkToken(token)),
    isNull(passwordResets.usedAt),
    gt(passwordResets.expiresAt, sql`now()`),
  );
  const [found] = await db
    .select({ email: users.email })
    .from(passwordResets)
    .innerJoin(users, eq(users.id, passwordResets.userId))
    .where(unused);
  if (!found) throw problem('reset_link_invalid');
  requireGoodPassword(password, found.email);
  const hash = await hashPassword(password);
  await db.transaction(async (tx) => {
    const [used] = await tx
      .update(passwordResets)
      .set({ usedAt: new Date() })
      .where(unused)
      .returning({ userId: passwordResets.userId });
    if (!used) throw problem('reset_link_invalid');
    await setPassword(tx, used.userId, hash);
    await tx.delete(sessions).where(eq(sessions.userId, used.userId));
    await leaveNotice(tx, [used.userId], 'password_reset', {});
    await live.notify(tx, accountTopic(used.userId));
  });
}
