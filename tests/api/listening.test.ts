import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Live } from '../../server/live/live.ts';
import { testDatabase } from '../helpers/postgres.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;
let admin: pg.Client;
let name: string;
let listening: string;
beforeAll(async () => {
  database = await testDatabase();
  name = new URL(database.url).pathname.slice(1);
  listening = `from pg_stat_activity where datname = '${name}' and query = 'listen live'`;
  admin = new pg.Client(database.url.replace(name, 'postgres'));
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});

test('a lost connection is made again, once, and its listeners are woken in case they missed something', async () => {
  const faults: unknown[] = [];
  const live = new Live(database.url, (error) => faults.push(error));
  await live.open();
  let woken = 0;
  const stop = live.listen('club:a', () => (woken += 1));
  for (let round = 1; round <= 3; round += 1) {
    await admin.query(`select pg_terminate_backend(pid) ${listening}`);
    await vi.waitFor(() => expect(woken).toBe(round), { timeout: 20_000, interval: 50 });
  }
  const { rows } = await admin.query(`select count(*)::int as n ${listening}`);
  expect(rows).toEqual([{ n: 1 }]);
  expect(faults).toHaveLength(3);

  stop();
  await live.close();
});

test('while the database is away it tries again and again, one try at a time', async () => {
  const faults: unknown[] = [];
  const live = new Live(database.url, (error) => faults.push(error));
  await live.open();
  await admin.query(`alter database ${name} allow_connections false`);
  await admin.query(`select pg_terminate_backend(pid) ${listening}`);
  await vi.waitFor(() => expect(faults.length).toBeGreaterThanOrEqual(4), { timeout: 30_000, interval: 50 });
  // One loss and then one failure a second: had tries begotten tries, there would be many by now.
  expect(faults.length).toBeLessThan(7);
  await admin.query(`alter database ${name} allow_connections true`);
  let woken = 0;
  live.listen('club:b', () => (woken += 1));
  await vi.waitFor(() => expect(woken).toBe(1), { timeout: 20_000, interval: 50 });
  await live.close();
});
