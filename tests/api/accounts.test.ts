import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attempts } from '../../db/schema/accounts.ts';
import * as contract from '../../server/accounts/contract.ts';
import { countTry, dropEndedWindows, limits } from '../../server/accounts/limits.ts';
import { needsSetup, setupToken } from '../../server/accounts/setup.ts';
import { password, type TestApp, testApp } from '../helpers/app.ts';
import { Client } from '../helpers/client.ts';

const other = 'otra clave bastante larga';

describe('the first account', () => {
  let t: TestApp;
  const first = { name: 'Marta', email: 'Marta@Escuela.test', password };
  beforeAll(async () => {
    t = await testApp();
  });
  afterAll(() => t.close());

  test('an empty installation says so and wants the token of the terminal', async () => {
    const { body } = await t.as('anonymous').call(contract.whoAmI);
    expect(body).toEqual({
      account: null,
      needsSetup: true,
      encrypted: true,
      notices: [],
      coordinates: false,
    });
    const wrong = { ...first, token: 'x'.repeat(22) };
    expect(await t.as('anonymous').call(contract.setUp, { body: wrong })).toMatchObject({
      status: 403,
      code: 'setup_token_wrong',
    });
    expect(await needsSetup(t.deps.db)).toBe(true);
  });

  test('of setups at the same moment one makes the first account, and is signed in', async () => {
    const token = setupToken(t.deps.config);
    expect(token).toMatch(/^[\w-]{22}$/);
    const tries = await Promise.all(
      [1, 2, 3, 4].map(async (n) => {
        const browser = new Client(t.url);
        const { status, code } = await browser.call(contract.setUp, {
          body: { ...first, email: `${n}${first.email}`, token },
        });
        return { status, code, browser };
      }),
    );
    const won = tries.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    expect(tries.filter(({ code }) => code === 'already_set_up')).toHaveLength(3);
    const who = await won[0]?.browser.ok(contract.whoAmI);
    expect(who).toMatchObject({ needsSetup: false, account: { name: 'Marta', locale: 'es', first: true } });
    expect(who?.account?.email).toMatch(/^\dmarta@escuela\.test$/);
  });

  test('the token is worth nothing once there is an account', async () => {
    const body = { ...first, email: 'late@escuela.test', token: setupToken(t.deps.config) };
    expect(await t.as('anonymous').call(contract.setUp, { body })).toMatchObject({
      status: 409,
      code: 'already_set_up',
    });
  });
});

describe('accounts', () => {
  let t: TestApp;
  beforeAll(async () => {
    t = await testApp();
    await t.person('first', { first: true });
  });
  afterAll(() => t.close());

  const signIn = (name: string, given: string, browser = new Client(t.url)) =>
    browser.call(contract.signIn, { body: { email: `${name}@club.test`, password: given } });

  test('signing in sets a cookie that no script reads and no other site sends', async () => {
    await t.person('ana');
    const { headers, body } = await signIn('ANA', password);
    expect(body).toMatchObject({ name: 'ana', email: 'ana@club.test', theme: 'system', first: false });
    const [cookie = ''] = headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-session=[^;]+;/);
    expect(cookie).toMatch(/; Path=\/;/);
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; Secure/);
    expect(cookie).toMatch(/; SameSite=Lax/);
    expect(cookie).toMatch(/; Max-Age=2592000/);
    expect(cookie).not.toMatch(/Domain/i);
  });

  test('an unknown address and a wrong password get the same answer', async () => {
    const unknown = await signIn('nobody', other);
    const wrong = await signIn('ana', other);
    expect(unknown).toMatchObject({ status: 401, code: 'wrong_credentials' });
    expect(wrong.body).toEqual(unknown.body);
    expect([wrong.status, [...wrong.headers.keys()]]).toEqual([unknown.status, [...unknown.headers.keys()]]);
  });

  test('tries at one account are counted, known or not, even at the same moment; its right password clears them', async () => {
    await t.person('tried');
    const { perAccount } = limits['sign-in'];
    for (const name of ['tried', 'unknown']) {
      const tries = await Promise.all(Array.from({ length: perAccount + 3 }, () => signIn(name, other)));
      expect(tries.filter(({ code }) => code === 'wrong_credentials')).toHaveLength(perAccount);
      const refused = tries.filter(({ code }) => code === 'too_many_requests');
      expect(refused).toHaveLength(3);
      expect(refused[0]?.status).toBe(429);
      const seconds = Number(refused[0]?.headers.get('retry-after'));
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(15 * 60);
    }
    expect(await signIn('tried', password)).toMatchObject({ code: 'too_many_requests' });
    await endWindows();
    expect(await signIn('tried', other)).toMatchObject({ code: 'wrong_credentials' });
    expect(await signIn('tried', password)).toMatchObject({ status: 200 });
    const keys = (await t.deps.db.select().from(attempts)).map(({ key }) => key);
    expect(keys).not.toContain('sign-in on tried@club.test');
    expect(keys).toContain('sign-in from 127.0.0.1');
  });

  test('tries from one client address are counted generously, for each kind of try by itself', async () => {
    await endWindows();
    const { perAddress } = limits.reset;
    const body = { token: 'x'.repeat(22), password: other };
    const codes = [];
    for (let n = 0; n <= perAddress; n += 1) {
      codes.push((await t.as('anonymous').call(contract.resetPassword, { body })).code);
    }
    expect(codes.filter((code) => code === 'reset_link_invalid')).toHaveLength(perAddress);
    expect(codes.at(-1)).toBe('too_many_requests');
    expect(await signIn('ana', password)).toMatchObject({ status: 200 });
    await endWindows();
  });

  test('a window that ended starts again at one, and is swept away', async () => {
    await countTry(t.deps.db, 'setup', '192.0.2.1');
    await endWindows();
    await countTry(t.deps.db, 'setup', '192.0.2.1');
    const read = () => t.deps.db.select().from(attempts).where(eq(attempts.key, 'setup from 192.0.2.1'));
    expect(await read()).toMatchObject([{ count: 1 }]);
    await dropEndedWindows(t.deps.db);
    expect(await read()).toHaveLength(1);
    await endWindows();
    await dropEndedWindows(t.deps.db);
    expect(await read()).toHaveLength(0);
  });

  test('name, language and theme are changed, and nothing else is', async () => {
    await t.person('namer');
    const body = { name: 'Ana Rojas', theme: 'dark', locale: 'en', first: true, email: 'x@y.test' } as const;
    expect(await t.as('namer').ok(contract.changeAccount, { body })).toMatchObject({
      name: 'Ana Rojas',
      email: 'namer@club.test',
      locale: 'en',
      theme: 'dark',
      first: false,
    });
    expect((await t.as('namer').ok(contract.whoAmI)).account).toMatchObject({
      name: 'Ana Rojas',
      theme: 'dark',
    });
    expect(await t.as('namer').ok(contract.changeAccount, { body: {} })).toMatchObject({ locale: 'en' });
  });

  test('only the first account lists people and makes reset links', async () => {
    const { id } = await t.person('ana');
    const params = { userId: id };
    expect(await t.as('ana').call(contract.listAccounts)).toMatchObject({ code: 'not_first_account' });
    expect(await t.as('ana').call(contract.makeResetLink, { params })).toMatchObject({ status: 403 });
    expect(await t.as('anonymous').call(contract.makeResetLink, { params })).toMatchObject({ status: 401 });
    const people = await t.as('first').ok(contract.listAccounts);
    expect(people[0]).toMatchObject({ name: 'first', email: 'first@club.test' });
    const nobody = { userId: '00000000-0000-4000-8000-000000000000' };
    expect(await t.as('first').call(contract.makeResetLink, { params: nobody })).toMatchObject({
      status: 404,
      code: 'account_not_found',
    });
  });

  async function endWindows() {
    await t.deps.db.update(attempts).set({ windowEndsAt: new Date(Date.now() - 1000) });
  }
});

describe('over plain http beyond this machine', () => {
  let t: TestApp;
  beforeAll(async () => {
    t = await testApp({ PUBLIC_URL: 'http://192.0.2.10:3000', TRUST_PROXY: '127.0.0.1' });
  });
  afterAll(() => t.close());

  test('signing in works with a plain cookie', async () => {
    await t.person('ana');
    const { headers } = await t
      .as('ana')
      .call(contract.signIn, { body: { email: 'ana@club.test', password } });
    const [cookie = ''] = headers.getSetCookie();
    expect(cookie).toMatch(/^session=[^;]+;.*HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(cookie).not.toMatch(/Secure/);
    expect(await t.as('ana').call(contract.listSessions)).toMatchObject({ status: 200 });
  });

  test('a page learns whether its way here is encrypted, and tries count by the address behind the proxy', async () => {
    const encrypted = async (headers: Record<string, string>) => {
      const response = await t.as('anonymous').fetch('/api/auth/session', { headers });
      return ((await response.json()) as { encrypted: boolean }).encrypted;
    };
    expect(await encrypted({ 'x-forwarded-host': 'club.test', 'x-forwarded-proto': 'http' })).toBe(false);
    expect(await encrypted({ 'x-forwarded-host': 'club.test', 'x-forwarded-proto': 'https' })).toBe(true);
    expect(await encrypted({})).toBe(true);
    await t.as('anonymous').fetch('/api/auth/reset', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '198.51.100.7' },
      body: JSON.stringify({ token: 'x'.repeat(22), password: other }),
    });
    const keys = (await t.deps.db.select().from(attempts)).map(({ key }) => key);
    expect(keys).toContain('reset from 198.51.100.7');
    const browser = new Client(t.url);
    await browser.fetch('/api/auth/sign-in', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': '198.51.100.7',
        'x-client-ip': '9.9.9.9',
      },
      body: JSON.stringify({ email: 'ana@club.test', password }),
    });
    const sessions = await browser.ok(contract.listSessions);
    expect(sessions.find(({ current }) => current)?.address).toBe('198.51.100.7');
  });
});
