import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { chmod, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrateDatabase } from '../../db/migrate.ts';
import { startPostgres } from '../../scripts/postgres.mjs';
import { commandLine } from '../../scripts/start/commands.mjs';

const TEMPLATE = 'template_video_club';
const FOLDER = /^video-club-postgres-(\d+)-/;

/**
 * Starts one Postgres for a whole run of Vitest or Playwright, names it in TEST_POSTGRES_URL and prepares the migrated
 * database that `testDatabase` copies. Both runners call it once, before their workers, and what it returns at the end.
 */
export default async function startTestPostgres() {
  await sweep();
  const folder = await mkdtemp(join(tmpdir(), `video-club-postgres-${process.pid}-`));
  await chmod(folder, 0o755);
  const postgres = await startPostgres({ dataDir: folder, test: true });
  process.env.TEST_POSTGRES_URL = postgres.url;
  await admin(`create database ${TEMPLATE}`);
  await migrateDatabase(named(TEMPLATE));
  // Vitest ends without its teardown when it is interrupted.
  const onExit = () => endAtOnce(postgres.where, folder);
  process.once('exit', onExit);
  return async () => {
    process.off('exit', onExit);
    await postgres.stop('immediate');
    discard(folder, postgres.where);
  };
}

type TestDatabase = { url: string; drop(): Promise<void> };

/** A database of one's own, with the newest schema and nothing in it. `drop` it afterwards, even if still in use. */
export function testDatabase() {
  return databaseLike(TEMPLATE);
}

/** A database of one's own without any schema. */
export function emptyTestDatabase() {
  return databaseLike('template1');
}

async function databaseLike(template: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await admin(`create database ${name} template ${template}`);
  return { url: named(name), drop: () => admin(`drop database if exists ${name} with (force)`) };
}

function named(database: string) {
  const url = new URL(process.env.TEST_POSTGRES_URL ?? '');
  url.pathname = `/${database}`;
  return url.href;
}

async function admin(statement: string) {
  const client = new pg.Client(named('postgres'));
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Ends what runs that were killed have left behind. */
async function sweep() {
  for (const name of await readdir(tmpdir())) {
    const owner = FOLDER.exec(name)?.[1];
    if (!owner || commandLine(Number(owner)) !== '') continue;
    const folder = join(tmpdir(), name);
    const postgres = await startPostgres({ dataDir: folder, test: true }).catch(() => undefined);
    await postgres?.stop('immediate');
    discard(folder, postgres?.where ?? folder);
  }
}

function endAtOnce(home: string, folder: string) {
  const [pid] = readFileSync(join(home, 'cluster', 'postmaster.pid'), 'utf8').split('\n');
  process.kill(Number(pid), 'SIGQUIT');
  discard(folder, home);
}

/** A cluster lies outside its folder where Postgres's account can't enter the folder. */
function discard(...folders: string[]) {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
