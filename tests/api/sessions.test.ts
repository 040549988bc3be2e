import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sessions } from '../../db/schema/accounts.ts';
import * as contract from '../../server/accounts/contract.ts';
import { tidyAccountsJob } from '../../server/accounts/tidy.job.ts';
import { password, type TestApp, testApp } from '../helpers/app.ts';
import { Client } from '../helpers/client.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
  await t.person('first', { first: true });
  await t.person('ana');
});
afterAll(() => t.close());

test('signing out ends the session and takes the cookie back', async () => {
  await t.person('leaver');
  const stolen = t.as('leaver').cookie;
  expect(await t.as('leaver').call(contract.signOut)).toMatchObject({ status: 200, body: null });
  expect(t.as('leaver').cookie).toBe('');
  const replayed = await t.as('anonymous').fetch('/api/auth/sessions', { headers: { cookie: stolen } });
  expect(replayed.status).toBe(401);
  expect(await t.as('leaver').call(contract.signOut)).toMatchObject({ code: 'not_signed_in' });
});

test('a cookie that was not signed by us, or has run out, is nobody', async () => {
  const [name = ''] = t.as('ana').cookie.split('=');
  const forged = await t
    .as('anonymous')
    .fetch('/api/auth/sessions', { headers: { cookie: `${name}=${'a'.repeat(32)}.${'b'.repeat(43)}=` } });
  expect(forged.status).toBe(401);
  await t.person('late');
  await t.expire('late');
  expect(await t.as('late').call(contract.listSessions)).toMatchObject({ code: 'not_signed_in' });
  expect(await t.as('late').ok(contract.whoAmI)).toMatchObject({ account: null });
});

test('a session is prolonged by visits to 30 days from the last', async () => {
  const { id } = await t.person('visitor');
  const past = new Date(Date.now() - 10 * 86_400_000);
  const soon = new Date(Date.now() + 20 * 86_400_000);
  await t.deps.db.update(sessions).set({ updatedAt: past, expiresAt: soon }).where(eq(sessions.userId, id));
  const { headers } = await t.as('visitor').call(contract.whoAmI);
  expect(headers.getSetCookie()[0]).toMatch(/^__Host-session=.*Max-Age=2592000/);
  const [row] = await t.deps.db.select().from(sessions).where(eq(sessions.userId, id));
  expect(row?.expiresAt.getTime()).toBeGreaterThan(Date.now() + 29 * 86_400_000);
});

test('one sees where one is signed in, and ends a session there or here, never one of somebody else', async () => {
  const { id } = await t.person('owner');
  const phone = new Client(t.url);
  await phone.fetch('/api/auth/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'A phone' },
    body: JSON.stringify({ email: 'owner@club.test', password }),
  });
  const list = await t.as('owner').ok(contract.listSessions);
  expect(list).toHaveLength(2);
  expect(list.filter(({ current }) => current)).toHaveLength(1);
  const there = list.find(({ current }) => !current);
  expect(there).toMatchObject({ device: 'A phone', address: '127.0.0.1' });
  const params = { sessionId: there?.id ?? '' };
  expect(await t.as('ana').call(contract.endSession, { params })).toMatchObject({
    status: 404,
    code: 'session_not_found',
  });
  await t.as('owner').ok(contract.endSession, { params });
  expect(await phone.call(contract.listSessions)).toMatchObject({ status: 401 });
  const here = list.find(({ current }) => current)?.id ?? '';
  await t.as('owner').ok(contract.endSession, { params: { sessionId: here } });
  expect(await t.as('owner').call(contract.listSessions)).toMatchObject({ status: 401 });
  expect(await t.deps.db.select().from(sessions).where(eq(sessions.userId, id))).toHaveLength(0);
});

test('sessions that ran out are swept away, the others stay', async () => {
  await t.person('past');
  await t.expire('past');
  await tidyAccountsJob.run(t.deps, {}, { signal: new AbortController().signal, retry: 0, lastTry: false });
  const left = (await t.deps.db.select().from(sessions)).map(({ userId }) => userId);
  expect(left).not.toContain(t.idOf('past'));
  expect(left).toContain(t.idOf('ana'));
});
