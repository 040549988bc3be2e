import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { notices } from '../../db/schema/accounts.ts';
import { invitations, memberships } from '../../db/schema/clubs.ts';
import { listSessions, whoAmI } from '../../server/accounts/contract.ts';
import * as contract from '../../server/clubs/contract.ts';
import { password, type TestApp, testApp } from '../helpers/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

const nobody = '00000000-0000-4000-8000-000000000000';
const daysUntil = (date: string | null) => Math.round((Date.parse(date ?? '') - Date.now()) / 86_400_000);
const read = (name: string, clubId: string) => t.as(name).ok(contract.getClub, { params: { clubId } });
const changeMember = (name: string, clubId: string, whom: string, body: object) =>
  t.as(name).call(contract.changeMember, { params: { clubId, userId: t.idOf(whom) }, body });
const remove = (name: string, clubId: string, whom: string) =>
  t.as(name).call(contract.removeMember, { params: { clubId, userId: t.idOf(whom) } });
const membersOf = async (name: string, clubId: string) =>
  (await read(name, clubId)).members.map((member) => `${member.role} ${member.name}`);
const told = async (name: string) => {
  const rows = await t.deps.db
    .select()
    .from(notices)
    .where(eq(notices.userId, t.idOf(name)));
  return rows.map(({ kind, params }) => ({ kind, ...params }));
};

const tokenOf = (url: string) => url.split('/').at(-1) ?? '';
const newAccount = (name: string) => ({ name, email: `${name}@new.test`, password, locale: 'es' as const });
const accept = (name: string, url: string, body: { newAccount?: ReturnType<typeof newAccount> } = {}) =>
  t.as(name).call(contract.acceptInvitation, { params: { token: tokenOf(url) }, body });
const preview = (url: string) =>
  t.as('anonymous').call(contract.previewInvitation, { params: { token: tokenOf(url) } });

async function invite(clubId: string, body: Parameters<typeof inviteWith>[1]) {
  return (await inviteWith(clubId, body)).url;
}
function inviteWith(
  clubId: string,
  body: { kind: 'personal'; role: contract.Role; guestDays?: number } | { kind: 'group'; maxUses: number },
) {
  return t.as('host').ok(contract.createInvitation, { params: { clubId }, body });
}

describe('a personal invitation', () => {
  let clubId: string;
  beforeAll(async () => {
    clubId = await t.club({ name: 'Club anfitrión', mediators: ['host'], teachers: ['insider'] });
  });

  test('is a link of 128 bits, stored hashed, for seven days; looking does not use it up', async () => {
    const { url, invitation } = await inviteWith(clubId, { kind: 'personal', role: 'teacher' });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/invite\/[\w-]{22}$/);
    expect(daysUntil(invitation.expiresAt)).toBe(7);
    const rows = await t.deps.db.select().from(invitations);
    expect(JSON.stringify(rows)).not.toContain(tokenOf(url));
    for (const _ of [1, 2]) {
      expect(await preview(url)).toMatchObject({
        status: 200,
        body: { clubName: 'Club anfitrión', invitedBy: 'host', role: 'teacher', kind: 'personal' },
      });
    }
    const { length } = await t.as('host').ok(contract.listInvitations, { params: { clubId } });
    expect(length).toBe(1);
    await t.as('host').ok(contract.revokeInvitation, { params: { clubId, invitationId: invitation.id } });
  });

  test('makes an account, lets it in and signs it in, in one step', async () => {
    const url = await invite(clubId, { kind: 'personal', role: 'teacher' });
    await t.person('browser');
    const answer = await accept('browser', url, { newAccount: newAccount('Nadia') });
    expect(answer).toMatchObject({ status: 200, body: { clubId, admitted: true } });
    expect(await t.as('browser').ok(whoAmI)).toMatchObject({
      account: { name: 'Nadia', email: 'nadia@new.test', first: false },
    });
    expect((await read('browser', clubId)).club).toMatchObject({ role: 'teacher' });
    expect(await preview(url)).toMatchObject({ status: 410, code: 'invitation_used' });
  });

  test('lets in whoever is signed in already; whoever is neither must say who they are', async () => {
    const url = await invite(clubId, { kind: 'personal', role: 'mediator' });
    expect(await accept('anonymous', url)).toMatchObject({ status: 401, code: 'not_signed_in' });
    await t.person('colleague');
    expect(await accept('colleague', url)).toMatchObject({ status: 200, body: { admitted: true } });
    expect((await read('colleague', clubId)).club.role).toBe('mediator');
  });

  test('whatever is refused leaves the link usable and no account behind', async () => {
    const url = await invite(clubId, { kind: 'personal', role: 'teacher' });
    const known = { ...newAccount('x'), email: 'insider@club.test' };
    expect(await accept('anonymous', url, { newAccount: known })).toMatchObject({ code: 'email_taken' });
    const weak = { ...newAccount('weak'), password: 'contraseña123' };
    expect(await accept('anonymous', url, { newAccount: weak })).toMatchObject({
      code: 'password_too_common',
    });
    expect(await accept('insider', url)).toMatchObject({ status: 409, code: 'already_member' });
    expect(await preview(url)).toMatchObject({ status: 200 });
    expect(await t.as('anonymous').call(listSessions)).toMatchObject({ status: 401 });
    expect((await t.as('host').ok(contract.listInvitations, { params: { clubId } }))[0]).toMatchObject({
      uses: 0,
    });
  });

  test('of many who use it at the same moment exactly one comes in', async () => {
    const url = await invite(clubId, { kind: 'personal', role: 'teacher' });
    const names = ['race1', 'race2', 'race3', 'race4'];
    for (const name of names) await t.person(name);
    const before = (await read('host', clubId)).members.length;
    const answers = await Promise.all([
      ...names.map((name) => accept(name, url)),
      ...names.map((name) => accept('anonymous', url, { newAccount: newAccount(name) })),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ code }) => code === 'invitation_used')).toHaveLength(7);
    expect((await read('host', clubId)).members).toHaveLength(before + 1);
    await t.as('anonymous').fetch('/api/auth/sign-out', { method: 'POST' });
  });

  test('says why it can no longer be used', async () => {
    const revoked = await inviteWith(clubId, { kind: 'personal', role: 'teacher' });
    const params = { clubId, invitationId: revoked.invitation.id };
    await t.as('host').ok(contract.revokeInvitation, { params });
    await t.as('host').ok(contract.revokeInvitation, { params });
    const expired = await inviteWith(clubId, { kind: 'personal', role: 'teacher' });
    await t.deps.db
      .update(invitations)
      .set({ expiresAt: new Date(Date.now() - 1) })
      .where(eq(invitations.id, expired.invitation.id));
    for (const [url, status, code] of [
      [revoked.url, 410, 'invitation_revoked'],
      [expired.url, 410, 'invitation_expired'],
      [`/invite/${'x'.repeat(22)}`, 404, 'invitation_not_found'],
    ] as const) {
      expect(await preview(url)).toMatchObject({ status, code });
      expect(await accept('race1', url)).toMatchObject({ status, code });
    }
    const unknown = { clubId, invitationId: nobody };
    expect(await t.as('host').call(contract.revokeInvitation, { params: unknown })).toMatchObject({
      status: 404,
    });
    const foreign = {
      clubId: await t.club({ mediators: ['neighbour'] }),
      invitationId: revoked.invitation.id,
    };
    expect(await t.as('neighbour').call(contract.revokeInvitation, { params: foreign })).toMatchObject({
      status: 404,
    });
  });

  test('brings back whoever had left, on their old row and in the new role', async () => {
    const id = await t.club({ mediators: ['host'], teachers: ['returning'] });
    const row = () =>
      t.deps.db
        .select()
        .from(memberships)
        .where(and(eq(memberships.clubId, id), eq(memberships.userId, t.idOf('returning'))));
    const [before] = await row();
    await remove('returning', id, 'returning');
    expect(await accept('returning', await invite(id, { kind: 'personal', role: 'mediator' }))).toMatchObject(
      {
        status: 200,
      },
    );
    const [after, ...more] = await row();
    expect(more).toEqual([]);
    expect(after).toMatchObject({ id: before?.id, role: 'mediator', removedAt: null });
  });

  test('for a guest ends the stay, 30 days on unless said otherwise, and announces the guest to all', async () => {
    const id = await t.club({ name: 'Club V', mediators: ['host'], teachers: ['hilda'] });
    const byDefault = await invite(id, { kind: 'personal', role: 'guest' });
    const short = await inviteWith(id, { kind: 'personal', role: 'guest', guestDays: 2 });
    expect(daysUntil(short.invitation.expiresAt)).toBe(2);
    await t.person('visita');
    await t.person('visita2');
    await accept('visita', byDefault);
    await accept('visita2', short.url);
    const guests = (await read('hilda', id)).members.filter(({ role }) => role === 'guest');
    expect(guests.map(({ name, expiresAt }) => [name, daysUntil(expiresAt)])).toEqual([
      ['visita', 30],
      ['visita2', 2],
    ]);
    expect(await told('hilda')).toEqual([
      { kind: 'guest_joined', name: 'visita', club: 'Club V' },
      { kind: 'guest_joined', name: 'visita2', club: 'Club V' },
    ]);
    expect(await told('visita2')).toEqual([]);
  });
});

describe('a group link', () => {
  test('is for teachers, who wait until a mediator admits them', async () => {
    const id = await t.club({ name: 'Club W', mediators: ['host', 'cohost'], teachers: ['ana'] });
    const { url, invitation } = await inviteWith(id, { kind: 'group', maxUses: 3 });
    expect(invitation).toMatchObject({ kind: 'group', role: 'teacher', maxUses: 3 });
    expect(daysUntil(invitation.expiresAt)).toBe(7);
    await t.person('waiter');
    expect(await accept('waiter', url)).toMatchObject({ body: { clubId: id, admitted: false } });
    expect(await t.as('waiter').call(contract.getClub, { params: { clubId: id } })).toMatchObject({
      status: 404,
    });
    expect((await t.as('waiter').ok(contract.listClubs)).waiting).toMatchObject([
      { clubId: id, name: 'Club W' },
    ]);
    expect(await accept('waiter', url)).toMatchObject({ status: 403, code: 'waiting_for_admission' });
    expect(await told('cohost')).toContainEqual({ kind: 'member_waiting', name: 'waiter', club: 'Club W' });
    expect(await membersOf('ana', id)).not.toContain('teacher waiter');
    expect(await membersOf('host', id)).toContain('teacher waiter');
    const { body } = await changeMember('cohost', id, 'waiter', { admitted: true });
    expect(body).toMatchObject({ role: 'teacher', admitted: true });
    expect((await read('waiter', id)).club.role).toBe('teacher');
    expect((await t.as('waiter').ok(contract.listClubs)).waiting).toEqual([]);
  });

  test('lets nobody in beyond its number, whoever comes at the same moment', async () => {
    const id = await t.club({ mediators: ['host'] });
    const url = await invite(id, { kind: 'group', maxUses: 2 });
    const names = ['group1', 'group2', 'group3', 'group4', 'group5'];
    for (const name of names) await t.person(name);
    const answers = await Promise.all(names.map((name) => accept(name, url)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
    expect(answers.filter(({ code }) => code === 'invitation_used')).toHaveLength(3);
  });

  test('somebody who waits can be refused, or be let in by a personal invitation', async () => {
    const id = await t.club({ mediators: ['host'] });
    const url = await invite(id, { kind: 'group', maxUses: 5 });
    await t.person('refused');
    await t.person('welcome');
    await accept('refused', url);
    await accept('welcome', url);
    expect(await remove('host', id, 'refused')).toMatchObject({ status: 200 });
    expect(await changeMember('host', id, 'refused', { admitted: true })).toMatchObject({
      code: 'member_not_found',
    });
    await accept('welcome', await invite(id, { kind: 'personal', role: 'teacher' }));
    expect(await membersOf('host', id)).toEqual(['mediator host', 'teacher welcome']);
  });
});
