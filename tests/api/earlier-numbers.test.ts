import { eq, ne } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { importedComments, imports } from '../../db/schema/earlier.ts';
import { meetings } from '../../db/schema/meetings.ts';
import { type ImportMade, listImports, type Report } from '../../server/earlier/contract.ts';
import * as meeting from '../../server/meetings/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode, told } from '../helpers/episode.ts';
import { book, preview, send, undo } from '../helpers/spreadsheet.ts';

let app: TestApp;
let clubId: string;
beforeAll(async () => {
  app = await testApp();
  await app.club({ name: 'Otro club', mediators: ['stranger'] });
});
afterAll(() => app.close());
beforeEach(async () => {
  clubId = await app.club({ mediators: ['mara'], teachers: ['ana', 'beto'], guests: ['gil'] });
});

const plan = (heldOn: string) =>
  app.as('mara').ok(meeting.createMeeting, { params: { clubId }, body: { heldOn } });
const list = async () => app.as('gil').ok(meeting.listMeetings, { params: { clubId } });
const numbered = async () => (await list()).map(({ number, heldOn }) => `${number} ${heldOn}`);
const made = () => app.as('mara').ok(listImports, { params: { clubId } });
const kept = () => app.deps.db.select().from(importedComments).where(eq(importedComments.clubId, clubId));

describe('numbers follow days', () => {
  test('earlier meetings push those of the club up, which is told first', async () => {
    const [one, two] = [await plan('2026-03-04'), await plan('2026-04-01')];
    const file = book('ana;1;26-03-2025;;;a', 'ana;2;9-4-2025;;;b', 'ana;3;23-4-2025;;;c');
    const { body } = await preview(app, clubId, file);
    expect((body as Report).renumbered).toEqual([
      { from: 1, to: 4, heldOn: '2026-03-04' },
      { from: 2, to: 5, heldOn: '2026-04-01' },
    ]);
    const { body: imported } = await send(app, clubId, file);
    const held = ['1 2025-03-26', '2 2025-04-09', '3 2025-04-23'];
    expect(await numbered()).toEqual([...held, '4 2026-03-04', '5 2026-04-01']);
    expect((await list()).slice(3)).toMatchObject([
      { id: one.id, imported: false, importedCount: 0 },
      { id: two.id, state: 'planned' },
    ]);
    await undo(app, clubId, (imported as ImportMade).id);
    expect(await numbered()).toEqual(['1 2026-03-04', '2 2026-04-01']);
  });

  test('a meeting on the very day of one of the club is that one, and survives undoing', async () => {
    const { id } = await plan('2025-04-09');
    const file = book('ana;1;26-03-2025;;;a', 'ana;2;9-4-2025;;;b');
    expect((await preview(app, clubId, file)).body).toMatchObject({
      meetings: [
        { number: 1, existing: false },
        { number: 2, existing: true },
      ],
      renumbered: [{ from: 1, to: 2 }],
    });
    const { body } = await send(app, clubId, file);
    expect(await list()).toMatchObject([
      { number: 1, imported: true, importedCount: 1 },
      { id, number: 2, imported: false, importedCount: 1, state: 'planned' },
    ]);
    await undo(app, clubId, (body as ImportMade).id);
    expect(await list()).toMatchObject([{ id, number: 1, importedCount: 0 }]);
  });

  test('and stay unique while meetings are planned at the same time', async () => {
    await plan('2026-03-04');
    const file = (n: number) => book(`ana;1;${n}-03-2025;;;x`, `ana;2;${n}-04-2025;;;y`);
    const all = await Promise.all([
      ...[1, 2, 3].map((n) => send(app, clubId, file(n)).then(({ status }) => status)),
      ...[1, 2, 3].map((n) => plan(`2026-0${n + 3}-01`).then(() => 200)),
    ]);
    expect(all).toEqual([200, 200, 200, 200, 200, 200]);
    const rows = await list();
    expect(rows.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const imported = rows.slice(0, 6).map(({ heldOn }) => heldOn);
    expect(imported).toEqual(imported.toSorted());
  });
});

describe('undoing an import', () => {
  const importTwo = async () =>
    (await send(app, clubId, book('ana;1;26-03-2025;;;a', 'ana;2;9-4-2025;;;b'))).body as ImportMade;

  test('takes away all it brought, and tells the club', async () => {
    const { id } = await importTwo();
    expect(await undo(app, clubId, id)).toMatchObject({ status: 200, body: { kept: [] } });
    expect([await list(), await made(), await kept()]).toEqual([[], [], []]);
    expect(await told(app, clubId, 'gil')).toHaveLength(2);
  });

  test('leaves a meeting that has come into use, without what was imported', async () => {
    const episodeId = await addEpisode(app, clubId, 'ana');
    const { id } = await importTwo();
    const [, second] = await list();
    const params = { meetingId: second?.id ?? '' };
    await app.as('mara').ok(meeting.changeMeeting, { params, body: { episodeIds: [episodeId] } });
    expect((await undo(app, clubId, id)).body).toEqual({ kept: [{ number: 1, heldOn: '2025-04-09' }] });
    expect(await list()).toMatchObject([
      { id: second?.id, number: 1, imported: false, importedCount: 0, state: 'closed' },
    ]);
  });

  test('leaves one that was opened here', async () => {
    const { id } = await importTwo();
    const [first] = await list();
    await app.as('mara').ok(meeting.openMeeting, { params: { meetingId: first?.id ?? '' } });
    expect((await undo(app, clubId, id)).body).toEqual({ kept: [{ number: 1, heldOn: '2025-03-26' }] });
  });

  test('leaves one in which another import stands too, whose meeting it is from then on', async () => {
    const first = await importTwo();
    const { body } = await send(app, clubId, book('beto;2;9-4-2025;;;otro'));
    expect((await undo(app, clubId, first.id)).body).toEqual({ kept: [{ number: 1, heldOn: '2025-04-09' }] });
    expect(await list()).toMatchObject([{ number: 1, imported: true, importedCount: 1 }]);
    await undo(app, clubId, (body as ImportMade).id);
    expect(await list()).toEqual([]);
  });

  test('twice at once undoes it once; another club has no such import', async () => {
    const { id } = await importTwo();
    const otherClubId = await app.club({ name: 'Tercero', mediators: ['mara'] });
    expect((await undo(app, otherClubId, id)).code).toBe('import_not_found');
    const answers = await Promise.all([undo(app, clubId, id), undo(app, clubId, id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect(await list()).toEqual([]);
  });

  test('while another is imported leaves just the other', async () => {
    const { id } = await importTwo();
    const file = book('beto;1;26-03-2025;;;c', 'beto;2;1-5-2025;;;d');
    const [undone, imported] = await Promise.all([undo(app, clubId, id), send(app, clubId, file)]);
    expect([undone.status, imported.status]).toEqual([200, 200]);
    expect(await list()).toMatchObject([
      { number: 1, heldOn: '2025-03-26', imported: true, importedCount: 1 },
      { heldOn: '2025-05-01', imported: true, importedCount: 1 },
    ]);
    expect(await kept()).toHaveLength(2);
  });

  test('touches no other club', async () => {
    const otherClubId = await app.club({ name: 'Tercero', mediators: ['mara'], teachers: ['ana'] });
    await send(app, otherClubId, book('ana;1;26-03-2025;;;a'));
    const { id } = await importTwo();
    await undo(app, clubId, id);
    const { db } = app.deps;
    expect(await db.$count(imports, eq(imports.clubId, otherClubId))).toBe(1);
    expect(await db.$count(meetings, ne(meetings.clubId, clubId))).toBeGreaterThan(0);
  });
});
