import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Codes } from '../../server/coding/contract.ts';
import { addComment, codeComment, moveComment, removeComment } from '../../server/comments/contract.ts';
import { unnameJob } from '../../server/comments/unname.job.ts';
import { createMeeting } from '../../server/meetings/contract.ts';
import * as contract from '../../server/shift/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode, setEpisode } from '../helpers/episode.ts';

let app: TestApp;
let clubId: string;
let episodeId: string;
beforeAll(async () => {
  app = await testApp();
  await app.club({ name: 'Otro club', mediators: ['stranger'] });
});
afterAll(() => app.close());
beforeEach(() => newClub('club'));

async function newClub(howSeen: 'club' | 'author') {
  const teachers = ['ana', 'beto', 'carla'];
  clubId = await app.club({ howSeen, mediators: ['mara'], teachers, guests: ['gil'] });
  episodeId = await addEpisode(app, clubId, 'beto', { title: 'Fracciones' });
}
const plan = (heldOn = '2026-05-10', episodeIds = [episodeId]) =>
  app.as('mara').ok(createMeeting, { params: { clubId }, body: { heldOn, title: 'Uno', episodeIds } });
const say = (
  name: string,
  what: Codes['what'],
  how: Codes['how'],
  parentId: string | null = null,
  on = episodeId,
) =>
  app.as(name).ok(addComment, {
    params: { episodeId: on },
    body: { id: randomUUID(), atMs: 1000, text: 'algo', parentId, codes: { what, how } },
  });
const shift = async (name = 'gil') => app.as(name).ok(contract.getShift, { params: { clubId } });
const first = async () => (await shift()).meetings[0];

test('a meeting shows both shares with n and their intervals, the four cells, and who spoke', async () => {
  const { id, number } = await plan();
  await say('ana', 'learning', 'evidence');
  await say('ana', 'learning', 'judgment');
  await say('beto', 'teaching', 'judgment');
  await say('beto', 'learning', null);
  await say('carla', null, 'evidence');
  await say('carla', null, null);
  const { meetings, outside } = await shift();
  expect(outside).toBe(0);
  expect(meetings).toEqual([
    {
      ...{ meetingId: id, number, title: 'Uno', heldOn: '2026-05-10', imported: false },
      episodes: ['Fracciones'],
      ...{ comments: 6, uncoded: 1, people: 3, howHidden: false },
      cells: { teachingJudgment: 1, teachingEvidence: 0, learningJudgment: 1, learningEvidence: 1 },
      learning: {
        count: 3,
        n: 4,
        estimate: 0.75,
        low: expect.closeTo(0.3006, 4),
        high: expect.closeTo(0.9544, 4),
      },
      evidence: {
        count: 2,
        n: 4,
        estimate: 0.5,
        low: expect.closeTo(0.15, 4),
        high: expect.closeTo(0.85, 4),
      },
    },
  ]);
});

test('mediators and replies are left out of the shares', async () => {
  await plan();
  const { id } = await say('ana', 'learning', 'evidence');
  await say('mara', 'teaching', 'judgment');
  await say('mara', 'teaching', 'judgment', id);
  await say('beto', 'teaching', 'judgment', id);
  expect(await first()).toMatchObject({
    ...{ comments: 1, people: 1 },
    learning: { count: 1, n: 1 },
    evidence: { count: 1, n: 1 },
  });
});

test('the first code given on each axis is the one that counts', async () => {
  await plan();
  const { id: commentId } = await say('ana', null, 'judgment');
  const recode = (what: Codes['what'], how: Codes['how']) =>
    app.as('ana').ok(codeComment, { params: { commentId }, body: { what, how } });
  await recode('learning', null);
  await recode('teaching', 'evidence');
  await recode(null, null);
  expect(await first()).toMatchObject({
    uncoded: 0,
    cells: { learningJudgment: 1, teachingEvidence: 0 },
    learning: { count: 1, n: 1 },
    evidence: { count: 0, n: 1 },
  });
});

test('meetings come by number, each with its own comments; one without any has no shares', async () => {
  const [one, two] = [await plan('2026-06-10'), await plan('2026-05-10')];
  const { id: commentId } = await say('ana', 'learning', 'evidence');
  await say('ana', 'teaching', 'judgment');
  await app.as('mara').ok(moveComment, { params: { commentId }, body: { meetingId: one.id } });
  expect((await shift()).meetings).toMatchObject([
    { meetingId: one.id, comments: 1, learning: { count: 1, n: 1 } },
    { meetingId: two.id, comments: 1, learning: { count: 0, n: 1 } },
  ]);
  await plan('2026-07-10', []);
  expect((await shift()).meetings[2]).toMatchObject({
    comments: 0,
    episodes: [],
    learning: null,
    evidence: null,
  });
});

test('what is said outside any meeting is told apart, and on an unshared episode not at all', async () => {
  await say('ana', 'learning', 'evidence');
  await say('mara', 'learning', 'evidence');
  const unshared = await addEpisode(app, clubId, 'ana', { sharedAt: null });
  await say('ana', 'learning', 'evidence', null, unshared);
  expect(await shift('ana')).toMatchObject({ meetings: [], outside: 1, people: 0 });
});

test('a deleted comment does not count', async () => {
  await plan();
  const { id: commentId } = await say('ana', 'learning', 'evidence');
  await say('ana', 'teaching', null);
  await app.as('ana').ok(removeComment, { params: { commentId } });
  expect(await first()).toMatchObject({ comments: 1, learning: { count: 0, n: 1 }, evidence: null });
});

test('a withdrawn episode is no longer named, and its counts stay, also once the names are gone', async () => {
  await plan();
  await say('ana', 'learning', 'evidence');
  await setEpisode(app, episodeId, { status: 'withdrawn', withdrawnAt: new Date() });
  const counts = { episodes: [], comments: 1, learning: { count: 1, n: 1 }, evidence: { count: 1, n: 1 } };
  expect(await first()).toMatchObject({ ...counts, people: 1 });
  await setEpisode(app, episodeId, { purgedAt: new Date() });
  await unnameJob.run(app.deps, {}, { signal: new AbortController().signal, retry: 0, lastTry: false });
  expect(await first()).toMatchObject({ ...counts, people: 0 });
});

test('where how is the author’s, a meeting shows none until three people marked it, to mediators neither', async () => {
  await newClub('author');
  await plan();
  await say('ana', 'learning', 'evidence');
  await say('ana', 'learning', 'judgment');
  await say('beto', 'teaching', 'evidence');
  await say('carla', 'teaching', null);
  for (const name of ['ana', 'mara', 'gil']) {
    const [meeting] = (await shift(name)).meetings;
    expect(meeting).toMatchObject({ people: 3, howHidden: true, cells: null, evidence: null });
    expect(meeting).toMatchObject({ learning: { count: 2, n: 4 } });
  }
  await say('carla', 'learning', 'evidence');
  expect(await first()).toMatchObject({
    howHidden: false,
    cells: { learningEvidence: 2, learningJudgment: 1, teachingEvidence: 1 },
    evidence: { count: 3, n: 4 },
  });
});

test('a stranger is told that there is no such club', async () => {
  const answer = await app.as('stranger').call(contract.getShift, { params: { clubId } });
  expect(answer).toMatchObject({ status: 404, code: 'club_not_found' });
});
