import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { users } from '../../db/schema/accounts.ts';
import { coordinators } from '../../db/schema/clubs.ts';
import { meetingEpisodes } from '../../db/schema/meetings.ts';
import { whoAmI } from '../../server/accounts/contract.ts';
import { changeClub } from '../../server/clubs/contract.ts';
import type { Codes } from '../../server/coding/contract.ts';
import { addComment, removeComment } from '../../server/comments/contract.ts';
import { createMeeting, openMeeting, closeMeeting } from '../../server/meetings/contract.ts';
import * as contract from '../../server/overview/contract.ts';
import { getShift } from '../../server/shift/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode } from '../helpers/episode.ts';

let app: TestApp;
let clubId: string;
beforeAll(async () => {
  app = await testApp();
  await app.person('first', { first: true });
  await app.person('stranger');
});
afterAll(() => app.close());

const five = ['ana', 'beto', 'carla', 'dora', 'elsa'];
let coordinator = '';
let episodeId: string;
beforeEach(async () => {
  coordinator = `coord${randomUUID().slice(0, 8)}`;
  await app.person(coordinator);
  clubId = await newClub('Club Aromos');
});

async function newClub(name: string, howSeen: 'club' | 'author' = 'club') {
  const id = await app.club({ name, howSeen, mediators: ['mara'], teachers: five, guests: ['gil'] });
  episodeId = await addEpisode(app, id, 'ana', { title: 'La clase de Ana' });
  return id;
}
const emailOf = (name: string) => `${name}@club.test`;
const name = (clubIds = [clubId], who = coordinator) =>
  app.as('first').call(contract.nameCoordinator, { body: { email: emailOf(who), clubIds } });
const answer = (agrees: boolean, by = 'mara', who = coordinator) =>
  app.as(by).call(contract.answerCoordinator, {
    params: { clubId, userId: app.idOf(who) },
    body: { agrees },
  });
const drop = (who = coordinator) =>
  app.as('first').call(contract.dropCoordinator, { params: { clubId, userId: app.idOf(who) } });
const seen = (who = coordinator) => app.as(who).ok(contract.listOverviews);
const own = (who = 'gil') => app.as(who).ok(contract.getOverview, { params: { clubId } });
const state = async () => (await seen())[0]?.state;
const told = async (who: string) =>
  (await app.as(who).ok(whoAmI)).notices
    .filter(({ kind, params }) => kind.startsWith('coordinator') && params.name === coordinator)
    .map(({ kind }) => kind);

async function hold(teachers: string[], codes: Codes = { what: 'learning', how: 'evidence' }) {
  const meeting = await app.as('mara').ok(createMeeting, {
    params: { clubId },
    body: { heldOn: '2026-05-10', title: 'La pena de Beto', episodeIds: [episodeId] },
  });
  const params = { meetingId: meeting.id };
  await app.as('mara').ok(openMeeting, { params });
  const said: string[] = [];
  for (const teacher of teachers) said.push((await say(teacher, codes)).id);
  await app.as('mara').ok(closeMeeting, { params });
  return said;
}
const say = (who: string, codes: Codes, more: object = {}) =>
  app.as(who).ok(addComment, {
    params: { episodeId },
    body: { id: randomUUID(), atMs: 1000, text: 'Un secreto.', codes, ...more },
  });
const agreed = async () => {
  expect((await name()).status).toBe(200);
  expect((await answer(true)).status).toBe(200);
};

describe('the consent of a club', () => {
  test('a coordinator is asked for, and sees a name alone until the club says yes', async () => {
    await hold(five);
    expect(await seen()).toEqual([]);
    expect((await app.as(coordinator).ok(whoAmI)).coordinates).toBe(false);
    await name();
    expect((await app.as(coordinator).ok(whoAmI)).coordinates).toBe(true);
    expect(await seen()).toEqual([{ state: 'unanswered', clubId, name: 'Club Aromos' }]);
    expect(await answer(true)).toMatchObject({ status: 200, body: { answer: 'yes', name: coordinator } });
    expect(await state()).toBe('shown');
  });

  test('only a mediator answers, and nobody says yes about themselves', async () => {
    await name();
    for (const who of ['ana', 'gil']) expect(await answer(true, who)).toMatchObject({ code: 'not_allowed' });
    for (const who of ['stranger', coordinator])
      expect(await answer(true, who)).toMatchObject({ status: 404, code: 'club_not_found' });
    await name([clubId], 'mara');
    expect(await answer(true, 'mara', 'mara')).toMatchObject({ status: 403, code: 'own_request' });
    expect(await answer(false, 'mara', 'mara')).toMatchObject({ status: 200 });
    expect(await answer(true, 'mara', 'stranger')).toMatchObject({ code: 'coordinator_not_found' });
    await drop('mara');
  });

  test('a yes is taken back at once, and may be given again', async () => {
    await hold(five);
    await agreed();
    expect(await answer(false)).toMatchObject({ body: { answer: 'no', agreedAt: null } });
    expect(await seen()).toEqual([{ state: 'unanswered', clubId, name: 'Club Aromos' }]);
    await answer(true);
    expect(await state()).toBe('shown');
  });

  test('a no stays with the club: above, it looks like no answer yet', async () => {
    await name();
    await answer(false);
    expect(await state()).toBe('unanswered');
    const everywhere = await app.as('first').ok(contract.listAllCoordinators);
    const theirs = everywhere.find(({ name }) => name === coordinator);
    expect(theirs).toEqual({
      ...{ userId: app.idOf(coordinator), name: coordinator, email: emailOf(coordinator) },
      clubs: [{ clubId, name: 'Club Aromos', agreed: false }],
    });
    expect(await app.as('gil').ok(contract.listCoordinators, { params: { clubId } })).toMatchObject([
      { name: coordinator, answer: 'no' },
    ]);
  });

  test('the first account takes it back at once; asked for anew, it needs a new yes', async () => {
    await hold(five);
    await agreed();
    expect((await drop()).status).toBe(200);
    expect(await seen()).toEqual([]);
    expect((await app.as(coordinator).ok(whoAmI)).coordinates).toBe(false);
    expect(await drop()).toMatchObject({ status: 404, code: 'coordinator_not_found' });
    await name();
    expect(await state()).toBe('unanswered');
  });

  test('the yes to one coordinator is not a yes to another', async () => {
    await agreed();
    await name([clubId], 'stranger');
    expect((await seen('stranger')).find((one) => one.clubId === clubId)?.state).toBe('unanswered');
    await drop('stranger');
  });

  test('everybody of the club is told what was asked, agreed and ended, once each', async () => {
    await agreed();
    await name();
    await answer(true);
    for (const who of ['mara', 'ana', 'gil'])
      expect(await told(who)).toEqual(['coordinator_asked', 'coordinator_agreed']);
    await answer(false);
    await answer(false);
    await drop();
    expect(await told('ana')).toEqual(['coordinator_asked', 'coordinator_agreed', 'coordinator_ended']);
    expect(await told(coordinator)).toEqual([]);
  });

  test('two answers or two askings at once are one', async () => {
    await Promise.all([name(), name(), name()]);
    await Promise.all([answer(true), answer(true), answer(true)]);
    expect(await told('ana')).toEqual(['coordinator_asked', 'coordinator_agreed']);
  });

  test('of several clubs all are asked or none; an unknown address and an unknown club are told', async () => {
    expect(await name([clubId, randomUUID()])).toMatchObject({ status: 404, code: 'club_not_found' });
    expect(await seen()).toEqual([]);
    expect(await name([clubId], 'nobody')).toMatchObject({ status: 404, code: 'account_not_found' });
    expect(await name([])).toMatchObject({ status: 400, code: 'invalid_request' });
    const upper = { email: emailOf(coordinator).toUpperCase(), clubIds: [clubId, clubId] };
    await app.as('first').ok(contract.nameCoordinator, { body: upper });
    expect(await seen()).toHaveLength(1);
  });

  test('an archived club is not asked, cannot say yes, and can still take its yes back', async () => {
    await hold(five);
    await agreed();
    const other = await newClub('Otro');
    const archive = (id: string, archived: boolean) =>
      app.as('mara').ok(changeClub, { params: { clubId: id }, body: { archived } });
    await archive(other, true);
    expect(await name([other])).toMatchObject({ status: 409, code: 'club_archived' });
    await archive(clubId, true);
    expect(await seen()).toMatchObject([{ state: 'shown', archived: true, comments: 5 }]);
    expect(await answer(false)).toMatchObject({ status: 200 });
    expect(await answer(true)).toMatchObject({ status: 409, code: 'club_archived' });
    expect(await state()).toBe('unanswered');
  });

  test('an account that is gone coordinates nothing; a mediator who is gone leaves the club’s yes', async () => {
    const mediator = `med${randomUUID().slice(0, 8)}`;
    clubId = await app.club({ mediators: [mediator], teachers: five });
    await name();
    await answer(true, mediator);
    const { db } = app.deps;
    await db.delete(users).where(eq(users.id, app.idOf(mediator)));
    expect(await state()).toBe('few_people');
    await db.delete(users).where(eq(users.id, app.idOf(coordinator)));
    expect(await db.select().from(coordinators).where(eq(coordinators.clubId, clubId))).toEqual([]);
  });
});

describe('what a coordinator sees', () => {
  test('sizes and shares, and the club sees the same object', async () => {
    for (const how of ['judgment', 'judgment', 'evidence', 'evidence'] as const)
      await hold(five, { what: how === 'judgment' ? 'teaching' : 'learning', how });
    await agreed();
    const end = (meetings: number[], count: number) => ({
      meetings,
      share: expect.objectContaining({ count, n: 10, estimate: count / 10 }) as unknown,
    });
    const axis = { state: 'shown', opening: end([1, 2], 0), closing: end([3, 4], 10) };
    const [overview] = await seen();
    expect(overview).toEqual({
      ...{ state: 'shown', clubId, name: 'Club Aromos', archived: false },
      ...{ teachers: 5, mediators: 1, meetings: 4, episodes: 1, comments: 20 },
      learning: axis,
      evidence: axis,
    });
    for (const who of ['mara', 'ana', 'gil']) expect(await own(who)).toEqual(overview);
  });

  test('no person, word, title of a meeting or of an episode is in it', async () => {
    for (let held = 0; held < 3; held += 1) await hold(five);
    await agreed();
    const text = JSON.stringify(await seen());
    expect(text).not.toMatch(/ana|beto|mara|secreto|pena|clase/i);
    for (const who of [...five, 'mara']) expect(text).not.toContain(app.idOf(who));
  });

  test('of a club with fewer than five people who mark, not even a size', async () => {
    const [fifth = ''] = (await hold(five)).slice(-1);
    await say('elsa', { what: null, how: null });
    await say('mara', { what: 'learning', how: 'evidence' });
    await agreed();
    expect(await state()).toBe('shown');
    await app.as('elsa').ok(removeComment, { params: { commentId: fifth } });
    const few = { state: 'few_people', clubId, name: 'Club Aromos' };
    expect(await seen()).toEqual([few]);
    expect(await own()).toEqual(few);
  });

  test('replies, private notes, and marks outside any meeting make nobody a coding person', async () => {
    const [first = ''] = await hold(five.slice(0, 4));
    const both: Codes = { what: 'learning', how: 'evidence' };
    await say('elsa', both, { parentId: first });
    await say('elsa', both, { onlyMine: true });
    const elsewhere = await addEpisode(app, clubId, 'elsa');
    await app.as('elsa').ok(addComment, {
      params: { episodeId: elsewhere },
      body: { id: randomUUID(), atMs: 1000, text: 'algo', codes: both },
    });
    await agreed();
    expect(await state()).toBe('few_people');
  });

  test('what is still noticed alone does not count, neither as a person nor as a comment', async () => {
    await hold(five);
    await agreed();
    await app.deps.db
      .update(meetingEpisodes)
      .set({ stage: 'alone' })
      .where(eq(meetingEpisodes.episodeId, episodeId));
    expect(await state()).toBe('few_people');
    expect((await own('ana')).state).toBe('few_people');
  });

  test('fewer than three meetings, or fewer than five people at one end, show no share', async () => {
    await hold(five);
    await hold(five);
    await agreed();
    expect(await own()).toMatchObject({ comments: 10, learning: { state: 'few_meetings' } });
    await hold(five.slice(0, 4));
    expect(await own()).toMatchObject({ comments: 14, learning: { state: 'few_people' } });
  });

  test('where how is the author’s, meetings hidden on the club’s page are hidden here', async () => {
    clubId = await newClub('Club de autoras', 'author');
    const only = (how: Codes['how']): Codes => ({ what: 'learning', how });
    await hold(five.slice(0, 2), only('judgment'));
    await say('carla', only(null));
    for (let held = 0; held < 3; held += 1) await hold(five, only('evidence'));
    await agreed();
    const { meetings } = await app.as('ana').ok(getShift, { params: { clubId } });
    expect(meetings.map(({ howHidden }) => howHidden)).toEqual([true, false, false, false]);
    expect(await seen()).toMatchObject([
      { evidence: { state: 'shown', opening: { meetings: [2] }, closing: { meetings: [4] } } },
    ]);
  });

  test('clubs come by name, the unanswered among them', async () => {
    const [b, c] = [await newClub('Club B'), await newClub('Club C')];
    await name([c, clubId, b]);
    await answer(true);
    expect((await seen()).map(({ name }) => name)).toEqual(['Club Aromos', 'Club B', 'Club C']);
  });

  test('whoever coordinates nothing gets an empty list, mediators too', async () => {
    expect(await seen('mara')).toEqual([]);
    expect(await seen('first')).toEqual([]);
  });
});

describe('a coordinator and the club', () => {
  test('is not of it: its other pages are not there', async () => {
    await agreed();
    for (const endpoint of [getShift, contract.getOverview, contract.listCoordinators])
      expect(await app.as(coordinator).call(endpoint, { params: { clubId } })).toMatchObject({
        ...{ status: 404, code: 'club_not_found' },
      });
  });

  test('who is a teacher of it too stays one, also when the yes is taken back', async () => {
    await hold(five);
    await name([clubId], 'ana');
    await answer(true, 'mara', 'ana');
    const ofClub = async () => (await seen('ana')).find((one) => one.clubId === clubId)?.state;
    expect(await ofClub()).toBe('shown');
    await answer(false, 'mara', 'ana');
    expect(await ofClub()).toBe('unanswered');
    await app.as('ana').ok(getShift, { params: { clubId } });
    await answer(true, 'mara', 'ana');
    await app.remove(clubId, 'ana');
    expect(await ofClub()).toBe('shown');
    expect(await app.as('ana').call(getShift, { params: { clubId } })).toMatchObject({ status: 404 });
  });
});
