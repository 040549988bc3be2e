import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import * as accounts from './schema/accounts.ts';
import * as clubs from './schema/clubs.ts';
import * as coding from './schema/coding.ts';
import * as comments from './schema/comments.ts';
import * as episodes from './schema/episodes.ts';
import * as live from './schema/live.ts';
import * as meetings from './schema/meetings.ts';

export const schema = { ...accounts, ...clubs, ...live, ...episodes, ...meetings, ...comments, ...coding };

export type Db = NodePgDatabase<typeof schema>;
/** Inside `db.transaction`: row, job and event commit together. */
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0];
/** For a read that serves inside and outside a transaction. */
export type DbOrTx = Db | Tx;

/** Opens a pool. A connection lost while idle is reported to `onError` and replaced by the next query. */
export function openDb(url: string, onError: (error: Error) => void) {
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 10_000 });
  pool.on('error', onError);
  return { db: drizzle(pool, { schema }), pool, close: () => pool.end() };
}
