import { afterAll, beforeAll, expect, test } from 'vitest';
import { getPaths, getShift, type View } from '../../server/shift/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode } from '../helpers/episode.ts';
import { saidIn } from '../helpers/said.ts';
import { book, send } from '../helpers/spreadsheet.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

test('imported comments count as their authors’ own, beside those written here, where a view asks for nothing a spreadsheet cannot tell', async () => {
  const clubId = await app.club({ mediators: ['mara'], teachers: ['ana', 'beto'] });
  const otherClubId = await app.club({ name: 'Otro', mediators: ['mara'], teachers: ['ana'] });
  const rows = ['Aprendizaje;Vi u oí', 'Aprendizaje;Impresión', 'Enseñanza;', ';'];
  await send(app, clubId, book(...rows.map((codes) => `ana;1;26-03-2025;${codes};`), 'mara;2;9-4-2025;;;'));
  await send(app, otherClubId, book('ana;1;26-03-2025;;;'));
  const said = saidIn(app, clubId, await addEpisode(app, clubId, 'beto'));
  await said.say('beto', { meetingId: await said.meeting(3), what: 'learning' });

  const shift = async (query: Partial<View> = {}) =>
    app.as('beto').ok(getShift, { params: { clubId }, query });
  const { meetings, people } = await shift();
  expect(people).toBe(2);
  expect(meetings).toMatchObject([
    {
      ...{ number: 1, imported: true, comments: 4, uncoded: 1, people: 1 },
      ...{ learning: { count: 2, n: 3 }, evidence: { count: 1, n: 2 } },
    },
    // What mediators said is left out, imported or not.
    { number: 2, imported: true, comments: 0 },
    { number: 3, imported: false, comments: 1, learning: { count: 1, n: 1 } },
  ]);
  const counted = async (query: Partial<View>) =>
    (await shift(query)).meetings.map(({ comments }) => comments);
  expect(await counted({ revision: 'last', replies: 'with' })).toEqual([4, 0, 1]);
  for (const query of [
    { phase: 'during' },
    { reading: 'after' },
    { replies: 'only' },
    { source: 'blind' },
  ] as const)
    expect((await counted(query))[0]).toBe(0);
  const { own } = await app.as('ana').ok(getPaths, { params: { clubId } });
  expect(own).toMatchObject([{ number: 1, learning: { count: 2, n: 3 }, evidence: { count: 1, n: 2 } }]);
});
