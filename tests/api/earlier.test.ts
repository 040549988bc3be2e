import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { users } from '../../db/schema/accounts.ts';
import { memberships } from '../../db/schema/clubs.ts';
import { importedComments } from '../../db/schema/earlier.ts';
import { changeClub } from '../../server/clubs/contract.ts';
import { fileMaxBytes, type ImportMade, listImports, type Report } from '../../server/earlier/contract.ts';
import * as meeting from '../../server/meetings/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode, told } from '../helpers/episode.ts';
import { book, preview, refused, send, undo } from '../helpers/spreadsheet.ts';

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

const list = async () => app.as('gil').ok(meeting.listMeetings, { params: { clubId } });
const made = () => app.as('mara').ok(listImports, { params: { clubId } });
const kept = () => app.deps.db.select().from(importedComments).where(eq(importedComments.clubId, clubId));

describe('a spreadsheet of earlier meetings', () => {
  test('is looked through first, and nothing is kept of it', async () => {
    const file = book(
      'ana;1;26-03-2025;Aprendizaje;Vi u oí;E4 cuenta con los dedos',
      'beto@club.test;1;26-03-2025;;;Pregunta y espera',
      'mara;2;09-04-2025;Enseñanza;;¿Qué vieron?',
    );
    expect(await preview(app, clubId, file)).toEqual({
      status: 200,
      body: {
        ...{ rows: 3, people: 3, uncoded: 1, ignoredColumns: [], renumbered: [] },
        meetings: [
          { number: 1, heldOn: '2025-03-26', rows: 2, existing: false },
          { number: 2, heldOn: '2025-04-09', rows: 1, existing: false },
        ],
        wrong: { rows: 0, total: 0, listed: [] },
      },
    });
    expect([await list(), await made(), await kept()]).toEqual([[], [], []]);
  });

  test('is imported whole: its meetings were held and are over, and are marked', async () => {
    const episodeId = await addEpisode(app, clubId, 'ana', { title: 'Fracciones' });
    const { status, body } = await send(
      app,
      clubId,
      book(
        'ana;3;26-03-2025;Aprendizaje;Vi u oí;E4 cuenta;FRACCIONES;01:12',
        'mara;3;26-03-2025;;Impresión;=cmd|x',
      ),
    );
    expect([status, body]).toMatchObject([200, { fileName: 'planilla.csv', rows: 2, meetings: 1 }]);
    expect(await list()).toMatchObject([
      {
        ...{ number: 3, heldOn: '2025-03-26', state: 'closed', episodes: [], commentCount: 0 },
        ...{ imported: true, importedCount: 2 },
      },
    ]);
    expect(await kept()).toMatchObject([
      {
        ...{ authorId: app.idOf('ana'), authorRole: 'teacher', what: 'learning', how: 'evidence' },
        ...{ episodeTitle: 'FRACCIONES', episodeId, atMs: 72_000, text: 'E4 cuenta' },
      },
      {
        ...{ authorId: app.idOf('mara'), authorRole: 'mediator', what: null, how: 'judgment' },
        ...{ episodeTitle: '', episodeId: null, atMs: null, text: '=cmd|x' },
      },
    ]);
    expect(await made()).toMatchObject([{ importedBy: 'mara', rows: 2, meetings: 1 }]);
    const [first] = await list();
    expect(await told(app, clubId, 'gil')).toContainEqual({ type: 'meeting.changed', meetingId: first?.id });
  });

  test('may hold twenty thousand rows', async () => {
    const rows = Array.from({ length: 20_000 }, (_, n) => `ana;${(n % 40) + 1};${day(n % 40)};;;${n}`);
    const { status, body } = await send(app, clubId, book(...rows));
    expect([status, body]).toMatchObject([200, { rows: 20_000, meetings: 40 }]);
    expect(await app.deps.db.$count(importedComments, eq(importedComments.clubId, clubId))).toBe(20_000);
  });

  test('names whoever is or was of the club, and nobody else', async () => {
    await app.club({ name: 'Tercero', teachers: ['zoe'] });
    await app.deps.db
      .insert(memberships)
      .values({ clubId, userId: (await app.person('wanda')).id, role: 'teacher' });
    await app.remove(clubId, 'beto');
    const file = book(...['beto', 'zoe@club.test', 'wanda', 'gil'].map((name) => `${name};1;1-4-2025;;;x`));
    const { body } = await preview(app, clubId, file);
    expect((body as Report).wrong.listed.map(({ line, code }) => [line, code])).toEqual([
      [3, 'person_unknown'],
      [4, 'person_unknown'],
      [5, 'person_guest'],
    ]);
  });

  test('does not tell of episodes that the club may not know of', async () => {
    const short = { durationMs: 1000, title: 'Secreto' };
    await addEpisode(app, clubId, 'ana', { ...short, sharedAt: null });
    await addEpisode(app, clubId, 'ana', { ...short, withdrawnAt: new Date() });
    const file = book('ana;1;1-4-2025;;;x;Secreto;01:00');
    expect((await send(app, clubId, file)).status).toBe(200);
    expect(await kept()).toMatchObject([{ episodeTitle: 'Secreto', episodeId: null }]);
  });

  test('keeps a meeting of its own from being removed with what is in it', async () => {
    await send(app, clubId, book('ana;1;1-4-2025;;;x'));
    const [{ id: meetingId } = { id: '' }] = await list();
    const answer = await app.as('mara').call(meeting.removeMeeting, { params: { meetingId } });
    expect(answer.code).toBe('meeting_has_comments');
  });

  test('keeps its counts when an account is gone', async () => {
    const goneId = (await app.person('ida')).id;
    await app.deps.db
      .insert(memberships)
      .values({ clubId, userId: goneId, role: 'mediator', admittedAt: new Date() });
    await send(app, clubId, book('ida;1;1-4-2025;;;x'), 'ida');
    await app.deps.db.delete(users).where(eq(users.id, goneId));
    expect(await kept()).toMatchObject([{ authorId: null, authorRole: 'mediator' }]);
    expect(await made()).toMatchObject([{ importedBy: null, rows: 1 }]);
  });
});

describe('all or nothing', () => {
  test('one wrong row, and nothing is imported: the report says which', async () => {
    const file = book('ana;1;1-4-2025;;;bien', 'Zoe;1;1-4-2025;;;mal', 'beto;1;31-04-2025;;;mal');
    const { status, body } = await send(app, clubId, file);
    expect([status, (body as { code: string }).code]).toEqual([422, 'import_rows_wrong']);
    const { report } = body as { report: Report };
    expect(report).toEqual((await preview(app, clubId, file)).body);
    expect(report.wrong).toEqual({
      ...{ rows: 2, total: 2 },
      listed: [
        { line: 3, column: 'person', code: 'person_unknown', value: 'Zoe', another: null },
        { line: 4, column: 'date', code: 'date_unreadable', value: '31-04-2025', another: null },
      ],
    });
    expect([await list(), await made(), await kept()]).toEqual([[], [], []]);
  });

  test('the same file twice is refused, looked through or imported, until it was undone', async () => {
    const file = book('ana;1;1-4-2025;Aprendizaje;;');
    const { body } = await send(app, clubId, file);
    for (const again of [send, preview])
      expect(await refused(again(app, clubId, file))).toEqual([409, 'import_made_before']);
    await undo(app, clubId, (body as ImportMade).id);
    expect((await send(app, clubId, file)).status).toBe(200);
  });

  test('the same file sent twice at once is imported once', async () => {
    const file = book('ana;1;1-4-2025;;;x');
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(app, clubId, file)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    expect(await list()).toHaveLength(1);
  });

  test('rows that were imported before are wrong, also without words', async () => {
    await send(app, clubId, book('ana;1;1-4-2025;;;x', 'ana;1;1-4-2025;Aprendizaje;;'));
    const file = book('ana;1;1-4-2025;;;x', 'ana;1;1-4-2025;Aprendizaje;;', 'ana;1;1-4-2025;;;y');
    const { body } = await preview(app, clubId, file);
    expect((body as Report).wrong.listed.map(({ line, code }) => [line, code])).toEqual([
      [2, 'imported_before'],
      [3, 'imported_before'],
    ]);
  });

  test.each<[string, () => FormData | string, number, string]>([
    ['no file', () => new FormData(), 400, 'import_file_missing'],
    ['a body that is no form', () => 'x', 415, 'unsupported_media_type'],
    ['an empty file', () => book(), 400, 'empty_file'],
    ['a workbook', () => book(Buffer.from('PK\x03\x04')), 400, 'import_is_workbook'],
    ['one byte too many', () => book(Buffer.alloc(fileMaxBytes + 1, 'x')), 413, 'import_too_large'],
  ])('refuses %s', async (_what, body, status, code) => {
    for (const way of [send, preview])
      expect(await refused(way(app, clubId, body()))).toEqual([status, code]);
  });

  test('200 MB are refused while they stream, and never held', async () => {
    const boundary = 'x';
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n`;
    const piece = Buffer.alloc(1_000_000, 'persona;encuentro;fecha;que;como\n');
    let sent = 0;
    let most = 0;
    const before = process.memoryUsage().rss;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        most = Math.max(most, process.memoryUsage().rss - before);
        controller.enqueue(sent === 0 ? Buffer.from(head) : piece);
        sent += 1;
        if (sent > 200) controller.close();
      },
    });
    const response = await app.as('mara').fetch(`/api/clubs/${clubId}/imports/preview`, {
      method: 'POST',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      body,
      duplex: 'half',
    } as RequestInit);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      413,
      'import_too_large',
    ]);
    expect(most).toBeLessThan(100_000_000);
  });

  test('an archived club takes none, and keeps those it has', async () => {
    const { body } = await send(app, clubId, book('ana;1;1-4-2025;;;x'));
    await app.as('mara').ok(changeClub, { params: { clubId }, body: { archived: true } });
    expect(await refused(send(app, clubId, book('ana;2;2-4-2025;;;x')))).toEqual([409, 'club_archived']);
    expect((await undo(app, clubId, (body as ImportMade).id)).code).toBe('club_archived');
  });
});

/** The nth of many days in order, as they are written in Chile. */
function day(n: number) {
  const [year, month, date] = new Date(Date.UTC(2024, 2, 4 + n * 7)).toISOString().slice(0, 10).split('-');
  return `${date}-${month}-${year}`;
}
