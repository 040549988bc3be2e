import { count, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { users } from '../../db/schema/accounts.ts';
import { clubs } from '../../db/schema/clubs.ts';
import { comments } from '../../db/schema/comments.ts';
import { removeDemo } from '../../server/demo/contract.ts';
import { listDemoPeople, makeDemoClub } from '../../server/demo/demo.ts';
import { listMeetings } from '../../server/meetings/contract.ts';
import { getShift } from '../../server/shift/contract.ts';
import { password, type TestApp, testApp } from '../helpers/app.ts';
import { Client } from '../helpers/client.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

async function demoClub() {
  const [club] = await app.deps.db.select().from(clubs).where(eq(clubs.demo, true));
  if (!club) throw new Error('there is no demo club');
  return club.id;
}

async function mediator() {
  const client = new Client(app.url);
  await client.signIn('patricia@example.org', password);
  return client;
}

test('the demo is made once, where there is nobody, with its last meeting in the past', async () => {
  const today = new Date('2026-11-20T12:00:00Z');
  expect(await makeDemoClub(app.deps, password, today)).toBe(true);
  expect(await makeDemoClub(app.deps, password, today)).toBe(false);
  expect((await listDemoPeople(app.deps)).map(({ role }) => role).sort()).toEqual([
    'first',
    'mediator',
    ...Array<string>(8).fill('teacher'),
  ]);
  const params = { clubId: await demoClub() };
  const meetings = await (await mediator()).ok(listMeetings, { params });
  expect(meetings.map(({ state }) => state)).toEqual(Array(8).fill('closed'));
  expect(meetings.every(({ closesAt }) => closesAt && new Date(closesAt) < today)).toBe(true);
});

test('its shift is uneven: up in all, down at the fifth meeting', async () => {
  const params = { clubId: await demoClub() };
  const { meetings } = await (await mediator()).ok(getShift, { params });
  const learning = meetings.map((meeting) => meeting.learning?.estimate ?? NaN);
  expect(learning.at(-1)).toBeGreaterThan((learning[0] ?? 1) + 0.2);
  expect(learning[4]).toBeLessThan(learning[3] ?? 0);
});

test('one press deletes it whole; the oldest real account runs the machine from then on', async () => {
  const params = { clubId: await demoClub() };
  const patricia = await mediator();
  const real = await app.person('marta');
  await app.person('pedro');
  await patricia.ok(removeDemo, { params });
  const { db } = app.deps;
  const left = await db.select({ id: users.id, first: users.first }).from(users).where(eq(users.first, true));
  expect(left).toEqual([{ id: real.id, first: true }]);
  expect((await db.select({ n: count() }).from(users))[0]?.n).toBe(2);
  expect((await db.select({ n: count() }).from(comments))[0]?.n).toBe(0);
  expect((await patricia.call(removeDemo, { params })).code).toBe('not_signed_in');
});
