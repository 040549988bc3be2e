import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDb } from '../../db/client.ts';
import { countTryAt, limits } from '../../server/accounts/limits.ts';
import { testDatabase } from '../helpers/postgres.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;
let servers: ReturnType<typeof openDb>[];
beforeAll(async () => {
  database = await testDatabase();
  servers = [1, 2, 3].map(() => openDb(database.url, () => {}));
});
afterAll(async () => {
  for (const server of servers) await server.close();
  await database.drop();
});

test('tries at one account are counted together, whichever server each goes to, and all at once too', async () => {
  const allowed = limits['sign-in'].perAccount;
  const tries = Array.from({ length: allowed + 5 }, (_, index) =>
    countTryAt(servers[index % servers.length]!.db, 'sign-in', 'ana@club.test').then(
      () => 'allowed',
      (error: { code: string }) => error.code,
    ),
  );
  const answers = await Promise.all(tries);
  expect(answers.filter((answer) => answer === 'allowed')).toHaveLength(allowed);
  expect(answers.filter((answer) => answer === 'too_many_requests')).toHaveLength(5);
});
