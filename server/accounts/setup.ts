import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { DbOrTx } from '../../db/client.ts';
import { users } from '../../db/schema/accounts.ts';
import type { Config } from '../config.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';
import { addAccount } from './accounts.ts';
import type { setUp } from './contract.ts';
import { countTry } from './limits.ts';
import { hashPassword } from './password-hash.ts';
import { requireGoodPassword } from './passwords.ts';

/** The token that proves access to the terminal: 22 letters, the same on all servers that share AUTH_SECRET. */
export function setupToken({ authSecret }: Pick<Config, 'authSecret'>) {
  return createHmac('sha256', authSecret).update('setup').digest('base64url').slice(0, 22);
}

/** Whether there is no account yet. */
export async function needsSetup(db: DbOrTx) {
  return (await db.select({ id: users.id }).from(users).limit(1)).length === 0;
}

/** While there is no account, tells whoever looks at the terminal where to make the first one. */
export async function announceSetup({ db, config }: Pick<Deps, 'db' | 'config'>) {
  if (!(await needsSetup(db))) return;
  console.error(`Primera cuenta / first account: ${config.publicUrl}/setup#${setupToken(config)}`);
}

/** Makes the first account. Of two at the same moment one gets `already_set_up`: the index allows one first account. */
export async function makeFirstAccount(
  { db, config }: Deps,
  request: FastifyRequest,
  { token, password, ...person }: z.output<(typeof setUp)['body']>,
) {
  await countTry(db, 'setup', request.ip);
  if (!(await needsSetup(db))) throw problem('already_set_up');
  if (!sameText(token, setupToken(config))) throw problem('setup_token_wrong');
  requireGoodPassword(password, person.email);
  const hash = await hashPassword(password);
  return db.transaction(async (tx) => {
    const first = (await needsSetup(tx)) && (await addAccount(tx, { ...person, first: true }, hash));
    if (!first) throw problem('already_set_up');
    return first;
  });
}

function sameText(given: string, expected: string) {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
