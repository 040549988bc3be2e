import { describe, expect, test } from 'vitest';
import { readSheet } from '../../../server/earlier/csv-file.ts';
import { listedMax } from '../../../server/earlier/contract.ts';
import { reportOf } from '../../../server/earlier/report.ts';
import { checkRows } from '../../../server/earlier/rows.ts';

const person = (name: string, role: 'teacher' | 'mediator' | 'guest' = 'teacher') => ({
  ...{ userId: `id of ${name}`, name, role },
  email: `${name.split(' ')[0]?.toLowerCase()}@club.test`,
});
const people = [
  person('Ana Muñoz'),
  person('Beto Díaz'),
  { ...person('ana munoz'), userId: 'another Ana', email: 'otra@club.test' },
  person('Mara Soto', 'mediator'),
  person('Gil Rey', 'guest'),
];
const episodes = [
  { id: 'fractions', title: 'Fracciones, 4º básico', durationMs: 60_000 },
  { id: 'one', title: 'Dos veces', durationMs: 10_000 },
  { id: 'two', title: 'Dos veces', durationMs: 90_000 },
  { id: 'long', title: 'Por preparar', durationMs: null },
];
const heading = 'persona;encuentro;fecha;qué;cómo;episodio;momento;texto';
async function check(...lines: string[]) {
  const sheet = await readSheet(Buffer.from([heading, ...lines].join('\n')));
  return checkRows(sheet, { people, episodes, today: '2026-06-10' });
}
const wrongIn = async (...lines: string[]) =>
  (await check(...lines)).wrong.map(({ line, column, code, another }) => [line, column, code, another]);

test('a row that is right tells who, in which meeting, when, and what was noticed', async () => {
  const { rows, wrong } = await check(
    'Beto Diaz;1;26-03-2025;Aprendizaje;vi u oí;fracciones, 4° BASICO;00:59;E4 cuenta',
    'MARA@club.test;1;26-03-2025;;;Otra clase;;',
  );
  expect(wrong).toEqual([]);
  const meeting = { number: 1, heldOn: '2025-03-26', dayWritten: '26-03-2025' };
  expect(rows).toEqual([
    {
      ...{ line: 2, authorId: 'id of Beto Díaz', authorRole: 'teacher', ...meeting, what: 'learning' },
      ...{ how: 'evidence', episodeTitle: 'fracciones, 4° BASICO', episodeId: 'fractions', atMs: 59_000 },
      text: 'E4 cuenta',
    },
    {
      ...{ line: 3, authorId: 'id of Mara Soto', authorRole: 'mediator', ...meeting, what: null, how: null },
      ...{ episodeTitle: 'Otra clase', episodeId: null, atMs: null, text: '' },
    },
  ]);
});

describe('what is wrong with a row is said by row and column', () => {
  test.each<[string, string, unknown[]]>([
    ['nobody', ';1;1-4-2025;;;;;x', ['person', 'person_missing', null]],
    ['a stranger', 'Zoe;1;1-4-2025;;;;;x', ['person', 'person_unknown', null]],
    ['a name of two people', 'Ana Munoz;1;1-4-2025;;;;;x', ['person', 'person_of_two', null]],
    ['a guest', 'Gil Rey;1;1-4-2025;;;;;x', ['person', 'person_guest', null]],
    ['a formula for a person', '=1+1;1;1-4-2025;;;;;x', ['person', 'person_unknown', null]],
    ['no meeting', 'Beto Díaz;;1-4-2025;;;;;x', ['meeting', 'meeting_missing', null]],
    ['meeting 0', 'Beto Díaz;0;1-4-2025;;;;;x', ['meeting', 'meeting_unreadable', null]],
    ['meeting 1000', 'Beto Díaz;1000;1-4-2025;;;;;x', ['meeting', 'meeting_unreadable', null]],
    ['no day', 'Beto Díaz;1;;;;;;x', ['date', 'date_missing', null]],
    ['the month first', 'Beto Díaz;1;03/26/2025;;;;;x', ['date', 'date_unreadable', null]],
    ['tomorrow', 'Beto Díaz;1;11-06-2026;;;;;x', ['date', 'date_in_future', null]],
    ['an unknown what', 'Beto Díaz;1;1-4-2025;Sala;;;;x', ['what', 'what_unknown', null]],
    ['an unknown how', 'Beto Díaz;1;1-4-2025;;Quizás;;;x', ['how', 'how_unknown', null]],
    [
      'a title too long',
      `Beto Díaz;1;1-4-2025;;;${'x'.repeat(201)};;x`,
      ['episode', 'episode_too_long', null],
    ],
    ['a moment that is none', 'Beto Díaz;1;1-4-2025;;;;1:75;x', ['at', 'at_unreadable', null]],
    ['past the end', 'Beto Díaz;1;1-4-2025;;;Fracciones, 4º básico;61;x', ['at', 'at_past_end', 60]],
    ['past the end of both', 'Beto Díaz;1;1-4-2025;;;Dos veces;01:31;x', ['at', 'at_past_end', 90]],
    ['a text too long', `Beto Díaz;1;1-4-2025;;;;;${'x'.repeat(5001)}`, ['text', 'text_too_long', null]],
    ['a cell too many', 'Beto Díaz;1;1-4-2025;;;;;x;y', [null, 'cells_beyond', null]],
  ])('%s', async (_what, line, [column, code, another]) => {
    expect(await wrongIn(line)).toEqual([[2, column, code, another]]);
  });

  test('a lone number below «minuto» could be either, and is asked about', async () => {
    const sheet = await readSheet(
      Buffer.from(`${heading.replace('momento', 'Minuto')}\nBeto Díaz;1;1-4-2025;;;;3;x`),
    );
    const { wrong } = checkRows(sheet, { people, episodes, today: '2026-06-10' });
    expect(wrong.map(({ code }) => code)).toEqual(['at_ambiguous']);
  });

  test('everything that is wrong with it, with the value as it stands', async () => {
    const { wrong } = await check(`${'Zoe '.repeat(40)};x;ayer;Sala;Quizás;;;`);
    expect(wrong.map(({ column }) => column)).toEqual(['person', 'meeting', 'date', 'what', 'how']);
    expect(wrong.map(({ value }) => value.length)).toEqual([60, 1, 4, 4, 6]);
  });

  test('nothing, where the moment lies in one of the episodes with that title, or it is not known how long they are', async () => {
    const lines = ['Beto Díaz;1;1-4-2025;;;Dos veces;80;x', 'Beto Díaz;1;1-4-2025;;;Por preparar;9999;x'];
    const { rows, wrong } = await check(...lines);
    expect(wrong).toEqual([]);
    expect(rows.map(({ episodeId }) => episodeId)).toEqual([null, 'long']);
  });
});

describe('what is wrong between rows', () => {
  const on = (number: number, day: string, text = `${number} ${day}`) =>
    `Beto Díaz;${number};${day};;;;;${text}`;

  test('a meeting has one day, a day one meeting, and the first row is right', async () => {
    expect(await wrongIn(on(1, '1-4-2025'), on(1, '2-4-2025'), on(2, '1-4-2025'))).toEqual([
      [3, 'date', 'meeting_of_two_days', 2],
      [4, 'date', 'day_of_two_meetings', 2],
    ]);
  });

  test('and the day is told as it was written', async () => {
    const { wrong } = await check(on(1, '1-4-2025'), on(1, '02/04/2025'));
    expect(wrong.map(({ value }) => value)).toEqual(['02/04/2025']);
  });

  test('numbers follow days', async () => {
    expect(await wrongIn(on(2, '1-4-2025'), on(1, '1-5-2025'), on(3, '1-6-2025'))).toEqual([
      [2, 'meeting', 'meeting_out_of_order', 1],
    ]);
  });

  test('the same comment twice is told with its first row; codes alone may well be alike', async () => {
    const bare = 'Beto Díaz;1;1-4-2025;Aprendizaje;;;;';
    expect(
      await wrongIn(
        on(1, '1-4-2025', 'hola'),
        bare,
        bare,
        on(1, '1/4/2025', 'hola'),
        on(1, '1-4-2025', 'Hola'),
      ),
    ).toEqual([[5, null, 'same_as_row', 2]]);
  });
});

test('a report counts everything and lists the first two hundred, in the order of the file', async () => {
  const lines = Array.from({ length: 150 }, () => 'Zoe;1;ayer;;;;;x');
  const sheet = await readSheet(Buffer.from([heading, 'Beto Díaz;1;1-4-2025;;;;;x', ...lines].join('\n')));
  const { rows, wrong } = checkRows(sheet, { people, episodes, today: '2026-06-10' });
  const late = { line: 2, column: null, code: 'imported_before' as const, value: 'x', another: null };
  const placed = [{ id: null, number: 4, heldOn: '2025-04-01' }];
  const report = reportOf(sheet, rows, { placed, renumbered: [] }, [...wrong, late]);
  expect(report).toMatchObject({
    ...{ rows: 151, people: 1, uncoded: 1 },
    meetings: [{ number: 4, heldOn: '2025-04-01', rows: 1, existing: false }],
  });
  expect(report.wrong).toMatchObject({ rows: 151, total: 301 });
  expect(report.wrong.listed).toHaveLength(listedMax);
  expect(report.wrong.listed.slice(0, 3).map(({ line }) => line)).toEqual([2, 3, 3]);
});
