import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { notices } from '../../db/schema/accounts.ts';
import { clubs, memberships } from '../../db/schema/clubs.ts';
import { adviceFor } from '../../server/clubs/clubs.ts';
import * as contract from '../../server/clubs/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
  await t.person('first', { first: true });
});
afterAll(() => t.close());

const daysUntil = (date: string | null) => Math.round((Date.parse(date ?? '') - Date.now()) / 86_400_000);
const read = (name: string, clubId: string) => t.as(name).ok(contract.getClub, { params: { clubId } });
const change = (name: string, clubId: string, body: object) =>
  t.as(name).call(contract.changeClub, { params: { clubId }, body });
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

describe('a club', () => {
  test('is made by anybody signed in, who is its first mediator; how is asked then and never changes', async () => {
    await t.person('maker');
    const body = { name: ' Club de Ciencias ', goal: 'Mirar preguntas', howSeen: 'author' } as const;
    const made = await t.as('maker').ok(contract.createClub, { body });
    expect(made).toMatchObject({
      name: 'Club de Ciencias',
      howSeen: 'author',
      role: 'mediator',
      demo: false,
    });
    expect(await t.as('anonymous').call(contract.createClub, { body })).toMatchObject({
      code: 'not_signed_in',
    });
    await change('maker', made.id, { name: 'Otro nombre', howSeen: 'club' });
    const { club, members, advice } = await read('maker', made.id);
    expect(club).toMatchObject({ name: 'Otro nombre', goal: 'Mirar preguntas', howSeen: 'author' });
    expect(members).toMatchObject([{ name: 'maker', role: 'mediator', admitted: true, evaluates: null }]);
    expect(advice).toEqual(['no_teachers']);
  });

  test.each([
    [0, 1, ['no_teachers']],
    [4, 1, ['few_teachers']],
    [8, 2, []],
    [11, 0, ['many_teachers', 'no_mediator']],
    [8, 3, ['many_mediators']],
  ])('of %i teachers and %i mediators is advised %j', (teachers, mediators, advice) => {
    expect(adviceFor(teachers, mediators)).toEqual(advice);
  });

  test('is steered by mediators alone', async () => {
    const id = await t.club({ mediators: ['meli'], teachers: ['ana'], guests: ['gil'] });
    for (const name of ['ana', 'gil']) {
      expect(await change(name, id, { name: 'Mío' })).toMatchObject({ status: 403, code: 'not_allowed' });
      expect(await changeMember(name, id, 'gil', { role: 'mediator' })).toMatchObject({ status: 403 });
      const params = { clubId: id };
      expect(await t.as(name).call(contract.listInvitations, { params })).toMatchObject({ status: 403 });
      const body = { kind: 'personal', role: 'mediator' } as const;
      expect(await t.as(name).call(contract.createInvitation, { params, body })).toMatchObject({
        status: 403,
      });
      const said = await t.as(name).call(contract.sayEvaluates, { params, body: { evaluates: false } });
      expect(said).toMatchObject({ status: 403 });
    }
    expect(await membersOf('gil', id)).toEqual(['mediator meli', 'teacher ana', 'guest gil']);
  });

  test('does not exist for strangers, nor for the first account, which sees names and sizes', async () => {
    const id = await t.club({ name: 'Club discreto', mediators: ['meli'], teachers: ['ana', 'exana'] });
    await t.remove(id, 'exana');
    await t.person('stranger');
    for (const name of ['stranger', 'first', 'exana']) {
      expect(await t.as(name).call(contract.getClub, { params: { clubId: id } })).toMatchObject({
        status: 404,
        code: 'club_not_found',
      });
      expect(await change(name, id, { name: 'Mío' })).toMatchObject({ status: 404 });
    }
    const seen = (await t.as('first').ok(contract.listInstallationClubs)).find((club) => club.id === id);
    expect(seen).toMatchObject({
      id,
      name: 'Club discreto',
      members: 2,
      archived: false,
    });
    expect(Object.keys(seen ?? {}).sort()).toEqual(['archived', 'createdAt', 'id', 'members', 'name']);
    expect(await t.as('meli').call(contract.listInstallationClubs)).toMatchObject({
      code: 'not_first_account',
    });
  });

  test('is listed for its members with its size', async () => {
    const id = await t.club({
      name: 'Club listado',
      mediators: ['lista'],
      teachers: ['ana', 'berta'],
      guests: ['gil'],
    });
    expect(await t.as('lista').ok(contract.listClubs)).toMatchObject({
      clubs: [{ id, name: 'Club listado', role: 'mediator', teachers: 2, mediators: 1 }],
      waiting: [],
    });
  });

  test('can be read but not steered once archived, until it is opened again; one may still leave', async () => {
    const id = await t.club({ mediators: ['meli'], teachers: ['ana', 'berta'] });
    const { url } = await t
      .as('meli')
      .ok(contract.createInvitation, { params: { clubId: id }, body: { kind: 'group', maxUses: 5 } });
    await change('meli', id, { archived: true });
    expect((await read('ana', id)).club.archivedAt).not.toBeNull();
    expect(await change('meli', id, { name: 'Nuevo' })).toMatchObject({ status: 409, code: 'club_archived' });
    expect(await changeMember('meli', id, 'ana', { role: 'guest' })).toMatchObject({ code: 'club_archived' });
    await t.person('tardy');
    const token = url.split('/').at(-1) ?? '';
    const joining = { params: { token }, body: {} };
    expect(await t.as('tardy').call(contract.acceptInvitation, joining)).toMatchObject({
      code: 'club_archived',
    });
    expect(await remove('berta', id, 'berta')).toMatchObject({ status: 200 });
    await change('meli', id, { archived: false, name: 'Abierto' });
    expect((await read('ana', id)).club).toMatchObject({ archivedAt: null, name: 'Abierto' });
  });
});

describe('members', () => {
  test('whoever is taken out loses access at once and keeps their row; everybody may leave', async () => {
    const id = await t.club({ mediators: ['meli'], teachers: ['ana', 'berta'] });
    expect(await remove('ana', id, 'berta')).toMatchObject({ status: 403, code: 'not_allowed' });
    expect(await remove('meli', id, 'berta')).toMatchObject({ status: 200 });
    expect(await t.as('berta').call(contract.getClub, { params: { clubId: id } })).toMatchObject({
      status: 404,
    });
    expect(await remove('meli', id, 'berta')).toMatchObject({ status: 404, code: 'member_not_found' });
    expect(await remove('ana', id, 'ana')).toMatchObject({ status: 200 });
    expect(await membersOf('meli', id)).toEqual(['mediator meli']);
    expect(await t.deps.db.select().from(memberships).where(eq(memberships.clubId, id))).toHaveLength(3);
  });

  test('the last mediator neither leaves nor steps down while others remain', async () => {
    const id = await t.club({ mediators: ['meli'], teachers: ['ana'] });
    expect(await remove('meli', id, 'meli')).toMatchObject({ status: 409, code: 'last_mediator' });
    expect(await changeMember('meli', id, 'meli', { role: 'teacher' })).toMatchObject({
      code: 'last_mediator',
    });
    await changeMember('meli', id, 'ana', { role: 'mediator' });
    expect(await changeMember('ana', id, 'meli', { role: 'teacher' })).toMatchObject({ status: 200 });
    await remove('ana', id, 'meli');
    expect(await remove('ana', id, 'ana')).toMatchObject({ status: 200 });
  });

  test('of two mediators who leave at the same moment one stays', async () => {
    const id = await t.club({ mediators: ['meli', 'nora'], teachers: ['ana'] });
    const { db } = t.deps;
    const leaving = await db.transaction(async (tx) => {
      await tx.select().from(clubs).where(eq(clubs.id, id)).for('update');
      const both = Promise.all([remove('meli', id, 'meli'), remove('nora', id, 'nora')]);
      const waiting = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      await expect.poll(async () => (await db.execute(waiting)).rowCount).toBe(2);
      return { both };
    });
    const left = await leaving.both;
    expect(left.map(({ code }) => code ?? 'left').sort()).toEqual(['last_mediator', 'left']);
  });

  test('a teacher who becomes a guest gets an end and is announced; one who stops being a guest loses the end', async () => {
    const id = await t.club({ name: 'Club G', mediators: ['meli'], teachers: ['berta', 'turning'] });
    const { body: guest } = await changeMember('meli', id, 'turning', { role: 'guest' });
    expect(guest).toMatchObject({ role: 'guest' });
    expect(daysUntil(guest.expiresAt)).toBe(30);
    expect(await told('berta')).toContainEqual({ kind: 'guest_joined', name: 'turning', club: 'Club G' });
    const { body: teacher } = await changeMember('meli', id, 'turning', { role: 'teacher' });
    expect(teacher).toMatchObject({ role: 'teacher', expiresAt: null });
  });

  test('somebody who waits and is admitted as a guest is announced then, not before', async () => {
    const id = await t.club({ name: 'Club P', mediators: ['paz'], teachers: ['pending'] });
    const waits = and(eq(memberships.clubId, id), eq(memberships.role, 'teacher'));
    await t.deps.db.update(memberships).set({ admittedAt: null }).where(waits);
    await changeMember('paz', id, 'pending', { role: 'guest' });
    expect(await told('paz')).toEqual([]);
    await changeMember('paz', id, 'pending', { admitted: true });
    expect(await told('paz')).toEqual([{ kind: 'guest_joined', name: 'pending', club: 'Club P' }]);
  });

  test('a guest whose time is over is a stranger, and not counted', async () => {
    const id = await t.club({ mediators: ['meli'], guests: ['brief'] });
    await t.deps.db
      .update(memberships)
      .set({ expiresAt: new Date(Date.now() - 1000) })
      .where(and(eq(memberships.clubId, id), eq(memberships.role, 'guest')));
    expect(await t.as('brief').call(contract.getClub, { params: { clubId: id } })).toMatchObject({
      status: 404,
    });
    expect((await t.as('brief').ok(contract.listClubs)).clubs).toEqual([]);
    expect(await membersOf('meli', id)).toEqual(['mediator meli']);
  });

  test('whether a mediator also evaluates is seen by everybody and announced when it changes', async () => {
    const id = await t.club({ name: 'Club E', mediators: ['eva'], teachers: ['carla'], guests: ['gina'] });
    const say = (evaluates: boolean) =>
      t.as('eva').ok(contract.sayEvaluates, { params: { clubId: id }, body: { evaluates } });
    expect(await say(true)).toMatchObject({ name: 'eva', evaluates: true });
    await say(true);
    for (const name of ['carla', 'gina']) {
      expect((await read(name, id)).members[0]).toMatchObject({ name: 'eva', evaluates: true });
      expect(await told(name)).toEqual([
        { kind: 'mediator_evaluates', name: 'eva', club: 'Club E', evaluates: 'yes' },
      ]);
    }
    expect(await told('eva')).toEqual([]);
    await say(false);
    expect(await told('carla')).toMatchObject([{ evaluates: 'yes' }, { evaluates: 'no' }]);
  });
});

test('each change of a club and its people is an event with ids only', async () => {
  const id = await t.club({ mediators: ['host'], teachers: ['ana'] });
  const stream = await t.as('ana').live(id, 0);
  await change('host', id, { name: 'Con eventos' });
  await changeMember('host', id, 'ana', { role: 'mediator' });
  await t.as('host').ok(contract.sayEvaluates, { params: { clubId: id }, body: { evaluates: false } });
  await remove('host', id, 'host');
  await stream.next();
  const seen = [await stream.next(), await stream.next(), await stream.next(), await stream.next()];
  expect(seen.map((message) => message?.data)).toEqual([
    { type: 'club.changed' },
    { type: 'member.changed', userId: t.idOf('ana') },
    { type: 'member.changed', userId: t.idOf('host') },
    { type: 'member.removed', userId: t.idOf('host') },
  ]);
  expect(seen.map((message) => message?.id)).toEqual(['1', '2', '3', '4']);
  await stream.close();
  const [row] = await t.deps.db.select().from(clubs).where(eq(clubs.id, id));
  expect(row?.eventSeq).toBe(4);
});
