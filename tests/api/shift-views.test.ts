import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { askings } from '../../db/schema/comments.ts';
import { getShift, listBehind, type View } from '../../server/shift/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode } from '../helpers/episode.ts';
import { saidIn } from '../helpers/said.ts';

let app: TestApp;
let clubId: string;
let episodeId: string;
let meetingId: string;
let said: ReturnType<typeof saidIn>;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());
beforeEach(() => newClub('club'));

async function newClub(howSeen: 'club' | 'author') {
  const teachers = ['ana', 'beto', 'carla', 'dani'];
  clubId = await app.club({ howSeen, mediators: ['mara'], teachers, guests: ['gil', 'rosa'] });
  episodeId = await addEpisode(app, clubId, 'beto', { title: 'Fracciones' });
  said = saidIn(app, clubId, episodeId);
  meetingId = await said.meeting(1);
}
const shift = async (query: Partial<View> = {}, name = 'gil') =>
  app.as(name).ok(getShift, { params: { clubId }, query });
/** Of how many comments, and how many of them about learning, the only meeting speaks in a view. */
const counted = async (query: Partial<View>) => {
  const [meeting] = (await shift(query)).meetings;
  return [meeting?.comments, meeting?.learning?.count ?? 0, meeting?.learning?.n ?? 0];
};

test('each filter counts what it names, and both sides of it are all', async () => {
  await said.say('ana', { meetingId, what: 'learning', independent: true, phase: 'before' });
  await said.say('beto', { meetingId, what: 'learning', phase: 'during', endMs: 3000 });
  await said.say('ana', { meetingId, what: 'teaching', phase: 'during', quote: 'la mitad' });
  const id = await said.say('carla', { meetingId, what: 'teaching', phase: 'after' });
  await said.say('carla', { meetingId, what: 'learning', phase: 'after', parentId: id });
  expect(await counted({})).toEqual([4, 2, 4]);
  expect(await counted({ reading: 'independent' })).toEqual([1, 1, 1]);
  expect(await counted({ reading: 'after' })).toEqual([3, 1, 3]);
  expect(await counted({ pointing: 'with' })).toEqual([2, 1, 2]);
  expect(await counted({ pointing: 'without' })).toEqual([2, 1, 2]);
  expect(await counted({ phase: 'before' })).toEqual([1, 1, 1]);
  expect(await counted({ phase: 'during' })).toEqual([2, 1, 2]);
  expect(await counted({ phase: 'after' })).toEqual([1, 0, 1]);
  expect(await counted({ presenter: 'own' })).toEqual([1, 1, 1]);
  expect(await counted({ presenter: 'others' })).toEqual([3, 1, 3]);
  expect(await counted({ replies: 'with' })).toEqual([5, 3, 5]);
  expect(await counted({ replies: 'only' })).toEqual([1, 1, 1]);
  expect(await counted({ phase: 'during', pointing: 'with', presenter: 'own' })).toEqual([1, 1, 1]);
});

test('a comment counts as first coded, or as recoded, also where the last recoding took a code back', async () => {
  const one = await said.say('ana', { meetingId, what: 'teaching', how: 'judgment' });
  await said.code(one, 'ana', { what: 'learning', how: 'evidence' }, { revision: 2 });
  const two = await said.say('beto', { meetingId, what: 'learning' });
  await said.code(two, 'beto', { what: null, how: null }, { revision: 2 });
  expect(await counted({})).toEqual([2, 1, 2]);
  expect(await counted({ revision: 'last' })).toEqual([2, 1, 1]);
  const [meeting] = (await shift({ revision: 'last' })).meetings;
  expect(meeting).toMatchObject({ uncoded: 1, evidence: { count: 1, n: 1 } });
});

test('of the comments that took up what was asked: the code from before, which may be none, and the one of now', async () => {
  const asked = (commentId: string, answer: 'added' | 'left') =>
    app.deps.db.insert(askings).values({
      ...{ id: randomUUID(), clubId, episodeId, meetingId, userId: app.idOf('ana'), commentId },
      ...{ cause: 'words', answer, askedAt: new Date() },
    });
  const one = await said.say('ana', { meetingId, what: 'teaching', how: 'judgment' });
  await said.code(one, 'ana', { what: 'learning', how: 'evidence' }, { revision: 2 });
  const two = await said.say('beto', { meetingId });
  await said.code(two, 'beto', { what: null, how: null });
  await said.code(two, 'beto', { what: 'learning', how: null }, { revision: 2 });
  const left = await said.say('carla', { meetingId, what: 'teaching' });
  await said.say('carla', { meetingId, what: 'teaching' });
  await Promise.all([asked(one, 'added'), asked(two, 'added'), asked(left, 'left')]);
  expect(await counted({ asked: 'before' })).toEqual([2, 0, 1]);
  expect(await counted({ asked: 'after' })).toEqual([2, 2, 2]);
});

test('another source speaks by itself: what most of its coders said, and nothing where they are even', async () => {
  const [one, two, three] = [
    await said.say('ana', { meetingId, what: 'teaching', how: 'judgment' }),
    await said.say('beto', { meetingId, what: 'teaching', how: 'judgment' }),
    await said.say('carla', { meetingId, what: 'teaching', how: 'judgment' }),
  ];
  const blind = { source: 'blind' } as const;
  await said.code(one, 'gil', { what: 'learning', how: 'evidence' }, blind);
  await said.code(one, 'rosa', { what: 'learning', how: 'judgment' }, blind);
  await said.code(two, 'gil', { what: 'learning', how: 'judgment' }, blind);
  await said.code(two, 'gil', { what: 'teaching', how: 'judgment' }, { ...blind, revision: 2 });
  await said.code(three, 'mara', { what: 'learning', how: null }, { source: 'mediator' });
  const { meetings, coders } = await shift({ source: 'blind' });
  expect(coders).toBe(2);
  expect(meetings[0]).toMatchObject({
    ...{ comments: 3, uncoded: 1 },
    learning: { count: 2, n: 2 },
    // Those who coded the first comment are even on how.
    evidence: { count: 0, n: 1 },
  });
  expect(await counted({ source: 'blind', revision: 'last' })).toEqual([3, 1, 2]);
  expect(await counted({ source: 'mediator' })).toEqual([3, 1, 1]);
  expect((await shift()).coders).toBeNull();
  expect(await counted({})).toEqual([3, 0, 3]);
});

test('where how is the author’s, no filter shows it: a difference of two views could be one person', async () => {
  await newClub('author');
  for (const name of ['ana', 'beto', 'carla', 'dani'])
    await said.say(name, { meetingId, what: 'learning', how: 'evidence', phase: 'during' });
  expect((await shift()).meetings[0]).toMatchObject({ howHidden: false, evidence: { count: 4, n: 4 } });
  const filtered = await shift({ phase: 'during' });
  expect(filtered).toMatchObject({ evidence: null });
  expect(filtered.meetings[0]).toMatchObject({ howHidden: true, evidence: null, cells: null });
  expect(filtered.meetings[0]?.learning).toMatchObject({ count: 4 });
});

test('a filter that is not one of ours is refused by name', async () => {
  const answer = await app
    .as('gil')
    .call(getShift, { params: { clubId }, query: { phase: 'sometimes' as never } });
  expect(answer).toMatchObject({ status: 400, code: 'invalid_request' });
});

test('the trend says why it is withheld, and is told where there is enough', async () => {
  await said.say('ana', { meetingId, what: 'learning' });
  expect((await shift()).learning).toMatchObject({ withheld: 'few_people', found: null });
  for (const number of [2, 3, 4, 5, 6]) {
    const meeting = await said.meeting(number);
    for (const name of ['ana', 'beto', 'carla', 'dani']) {
      for (let n = 0; n < 6; n += 1)
        await said.say(name, { meetingId: meeting, what: n < number ? 'learning' : 'teaching' });
    }
  }
  const { learning, people, evidence } = await shift();
  expect(people).toBe(4);
  expect(learning).toMatchObject({ people: 4, withheld: null });
  expect(learning.found?.perMeeting).toBeGreaterThan(0);
  expect(learning.found?.p).toBe(Math.max(learning.found?.pSlopes ?? 0, learning.found?.pMeetings ?? 0));
  // Nobody marked how.
  expect(evidence).toMatchObject({ people: 0, withheld: 'few_people', found: null });
});

test('behind a meeting stand the comments that the reader may see, in video order, without their words', async () => {
  const late = await said.say('ana', { meetingId, atMs: 9000, what: 'learning', how: 'evidence' });
  const early = await said.say('beto', { meetingId, atMs: 2000, phase: 'during' });
  await said.say('carla', { meetingId, onlyMine: true });
  await said.say('mara', { meetingId, authorRole: 'mediator' });
  const behind = async (name: string, query = {}) =>
    app.as(name).ok(listBehind, { params: { clubId, meetingId }, query });
  expect(await behind('gil')).toEqual([
    {
      ...{ commentId: early, episodeId, episodeTitle: 'Fracciones', atMs: 2000 },
      codes: { what: null, how: null },
    },
    {
      ...{ commentId: late, episodeId, episodeTitle: 'Fracciones', atMs: 9000 },
      codes: { what: 'learning', how: 'evidence' },
    },
  ]);
  expect(await behind('gil', { phase: 'during' })).toMatchObject([{ commentId: early }]);
  await newClub('author');
  await said.say('ana', { meetingId, what: 'learning', how: 'evidence' });
  expect(await behind('beto')).toMatchObject([{ codes: { what: 'learning', how: null } }]);
  expect(await behind('ana')).toMatchObject([{ codes: { what: 'learning', how: 'evidence' } }]);
});
