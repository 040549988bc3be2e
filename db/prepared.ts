import type { DbOrTx } from './client.ts';

/**
 * A query that is built once for each database it is put to, and not each time: for what every request or every listener
 * asks, building costs more than answering. Give it placeholders, and a name of its own for Postgres to know it by.
 */
export function prepared<Query>(build: (db: DbOrTx) => Query): (db: DbOrTx) => Query {
  const built = new WeakMap<DbOrTx, Query>();
  return (db) => {
    const query = built.get(db) ?? build(db);
    built.set(db, query);
    return query;
  };
}
