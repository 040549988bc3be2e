import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readings } from '../../db/schema/comments.ts';
import { listComments } from '../../server/comments/contract.ts';
import { hereSeconds, sayGone, sayHere } from '../../server/readings/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode, told } from '../helpers/episode.ts';

let app: TestApp;
let clubId: string;
let episodeId: string;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  clubId = await app.club({ mediators: ['mara'], teachers: ['ana', 'beto'], guests: ['gil'] });
  episodeId = await addEpisode(app, clubId, 'beto');
});

const here = (name: string, seenUntil: Date | null = null, on = episodeId) =>
  app.as(name).ok(sayHere, {
    params: { episodeId: on },
    body: { seenUntil: seenUntil && seenUntil.toISOString() },
  });
const names = async (name: string) => (await here(name)).map((person) => person.name);
const gone = (name: string) => app.as(name).ok(sayGone, { params: { episodeId } });
const news = async (name = 'gil') =>
  (await told(app, clubId, name)).filter(({ type }) => type === 'presence.changed');
/** Lets so many seconds go by for everybody in the room. */
const pass = (seconds: number) =>
  app.deps.db
    .update(readings)
    .set({ hereUntil: sql`${readings.hereUntil} - ${seconds} * interval '1 second'` })
    .where(eq(readings.episodeId, episodeId));

describe('who is in the room of an episode', () => {
  test('is told to whoever says that they are there, themselves included, guests too', async () => {
    expect(await here('ana')).toEqual([{ id: app.idOf('ana'), name: 'ana', role: 'teacher' }]);
    expect(await names('mara')).toEqual(['ana', 'mara']);
    expect(await names('gil')).toEqual(['ana', 'gil', 'mara']);
  });

  test('is forgotten of whoever does not say so again in time', async () => {
    await here('ana');
    await pass(hereSeconds - 10);
    expect(await names('beto')).toEqual(['ana', 'beto']);
    await pass(20);
    expect(await names('beto')).toEqual(['beto']);
  });

  test('is news when somebody appears or leaves, and not each time they say that they are still there', async () => {
    const changed = { type: 'presence.changed', episodeId };
    await here('ana');
    await here('ana');
    await here('ana');
    expect(await news()).toEqual([changed]);
    await gone('ana');
    expect(await news()).toEqual([changed, changed]);
    await gone('ana');
    await gone('beto');
    expect(await news()).toHaveLength(2);
    expect(await names('ana')).toEqual(['ana']);
    expect(await news()).toHaveLength(3);
    await pass(hereSeconds + 1);
    await here('ana');
    expect(await news()).toHaveLength(4);
  });

  test('is told of members alone: who was taken out is gone', async () => {
    await here('ana');
    await here('gil');
    await app.remove(clubId, 'ana');
    expect(await names('gil')).toEqual(['gil']);
    expect(await app.as('ana').call(sayHere, { params: { episodeId }, body: {} })).toMatchObject({
      status: 404,
      code: 'episode_not_found',
    });
  });

  test('is one room for each episode', async () => {
    const other = await addEpisode(app, clubId, 'ana');
    await here('ana');
    expect((await here('beto', null, other)).map(({ name }) => name)).toEqual(['beto']);
  });

  test('on an episode not shared is its owner, who alone is told', async () => {
    const unshared = await addEpisode(app, clubId, 'beto', { sharedAt: null });
    await here('beto', null, unshared);
    expect(await news('beto')).toHaveLength(1);
    expect(await news('gil')).toEqual([]);
  });
});

describe('up to when somebody has seen what others wrote', () => {
  const seenUntil = async () => (await app.as('ana').ok(listComments, { params: { episodeId } })).seenUntil;
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);

  test('is not known at first, nor by only being there', async () => {
    expect(await seenUntil()).toBeNull();
    await here('ana');
    expect(await seenUntil()).toBeNull();
  });

  test('moves forward and never back, whichever window says it', async () => {
    const [early, late] = [ago(20), ago(5)];
    await here('ana', early);
    expect(await seenUntil()).toBe(early.toISOString());
    await here('ana', late);
    await here('ana', early);
    await here('ana');
    expect(await seenUntil()).toBe(late.toISOString());
    await gone('ana');
    expect(await seenUntil()).toBe(late.toISOString());
  });

  test('is never later than now, whatever a browser’s clock says', async () => {
    await here('ana', ago(-60));
    expect(new Date((await seenUntil()) ?? '').getTime()).toBeLessThanOrEqual(Date.now());
    await here('ana', ago(-60));
    expect(new Date((await seenUntil()) ?? '').getTime()).toBeLessThanOrEqual(Date.now());
  });

  test('is each person’s own', async () => {
    await here('beto', ago(5));
    expect(await seenUntil()).toBeNull();
  });
});
