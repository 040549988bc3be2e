import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateDatabase } from '../../db/migrate.ts';
import { startPostgres } from '../postgres.mjs';

/** An empty, migrated database on a Postgres of its own, as durable as a real one; and a folder, gone with `close`. */
export async function emptyDatabase() {
  const folder = await mkdtemp(join(tmpdir(), 'video-club-bench-'));
  await chmod(folder, 0o755);
  const postgres = await startPostgres({ dataDir: folder });
  await migrateDatabase(postgres.url);
  return {
    url: postgres.url,
    folder,
    async close() {
      await postgres.stop('immediate');
      for (const path of [folder, postgres.where]) await rm(path, { recursive: true, force: true });
    },
  };
}
