import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { clubs, memberships } from '../../db/schema/clubs.ts';
import { answerResearch, getResearch, listExports } from '../../server/research/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';

let app: TestApp;
let clubId: string;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  clubId = await app.club({ mediators: ['mara'], teachers: ['ana', 'beto', 'carla'], guests: ['gil'] });
});

const say = (name: string, agreed: boolean) =>
  app.as(name).ok(answerResearch, { params: { clubId }, body: { agreed } });
const standing = (name: string) => app.as(name).ok(getResearch, { params: { clubId } });
const ofMember = (name: string) =>
  and(eq(memberships.clubId, clubId), eq(memberships.userId, app.idOf(name)));

test('nobody has agreed until they say so themselves, and everybody reads how many did, never who', async () => {
  expect(await standing('ana')).toEqual({ agreedAt: null, pseudonym: null, agreed: 0, people: 4 });
  await say('ana', true);
  await say('mara', true);
  expect(await standing('beto')).toEqual({ agreedAt: null, pseudonym: null, agreed: 2, people: 4 });
  expect(await standing('gil')).toEqual({ agreedAt: null, pseudonym: null, agreed: 2, people: 4 });
  const own = await standing('ana');
  expect(own).toMatchObject({ agreed: 2, people: 4 });
  expect(own.agreedAt).not.toBeNull();
  expect(own.pseudonym).toMatch(/^P-[34679CDFGHJKMNPQRTVWXY]{4}$/);
});

test('the pseudonym comes with the first yes and stays, also when the yes is taken back and given again', async () => {
  expect((await say('ana', false)).pseudonym).toBeNull();
  const { pseudonym, agreedAt } = await say('ana', true);
  expect(pseudonym).not.toBeNull();
  expect(await say('ana', true)).toMatchObject({ pseudonym, agreedAt });
  expect(await say('ana', false)).toEqual({ agreedAt: null, pseudonym, agreed: 0, people: 4 });
  expect(await say('ana', true)).toMatchObject({ pseudonym, agreed: 1 });
});

test('a yes sent many times at once is one, with one pseudonym', async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, () => say('ana', true)));
  expect(new Set(answers.map(({ pseudonym }) => pseudonym)).size).toBe(1);
  expect(new Set(answers.map(({ agreedAt }) => agreedAt)).size).toBe(1);
});

test('people who agree at once get different pseudonyms; that one is taken in another club does not matter', async () => {
  const names = Array.from({ length: 16 }, (_, at) => `docente${at}`);
  clubId = await app.club({ teachers: names });
  const given = await Promise.all(names.map((name) => say(name, true)));
  expect(new Set(given.map(({ pseudonym }) => pseudonym)).size).toBe(16);
  const { pseudonym } = await standing('docente0');
  const other = await app.club({ teachers: ['docente1'] });
  await app.deps.db.update(memberships).set({ pseudonym }).where(eq(memberships.clubId, other));
});

test('a pseudonym that somebody of the club has is given to nobody else', async () => {
  const { db } = app.deps;
  await db.update(memberships).set({ pseudonym: 'P-7K3Q' }).where(ofMember('ana'));
  await expect(
    db.update(memberships).set({ pseudonym: 'P-7K3Q' }).where(ofMember('beto')),
  ).rejects.toMatchObject({ cause: { code: '23505', constraint: 'memberships_pseudonym' } });
});

test('guests do not say yes, and somebody who is a guest now takes their own back', async () => {
  const refused = await app.as('gil').call(answerResearch, { params: { clubId }, body: { agreed: true } });
  expect(refused).toMatchObject({ status: 403, code: 'not_allowed' });
  await say('carla', true);
  await app.deps.db.update(memberships).set({ role: 'guest' }).where(ofMember('carla'));
  expect(await standing('carla')).toMatchObject({ agreed: 1, people: 4 });
  expect(await say('carla', false)).toMatchObject({ agreedAt: null, agreed: 0, people: 3 });
});

test('who left keeps the last answer, and is counted where it was yes', async () => {
  await say('ana', true);
  await app.remove(clubId, 'ana');
  await app.remove(clubId, 'beto');
  expect(await standing('mara')).toMatchObject({ agreed: 1, people: 3 });
  const answer = await app.as('ana').call(answerResearch, { params: { clubId }, body: { agreed: false } });
  expect(answer).toMatchObject({ status: 404, code: 'club_not_found' });
});

test('an archived club still takes a yes back', async () => {
  await say('ana', true);
  await app.deps.db.update(clubs).set({ archivedAt: new Date() }).where(eq(clubs.id, clubId));
  expect(await say('ana', false)).toMatchObject({ agreed: 0 });
});

test('what there is to download is told to mediators alone, and is nothing while nobody agreed', async () => {
  expect(await app.as('mara').ok(listExports, { params: { clubId } })).toEqual({
    ...{ agreed: 0, people: 4, comments: 0, imported: 0 },
    episodes: [],
  });
  for (const name of ['ana', 'gil']) {
    const answer = await app.as(name).call(listExports, { params: { clubId } });
    expect(answer).toMatchObject({ status: 403, code: 'not_allowed' });
  }
});

test.each([{}, { agreed: 'yes' }, { agreed: null }])('an answer is yes or no: %j', async (body) => {
  const answer = await app.as('ana').call(answerResearch, { params: { clubId }, body: body as never });
  expect(answer).toMatchObject({ status: 400, code: 'invalid_request' });
});
