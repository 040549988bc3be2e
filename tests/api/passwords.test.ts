import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accounts, passwordResets } from '../../db/schema/accounts.ts';
import * as contract from '../../server/accounts/contract.ts';
import { password, type TestApp, testApp } from '../helpers/app.ts';
import { Client } from '../helpers/client.ts';

const other = 'otra clave bastante larga';
const tokenOf = (url: string) => url.split('/').at(-1) ?? '';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
  await t.person('first', { first: true });
  await t.person('ana');
});
afterAll(() => t.close());

const signIn = (name: string, given: string, browser = new Client(t.url)) =>
  browser.call(contract.signIn, { body: { email: `${name}@club.test`, password: given } });

test('passwords are stored as argon2id of OWASP strength', async () => {
  const { id } = await t.person('ana');
  const [row] = await t.deps.db.select().from(accounts).where(eq(accounts.userId, id));
  expect(row?.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
});

test('a changed password wants the old one and ends the other sessions', async () => {
  await t.person('changer');
  const phone = new Client(t.url);
  await signIn('changer', password, phone);
  const change = (current: string, next: string) =>
    t.as('changer').call(contract.changePassword, { body: { current, next } });
  expect(await change(other, other)).toMatchObject({ status: 400, code: 'wrong_password' });
  expect(await change(password, other)).toMatchObject({ status: 200 });
  expect(await phone.call(contract.listSessions)).toMatchObject({ status: 401 });
  expect(await t.as('changer').call(contract.listSessions)).toMatchObject({ status: 200 });
  expect(await signIn('changer', password)).toMatchObject({ code: 'wrong_credentials' });
  expect(await signIn('changer', other)).toMatchObject({ status: 200 });
});

test.each([
  ['corta', 'password_too_short'],
  ['once letras', 'password_too_short'],
  ['contraseña123', 'password_too_common'],
  ['Profesora2026!', 'password_too_common'],
  ['123456789012', 'password_too_common'],
  ['qwertyuiopas', 'password_too_common'],
  ['abcabcabcabc', 'password_too_common'],
  ['chooser@club.test', 'password_too_common'],
])('the password %s is refused', async (next, code) => {
  await t.person('chooser');
  const body = { current: password, next };
  expect(await t.as('chooser').call(contract.changePassword, { body })).toMatchObject({
    status: 400,
    code,
  });
});

test('a reset link works once, ends every session and is announced to its owner', async () => {
  const { id } = await t.person('forgetful');
  const { url, expiresAt } = await t.as('first').ok(contract.makeResetLink, { params: { userId: id } });
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/reset\/[\w-]{22}$/);
  expect(new Date(expiresAt).getTime()).toBeGreaterThan(Date.now() + 23.9 * 3_600_000);
  const [stored] = await t.deps.db.select().from(passwordResets).where(eq(passwordResets.userId, id));
  expect(stored?.tokenHash).not.toContain(tokenOf(url));
  const reset = (given: string) =>
    t.as('anonymous').call(contract.resetPassword, { body: { token: tokenOf(url), password: given } });
  expect(await reset('123456789012')).toMatchObject({ code: 'password_too_common' });
  const tries = await Promise.all([reset(other), reset(other), reset(other)]);
  expect(tries.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(tries.filter(({ code }) => code === 'reset_link_invalid')).toHaveLength(2);
  expect(await reset(other)).toMatchObject({ status: 410, code: 'reset_link_invalid' });
  expect(await t.as('forgetful').call(contract.listSessions)).toMatchObject({ status: 401 });
  expect(await signIn('forgetful', password)).toMatchObject({ code: 'wrong_credentials' });
  await t.as('forgetful').signIn('forgetful@club.test', other);
  const { notices } = await t.as('forgetful').ok(contract.whoAmI);
  expect(notices).toMatchObject([{ kind: 'password_reset' }]);
  const ids = notices.map((notice) => notice.id);
  await t.as('ana').ok(contract.noticesSeen, { body: { ids } });
  expect((await t.as('forgetful').ok(contract.whoAmI)).notices).toHaveLength(1);
  await t.as('forgetful').ok(contract.noticesSeen, { body: { ids } });
  expect((await t.as('forgetful').ok(contract.whoAmI)).notices).toHaveLength(0);
});

test('a reset link ends after 24 h, and when a newer one is made', async () => {
  const { id } = await t.person('slow');
  const make = async () =>
    tokenOf((await t.as('first').ok(contract.makeResetLink, { params: { userId: id } })).url);
  const reset = (token: string) =>
    t.as('anonymous').call(contract.resetPassword, { body: { token, password: other } });
  const [older, newer] = [await make(), await make()];
  expect(await reset(older)).toMatchObject({ code: 'reset_link_invalid' });
  await t.deps.db.update(passwordResets).set({ expiresAt: new Date(Date.now() - 1) });
  expect(await reset(newer)).toMatchObject({ code: 'reset_link_invalid' });
  expect(await signIn('slow', password)).toMatchObject({ status: 200 });
});

test('whoever has the terminal makes a reset link there, for the first account itself', async () => {
  const { databaseUrl, authSecret } = t.deps.config;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['scripts/reset-link.ts', 'First@club.test'],
    { env: { DATABASE_URL: databaseUrl, AUTH_SECRET: authSecret, PUBLIC_URL: 'https://club.test' } },
  );
  const [url = ''] = stdout.split('\n');
  expect(url).toMatch(/^https:\/\/club\.test\/reset\/[\w-]{22}$/);
  const body = { token: tokenOf(url), password: other };
  expect(await t.as('anonymous').call(contract.resetPassword, { body })).toMatchObject({ status: 200 });
  expect(await signIn('first', other)).toMatchObject({ status: 200 });
});
