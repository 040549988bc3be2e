import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { sql } from 'drizzle-orm';
import { pendingMigrations } from '../../db/migrate.ts';
import type { Deps } from '../deps.ts';

const patienceMs = 3000;

/** `/livez` touches nothing: the process answers. `/readyz` asks the database, its migrations and the storage. */
export function healthRoutes(app: FastifyInstance, { db, storage }: Pick<Deps, 'db' | 'storage'>) {
  const open = { config: { access: 'anyone' }, schema: { hide: true } };
  app.get('/livez', open, async () => ({ ok: true }));
  app.get('/readyz', open, async (_request, reply) => {
    const checks = {
      database: await passes(db.execute(sql`select 1`)),
      migrations: await passes(
        pendingMigrations(db).then((count) => {
          if (count > 0) throw new Error(`${count} migrations to run`);
        }),
      ),
      storage: await passes(storage.ping()),
    };
    const ok = Object.values(checks).every(Boolean);
    return reply.status(ok ? 200 : 503).send({ ok, ...checks });
  });
}

async function passes(check: Promise<unknown>) {
  const late = sleep(patienceMs, false, { ref: false });
  return Promise.race([check.then(() => true).catch(() => false), late]);
}
