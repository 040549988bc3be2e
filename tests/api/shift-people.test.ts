import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { removeMember } from '../../server/clubs/contract.ts';
import { getMediators, getPaths, showPath } from '../../server/shift/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode } from '../helpers/episode.ts';
import { saidIn } from '../helpers/said.ts';

let app: TestApp;
let clubId: string;
let meetingId: string;
let said: ReturnType<typeof saidIn>;
const teachers = ['ana', 'beto', 'carla', 'dani', 'elsa'];
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  clubId = await app.club({ mediators: ['mara'], teachers, guests: ['gil'] });
  said = saidIn(app, clubId, await addEpisode(app, clubId, 'beto'));
  meetingId = await said.meeting(1);
});

const paths = async (name: string) => app.as(name).ok(getPaths, { params: { clubId } });
const show = (name: string, shown = true) =>
  app.as(name).ok(showPath, { params: { clubId }, body: { shown } });
const part = (count: number, n: number) => ({ count, n });

test('one’s own path is one’s own alone', async () => {
  const second = await said.meeting(2);
  await said.say('ana', { meetingId, what: 'teaching', how: 'evidence' });
  await said.say('ana', { meetingId, what: 'learning' });
  await said.say('ana', { meetingId: second, what: 'learning' });
  await said.say('ana', { meetingId: second });
  expect((await paths('ana')).own).toEqual([
    { meetingId, number: 1, learning: part(1, 2), evidence: part(1, 1) },
    { meetingId: second, number: 2, learning: part(1, 1), evidence: null },
  ]);
  for (const name of ['beto', 'mara'])
    expect(await paths(name)).toMatchObject({ own: [], paths: null, shown: false });
});

test('the club sees the paths of who said yes, once four did, and no longer when one takes it back', async () => {
  for (const name of teachers) await said.say(name, { meetingId, what: 'learning' });
  for (const name of ['ana', 'beto', 'carla']) await show(name);
  expect(await paths('dani')).toMatchObject({ agreed: 3, of: 5, paths: null, shown: false });
  await show('dani');
  const seen = await paths('mara');
  expect(seen.paths?.map(({ name, mine }) => [name, mine])).toEqual([
    ['ana', false],
    ['beto', false],
    ['carla', false],
    ['dani', false],
  ]);
  expect((await paths('ana')).paths?.filter(({ mine }) => mine)).toMatchObject([{ name: 'ana' }]);
  await show('beto', false);
  expect(await paths('mara')).toMatchObject({ agreed: 3, paths: null });
});

test('who left shows nothing any more, nor does who never marked count among the four', async () => {
  for (const name of teachers.slice(0, 4)) await said.say(name, { meetingId, what: 'learning' });
  for (const name of teachers) await show(name);
  expect((await paths('mara')).paths).toHaveLength(4);
  await app.as('dani').ok(removeMember, { params: { clubId, userId: app.idOf('dani') } });
  expect(await paths('mara')).toMatchObject({ agreed: 3, paths: null });
});

test('the mediators’ share is of all that was written: comments, words, and turns of each thread', async () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 4, 1, 12, minute));
  const id = await said.say('ana', { meetingId, text: 'uno dos\ntres  cuatro', createdAt: at(0) });
  const reply = { meetingId, parentId: id };
  await said.say('ana', { ...reply, text: 'cinco', createdAt: at(1) });
  const mara = { ...reply, authorRole: 'mediator' as const };
  await said.say('mara', {
    ...mara,
    text: '¿Qué vio?',
    createdAt: at(2),
    practice: 'video',
    move: 'redirecting',
  });
  await said.say('mara', { ...mara, text: 'Diga más', createdAt: at(3), practice: 'sustaining' });
  await said.say('beto', { ...reply, text: 'seis', createdAt: at(4) });
  await said.say('mara', { meetingId, authorRole: 'mediator', text: 'Empecemos', createdAt: at(5) });
  const { meetings, trend } = await app.as('gil').ok(getMediators, { params: { clubId } });
  expect(trend).toBeNull();
  expect(meetings).toEqual([
    {
      ...{ meetingId, number: 1, comments: part(3, 6), words: part(5, 11), turns: part(2, 4) },
      ...{ practices: { video: 1, sustaining: 1 }, moves: { redirecting: 1 }, untagged: 1 },
    },
  ]);
});

test('whether their part falls is told from five meetings on', async () => {
  for (const number of [2, 3, 4, 5, 6]) {
    const held = await said.meeting(number);
    for (let n = number; n < 7; n += 1)
      await said.say('mara', { meetingId: held, authorRole: 'mediator', text: 'una pregunta' });
    for (let n = 0; n < 2 * number; n += 1) await said.say('ana', { meetingId: held, text: 'algo visto' });
  }
  const { trend } = await app.as('gil').ok(getMediators, { params: { clubId } });
  expect(trend).toMatchObject({ meetings: 5 });
  expect(trend?.perMeeting).toBeLessThan(0);
  // Two of the 120 orders are as steep: this one, and the one backwards.
  expect(trend?.p).toBeCloseTo(2 / 120, 5);
});
