import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { type Db, openDb } from './client.ts';

const folder = fileURLToPath(new URL('./migrations', import.meta.url));

/** Brings a database to the newest schema. Several at once are safe: they wait for one another. */
export async function migrateDatabase(url: string) {
  const { db, pool, close } = openDb(url, () => {});
  const lock = await pool.connect();
  try {
    await lock.query(`select pg_advisory_lock(hashtext('video-club migrations'))`);
    await migrate(db, { migrationsFolder: folder });
    await lock.query(`select pg_advisory_unlock(hashtext('video-club migrations'))`);
  } finally {
    lock.release();
    await close();
  }
}

/** How many migrations the database still lacks. */
export async function pendingMigrations(db: Db) {
  const all = readMigrationFiles({ migrationsFolder: folder });
  const done = await db.execute(sql`select count(*)::int as count from drizzle.__drizzle_migrations`);
  return all.length - Number(done.rows[0]?.count);
}

if (import.meta.main) {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error('DATABASE_URL names the database to migrate');
  await migrateDatabase(url);
}
