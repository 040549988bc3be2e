import type { FastifyBaseLogger } from 'fastify';
import pino from 'pino';
import { type Db, openDb } from '../db/client.ts';
import { openStorage } from '../storage/open.ts';
import type { Storage } from '../storage/storage.ts';
import { type Auth, createAuth } from './accounts/auth.ts';
import type { Config } from './config.ts';
import { allJobs } from './jobs/all.ts';
import { openQueue, type Queue } from './jobs/queue.ts';
import { Live } from './live/live.ts';

/** Everything a rule may need, passed in; nothing of it happens at import. */
export type Deps = {
  config: Config;
  db: Db;
  storage: Storage;
  jobs: Queue;
  live: Live;
  auth: Auth;
  log: FastifyBaseLogger;
};

/** Opens database, storage, queue and live events, and tells how to close them again, in the right order. */
export async function openDeps(config: Config): Promise<{ deps: Deps; close: () => Promise<void> }> {
  const log: FastifyBaseLogger = pino({
    level: config.logLevel,
    redact: ['req.headers.cookie', 'req.headers.authorization', 'payload.token'],
  });
  const storage = openStorage({ s3: config.s3, folder: `${config.dataDir}/objects` });
  await storage.prepare();
  const { db, close: closeDb } = openDb(config.databaseUrl, (error) => log.error({ err: error }, 'database'));
  const live = new Live(config.databaseUrl, (error) => log.warn({ err: error }, 'live events'));
  await live.open();
  const jobs = await openQueue(config.databaseUrl, allJobs, log);
  const auth = createAuth(config, db);
  return {
    deps: { config, db, storage, jobs, live, auth, log },
    async close() {
      await jobs.stop(20);
      await live.close();
      await closeDb();
    },
  };
}
