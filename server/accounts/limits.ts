import { eq, lt, sql } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';
import { attempts } from '../../db/schema/accounts.ts';
import { problem } from '../http/problems.ts';

const windowSeconds = 15 * 60;

/** Tries per window. A whole school shares one client address, so that one is generous. */
export const limits = {
  'sign-in': { perAddress: 100, perAccount: 10 },
  password: { perAddress: 100, perAccount: 10 },
  setup: { perAddress: 30 },
  reset: { perAddress: 100 },
  invitation: { perAddress: 200 },
} as const;
export type Action = keyof typeof limits;
type AccountAction = 'sign-in' | 'password';

/**
 * Counts a try before it is answered, for all server processes together, so that tries at the same moment count too.
 * Throws `too_many_requests` with the seconds to wait.
 */
export async function countTry(db: Db, action: Action, address: string) {
  await count(db, `${action} from ${address}`, limits[action].perAddress);
}

/** The same for a try at one account, whether or not there is such an account. */
export async function countTryAt(db: Db, action: AccountAction, account: string) {
  await count(db, accountKey(action, account), limits[action].perAccount);
}

/** A right password clears the tries on its account, not those of the client's address. */
export async function forgetTries(db: Db, action: AccountAction, account: string) {
  await db.delete(attempts).where(eq(attempts.key, accountKey(action, account)));
}

/** Drops what no longer limits anybody. */
export async function dropEndedWindows(db: Db) {
  await db.delete(attempts).where(lt(attempts.windowEndsAt, sql`now()`));
}

const accountKey = (action: AccountAction, account: string) => `${action} on ${account}`;

async function count(db: Db, key: string, max: number) {
  const windowEndsAt = sql`now() + make_interval(secs => ${windowSeconds})`;
  const ended = sql`${attempts.windowEndsAt} <= now()`;
  const [row] = await db
    .insert(attempts)
    .values({ key, count: 1, windowEndsAt })
    .onConflictDoUpdate({
      target: attempts.key,
      set: {
        count: sql`case when ${ended} then 1 else ${attempts.count} + 1 end`,
        windowEndsAt: sql`case when ${ended} then ${windowEndsAt} else ${attempts.windowEndsAt} end`,
      },
    })
    .returning({
      count: attempts.count,
      seconds: sql<number>`ceil(extract(epoch from ${attempts.windowEndsAt} - now()))::int`,
    });
  if (row && row.count > max) throw problem('too_many_requests', { seconds: Math.max(1, row.seconds) });
}
