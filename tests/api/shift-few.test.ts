import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { getMediators, getPaths, getShift, type View } from '../../server/shift/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode } from '../helpers/episode.ts';
import { saidIn } from '../helpers/said.ts';

let app: TestApp;
let clubId: string;
let said: ReturnType<typeof saidIn>;
const people = ['ana', 'beto', 'carla', 'dani', 'elsa'];
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  clubId = await app.club({ mediators: ['mara'], teachers: people });
  said = saidIn(app, clubId, await addEpisode(app, clubId, 'beto'));
});

const views: Partial<View>[] = [
  {},
  { source: 'blind' },
  { source: 'mediator', revision: 'last' },
  { asked: 'before' },
  { replies: 'only', phase: 'during' },
];
/** All that the page of the shift asks for, by every kind of view; a number that is none is no JSON, and no answer. */
async function everything() {
  const params = { clubId };
  for (const query of views) {
    await app.as('ana').ok(getShift, { params, query });
    const { source: _, ...others } = query;
    await app.as('ana').ok(getMediators, { params, query: others });
    await app.as('ana').ok(getPaths, { params, query: others });
  }
  return app.as('ana').ok(getShift, { params });
}

test('a club without meetings, and meetings without comments or codes, have no shares and no trend', async () => {
  expect(await everything()).toMatchObject({ meetings: [], people: 0, learning: { withheld: 'few_people' } });
  const meetingId = await said.meeting(1);
  expect((await everything()).meetings).toMatchObject([{ comments: 0, learning: null, evidence: null }]);
  for (const name of people) await said.say(name, { meetingId, text: '' });
  const { meetings, learning } = await everything();
  expect(meetings).toMatchObject([{ comments: 5, uncoded: 5, learning: null, evidence: null }]);
  expect(learning).toMatchObject({ people: 0, meetings: 0, withheld: 'few_people', found: null });
});

test('one meeting has shares and no trend, one person neither a trend nor company', async () => {
  const meetingId = await said.meeting(1);
  for (const name of people) await said.say(name, { meetingId, what: 'learning', how: 'evidence' });
  expect(await everything()).toMatchObject({
    meetings: [{ learning: { count: 5, n: 5, high: 1 } }],
    // In one meeting nobody has a slope.
    learning: { people: 0, withheld: 'few_people' },
  });
  for (const number of [2, 3, 4, 5, 6])
    await said.say('ana', { meetingId: await said.meeting(number), what: 'teaching' });
  expect((await everything()).learning).toMatchObject({ people: 1, meetings: 6, withheld: 'few_people' });
});

test('where every mark is the same there is a trend, and it is none', async () => {
  for (const number of [1, 2, 3, 4, 5, 6]) {
    const meetingId = await said.meeting(number);
    for (const name of people) await said.say(name, { meetingId, what: 'learning', how: 'evidence' });
  }
  const none = { perMeeting: 0, low: 0, high: 0, pSlopes: 1, pMeetings: 1, p: 1 };
  expect(await everything()).toMatchObject({ learning: { found: none }, evidence: { found: none } });
});
