import { asc } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listMeetings } from '../../server/meetings/contract.ts';
import { importedGroups } from '../../server/shift/imported.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { book, send } from '../helpers/spreadsheet.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

test('imported comments are counted by meeting, person and codes, as comments written here are', async () => {
  const clubId = await app.club({ mediators: ['mara'], teachers: ['ana', 'beto'] });
  const otherClubId = await app.club({ name: 'Otro', mediators: ['mara'], teachers: ['ana'] });
  const rows = ['Aprendizaje;Vi u oí', 'Aprendizaje;Vi u oí', 'Enseñanza;', ';'];
  await send(app, clubId, book(...rows.map((codes) => `ana;1;26-03-2025;${codes};`), 'mara;2;9-4-2025;;;'));
  await send(app, otherClubId, book('ana;1;26-03-2025;;;'));
  const [one, two] = await app.as('ana').ok(listMeetings, { params: { clubId } });
  const groups = importedGroups(clubId);
  const found = await app.deps.db.select().from(groups).orderBy(asc(groups.what), asc(groups.role));
  const ana = { meetingId: one?.id, authorId: app.idOf('ana'), role: 'teacher', reply: false };
  const unmarked = { what: null, how: null, count: 1 };
  expect(found).toEqual([
    { ...ana, what: 'learning', how: 'evidence', count: 2 },
    { ...ana, what: 'teaching', how: null, count: 1 },
    { ...ana, ...unmarked, meetingId: two?.id, authorId: app.idOf('mara'), role: 'mediator' },
    { ...ana, ...unmarked },
  ]);
});
