import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { meetingEpisodes } from '../../db/schema/meetings.ts';
import type { Codes } from '../../server/coding/contract.ts';
import { removeComment } from '../../server/comments/contract.ts';
import * as contract from '../../server/overview/contract.ts';
import { getShift } from '../../server/shift/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { both, type Coordinated, coordinated, five } from '../helpers/coordinated.ts';
import { addEpisode } from '../helpers/episode.ts';

let app: TestApp;
let c: Coordinated;
beforeAll(async () => {
  app = await testApp();
  await app.person('first', { first: true });
  await app.person('stranger');
});
afterAll(() => app.close());
beforeEach(async () => {
  c = await coordinated(app);
});

describe('what a coordinator sees', () => {
  test('sizes and shares, and the club sees the same object', async () => {
    for (const how of ['judgment', 'judgment', 'evidence', 'evidence'] as const)
      await c.hold(five, { what: how === 'judgment' ? 'teaching' : 'learning', how });
    await c.agreed();
    const end = (meetings: number[], count: number) => ({
      meetings,
      share: expect.objectContaining({ count, n: 10, estimate: count / 10 }) as unknown,
    });
    const axis = { state: 'shown', opening: end([1, 2], 0), closing: end([3, 4], 10) };
    const [overview] = await c.seen();
    expect(overview).toEqual({
      ...{ state: 'shown', clubId: c.clubId, name: 'Club Aromos', archived: false },
      ...{ teachers: 5, mediators: 1, meetings: 4, episodes: 1, comments: 20 },
      learning: axis,
      evidence: axis,
    });
    for (const who of ['mara', 'ana', 'gil']) expect(await c.own(who)).toEqual(overview);
  });

  test('no person, word, title of a meeting or of an episode is in it', async () => {
    for (let held = 0; held < 3; held += 1) await c.hold();
    await c.agreed();
    const text = JSON.stringify(await c.seen());
    expect(text).not.toMatch(/ana|beto|mara|secreto|pena|clase/i);
    for (const who of [...five, 'mara']) expect(text).not.toContain(app.idOf(who));
  });

  test('of a club with fewer than five people who mark, not even a size', async () => {
    const [fifth = ''] = (await c.hold()).slice(-1);
    await c.say('elsa', { what: null, how: null });
    await c.say('mara', both);
    await c.agreed();
    expect(await c.state()).toBe('shown');
    await app.as('elsa').ok(removeComment, { params: { commentId: fifth } });
    const few = { state: 'few_people', clubId: c.clubId, name: 'Club Aromos' };
    expect(await c.seen()).toEqual([few]);
    expect(await c.own()).toEqual(few);
  });

  test('replies, private notes, and marks outside any meeting make nobody a coding person', async () => {
    const [first = ''] = await c.hold(five.slice(0, 4));
    await c.say('elsa', both, { parentId: first });
    await c.say('elsa', both, { onlyMine: true });
    const elsewhere = await addEpisode(app, c.clubId, 'elsa');
    await c.say('elsa', both, {}, elsewhere);
    await c.agreed();
    expect(await c.state()).toBe('few_people');
  });

  test('what is still noticed alone does not count, neither as a person nor as a comment', async () => {
    await c.hold();
    await c.agreed();
    await app.deps.db
      .update(meetingEpisodes)
      .set({ stage: 'alone' })
      .where(eq(meetingEpisodes.episodeId, c.episodeId));
    expect(await c.state()).toBe('few_people');
    expect((await c.own('ana')).state).toBe('few_people');
  });

  test('fewer than three meetings, or fewer than five people at one end, show no share', async () => {
    await c.hold();
    await c.hold();
    await c.agreed();
    expect(await c.own()).toMatchObject({ comments: 10, learning: { state: 'few_meetings' } });
    await c.hold(five.slice(0, 4));
    expect(await c.own()).toMatchObject({ comments: 14, learning: { state: 'few_people' } });
  });

  test('where how is the author’s, meetings hidden on the club’s page are hidden here', async () => {
    c = await coordinated(app, { name: 'Club de autoras', howSeen: 'author' });
    const only = (how: Codes['how']): Codes => ({ what: 'learning', how });
    await c.hold(five.slice(0, 2), only('judgment'));
    await c.say('carla', only(null));
    for (let held = 0; held < 3; held += 1) await c.hold(five, only('evidence'));
    await c.agreed();
    const { meetings } = await app.as('ana').ok(getShift, { params: { clubId: c.clubId } });
    expect(meetings.map(({ howHidden }) => howHidden)).toEqual([true, false, false, false]);
    expect(await c.seen()).toMatchObject([
      { evidence: { state: 'shown', opening: { meetings: [2] }, closing: { meetings: [4] } } },
    ]);
  });

  test('clubs come by name, the unanswered among them', async () => {
    const b = await coordinated(app, { name: 'Club B' });
    const last = await coordinated(app, { name: 'Club C' });
    await c.name([last.clubId, c.clubId, b.clubId]);
    await c.answer(true);
    expect((await c.seen()).map(({ name }) => name)).toEqual(['Club Aromos', 'Club B', 'Club C']);
  });

  test('whoever coordinates nothing gets an empty list, mediators too', async () => {
    expect(await c.seen('mara')).toEqual([]);
    expect(await c.seen('first')).toEqual([]);
  });
});

describe('a coordinator and the club', () => {
  test('is not of it: its other pages are not there', async () => {
    await c.agreed();
    for (const endpoint of [getShift, contract.getOverview, contract.listCoordinators])
      expect(await app.as(c.coordinator).call(endpoint, { params: { clubId: c.clubId } })).toMatchObject({
        ...{ status: 404, code: 'club_not_found' },
      });
  });

  test('who is a teacher of it too stays one, also when the yes is taken back', async () => {
    await c.hold();
    await c.name([c.clubId], 'ana');
    await c.answer(true, 'mara', 'ana');
    expect(await c.state('ana')).toBe('shown');
    await c.answer(false, 'mara', 'ana');
    expect(await c.state('ana')).toBe('unanswered');
    await app.as('ana').ok(getShift, { params: { clubId: c.clubId } });
    await c.answer(true, 'mara', 'ana');
    await app.remove(c.clubId, 'ana');
    expect(await c.state('ana')).toBe('shown');
    expect(await app.as('ana').call(getShift, { params: { clubId: c.clubId } })).toMatchObject({
      status: 404,
    });
  });
});
