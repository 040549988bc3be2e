import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { clubs, memberships } from '../../db/schema/clubs.ts';
import { comments } from '../../db/schema/comments.ts';
import * as contract from '../../server/blind/contract.ts';
import type { Codes } from '../../server/coding/contract.ts';
import { changeComment, removeComment } from '../../server/comments/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addCoding, addComments, addMeeting } from '../helpers/coded.ts';
import { setEpisode } from '../helpers/episode.ts';

let app: TestApp;
let clubId: string;
let place: Awaited<ReturnType<typeof addMeeting>>;
const authors = ['ana', 'beto', 'carla'];
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());
beforeEach(() => newClub('club'));

async function newClub(howSeen: 'club' | 'author') {
  clubId = await app.club({ howSeen, mediators: ['mara'], teachers: authors, guests: ['gil', 'greta'] });
  place = await addMeeting(app, clubId, 'beto');
}
const E: Codes = { what: 'learning', how: 'evidence' };
const J: Codes = { what: 'teaching', how: 'judgment' };
/** One comment of each of these, coded otherwise by a blind coder, in a sample. */
async function disputed(names = authors, other?: Codes) {
  const ids: Record<string, string> = {};
  for (const name of names) {
    const [id] = await addComments(app, place, name, [`Lo que vio ${names.indexOf(name) + 1}, según Ana`]);
    await addCoding(app, id!, name, 'author', E);
    await addCoding(app, id!, 'gil', 'blind', J);
    if (other) await addCoding(app, id!, 'greta', 'blind', other);
    ids[name] = id!;
  }
  await app.as('mara').ok(contract.drawSample, { params: { clubId } });
  return ids;
}
const raise = (axis: contract.Axis = 'what', name = 'mara') =>
  app.as(name).call(contract.raisePoint, { params: { clubId }, body: { axis } });
const agenda = (name: string) => app.as(name).ok(contract.getAgenda, { params: { clubId } });
const points = async () =>
  (await app.as('mara').ok(contract.getAgreement, { params: { clubId } })).agenda!.points;
const axesSeen = async () =>
  (await app.as('mara').ok(contract.getAgreement, { params: { clubId } })).agenda!.axes;
async function say(name: string, answer: 'yes' | 'no') {
  for (const { pointId, commentId } of (await agenda(name)).asks)
    await app.as(name).ok(contract.answerAsk, { params: { clubId, pointId, commentId }, body: { answer } });
}
const excerpts = async (name = 'gil') => (await agenda(name)).points.flatMap((point) => point.excerpts);

describe('what coders disagree on', () => {
  test('is counted by axis, with the author and among coders, for mediators alone', async () => {
    await disputed(authors, { what: 'learning', how: 'judgment' });
    expect(await axesSeen()).toEqual([
      { axis: 'what', withAuthor: 3, amongCoders: 3, enough: true },
      { axis: 'how', withAuthor: 3, amongCoders: 0, enough: true },
    ]);
    const guest = await app.as('gil').ok(contract.getAgreement, { params: { clubId } });
    expect(guest.agenda).toBeNull();
  });

  test('becomes a point only with three authors to ask, once for each comment, by mediators', async () => {
    await disputed(['ana', 'beto']);
    expect((await raise()).code).toBe('too_few_to_ask');
    await disputed(['carla']);
    for (const name of ['ana', 'gil']) expect((await raise('what', name)).code).toBe('not_allowed');
    expect((await raise()).body).toMatchObject({ axis: 'what', asked: 3, answered: 0, visible: false });
    expect((await raise()).code).toBe('too_few_to_ask');
    expect((await raise('how')).body).toMatchObject({ asked: 3 });
  });

  test('asks nobody who has left the club', async () => {
    await disputed();
    await app.remove(clubId, 'carla');
    expect((await raise()).code).toBe('too_few_to_ask');
  });

  test('raised twice at once asks for each comment once', async () => {
    await disputed();
    const codes = (await Promise.all([raise(), raise()])).map(({ status }) => status);
    expect(codes.toSorted()).toEqual([200, 409]);
  });
});

describe('an author', () => {
  test('is asked for their own excerpt alone, with all that would be shown', async () => {
    const ids = await disputed();
    await raise();
    expect((await agenda('ana')).asks).toEqual([
      {
        ...{ pointId: expect.any(String), commentId: ids.ana, axis: 'what', answer: null },
        text: 'Lo que vio 1, según «…»',
      },
    ]);
    for (const name of ['mara', 'gil']) expect(await agenda(name)).toEqual({ points: [], asks: [] });
  });

  test('alone can answer; for others, mediators too, there is no such excerpt', async () => {
    await disputed();
    await raise();
    const { pointId, commentId } = (await agenda('ana')).asks[0]!;
    for (const name of ['beto', 'mara', 'gil']) {
      const answer = await app
        .as(name)
        .call(contract.answerAsk, { params: { clubId, pointId, commentId }, body: { answer: 'yes' } });
      expect([answer.status, answer.code]).toEqual([404, 'excerpt_not_found']);
    }
  });

  test('can take a yes back in an archived club, and not give one', async () => {
    await disputed();
    await raise();
    await say('ana', 'yes');
    await app.deps.db.update(clubs).set({ archivedAt: new Date() }).where(eq(clubs.id, clubId));
    await say('ana', 'no');
    const { pointId, commentId } = (await agenda('ana')).asks[0]!;
    const again = await app
      .as('ana')
      .call(contract.answerAsk, { params: { clubId, pointId, commentId }, body: { answer: 'yes' } });
    expect(again.code).toBe('club_archived');
    expect((await raise()).code).toBe('club_archived');
  });
});

describe('a point', () => {
  test('is seen by the club with three yeses, as words alone, and mediators see only how many answered', async () => {
    await disputed([...authors]);
    await raise();
    await say('ana', 'yes');
    await say('beto', 'yes');
    expect(await excerpts()).toEqual([]);
    expect(await points()).toMatchObject([{ asked: 3, answered: 2, visible: false }]);
    expect(Object.keys((await points())[0]!).toSorted()).toEqual(
      ['answered', 'asked', 'axis', 'id', 'raisedAt', 'visible'].toSorted(),
    );
    await say('carla', 'yes');
    const all = [1, 2, 3].map((number) => `Lo que vio ${number}, según «…»`);
    for (const name of ['gil', 'mara', 'ana']) expect((await excerpts(name)).toSorted()).toEqual(all);
    expect(await excerpts()).toEqual(await excerpts());
    expect(Object.keys((await agenda('gil')).points[0]!).toSorted()).toEqual([
      ...['axis', 'excerpts', 'id', 'raisedAt'],
    ]);
  });

  test('is not seen with a no among three, and is gone as soon as a yes is taken back', async () => {
    await disputed();
    await raise();
    await say('ana', 'yes');
    await say('beto', 'yes');
    await say('carla', 'no');
    expect(await excerpts()).toEqual([]);
    await say('carla', 'yes');
    expect(await excerpts()).toHaveLength(3);
    await say('beto', 'no');
    expect(await excerpts()).toEqual([]);
    expect(await points()).toMatchObject([{ answered: 3, visible: false }]);
  });

  test('of one author’s two excerpts still needs three people', async () => {
    await disputed();
    await disputed();
    await raise();
    expect(await points()).toMatchObject([{ asked: 6 }]);
    await say('ana', 'yes');
    await say('beto', 'yes');
    expect(await excerpts()).toEqual([]);
  });

  const open = async () => {
    const ids = await disputed();
    await raise();
    for (const name of authors) await say(name, 'yes');
    expect(await excerpts()).toHaveLength(3);
    return ids;
  };

  test('is gone when a comment is deleted, or its author leaves', async () => {
    const ids = await open();
    await app.as('ana').ok(removeComment, { params: { commentId: ids.ana! } });
    expect(await excerpts()).toEqual([]);
    await newClub('club');
    await open();
    await app.deps.db
      .update(memberships)
      .set({ removedAt: new Date() })
      .where(and(eq(memberships.clubId, clubId), eq(memberships.userId, app.idOf('carla'))));
    expect(await excerpts()).toEqual([]);
  });

  test('is gone while the episode is withdrawn, or a comment is out of every meeting', async () => {
    const ids = await open();
    await setEpisode(app, place.episodeId, { withdrawnAt: new Date() });
    expect(await excerpts()).toEqual([]);
    expect((await agenda('ana')).asks).toEqual([]);
    await setEpisode(app, place.episodeId, { withdrawnAt: null });
    expect(await excerpts()).toHaveLength(3);
    await app.deps.db.update(comments).set({ meetingId: null }).where(eq(comments.id, ids.beto!));
    expect(await excerpts()).toEqual([]);
  });

  test('asks again when the words have changed since the yes', async () => {
    const ids = await open();
    await app
      .as('ana')
      .ok(changeComment, { params: { commentId: ids.ana! }, body: { version: 1, text: 'Otra cosa' } });
    expect(await excerpts()).toEqual([]);
    expect((await agenda('ana')).asks).toMatchObject([{ text: 'Otra cosa', answer: null }]);
    await say('ana', 'yes');
    expect(await excerpts()).toContain('Otra cosa');
  });
});

describe('where how is seen by its author alone', () => {
  beforeEach(() => newClub('author'));

  test('that authors differ on how is neither counted nor asked about', async () => {
    await disputed();
    expect(await axesSeen()).toMatchObject([
      { axis: 'what', withAuthor: 3, enough: true },
      { axis: 'how', withAuthor: null, amongCoders: 0, enough: false },
    ]);
    expect((await raise('how')).code).toBe('too_few_to_ask');
  });

  test('that coders differ among themselves is', async () => {
    await disputed(authors, E);
    expect(await axesSeen()).toMatchObject([{}, { axis: 'how', amongCoders: 3, enough: true }]);
    expect((await raise('how')).status).toBe(200);
  });
});
