import { buffer, text } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { columns } from '../../../server/research/columns.ts';
import { dictionary, tableOf } from '../../../server/research/table.ts';
import type { Said } from '../../../server/research/study.ts';
import { coding, said, study } from './made.ts';

type Record_ = Record<string, string>;
async function read(...comments: Said[]) {
  return parse<Record_>(await text(tableOf(study(...comments))), { bom: true, columns: true });
}

test('a coding is a row, with all there is of its comment; what is empty is empty', async () => {
  const one = said({
    ...{ endMs: 18_000, asked: { cause: 'marked', answer: 'added' }, reply: true },
    codings: [
      coding({ how: 'judgment' }),
      coding({ revision: 2 }),
      coding({ source: 'blind', coder: 'P-9XYW', what: null }),
    ],
  });
  const rows = await read(one, said());
  expect(rows).toHaveLength(4);
  expect(rows[0]).toEqual({
    ...{ comment: one.id, author: 'P-7K3Q', role: 'teacher', meeting: '4', meeting_date: '2026-06-11' },
    ...{ episode: '3', episode_duration_ms: '600000', at_ms: '12500', end_ms: '18000', phase: 'during' },
    ...{ reply: 'true', reply_to: '', independent: 'true', presenters_own: 'false' },
    ...{ asked_cause: 'marked', asked_answer: 'added', source: 'author', coder: 'P-7K3Q' },
    ...{ codebook: 'what-how/1', revision: '1', coded_at: '2026-06-11T20:00:00.000Z' },
    ...{ what: 'learning', how: 'judgment', practice: '', move: '', imported: 'false', words: '5' },
    text: 'E4 cuenta con los dedos.',
  });
  expect(rows.map(({ source, revision, what, how }) => [source, revision, what, how])).toEqual([
    ['author', '1', 'learning', 'judgment'],
    ['author', '2', 'learning', 'evidence'],
    ['blind', '1', '', 'evidence'],
    ['', '', '', ''],
  ]);
});

test('it is RFC 4180 in UTF-8 with its mark: commas, quotes and lines come back as they were', async () => {
  const written = 'Dice «½», "uno", y\nsigue; —ñandú 🙂\r\notra\rmás';
  const bytes = await buffer(tableOf(study(said({ text: written }), said())));
  const file = bytes.toString();
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect((await read(said({ text: written })))[0]?.text).toBe(written);
  const outside = file.replaceAll(/"[^"]*(?:""[^"]*)*"/g, '');
  expect(outside.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  expect(outside.endsWith('\r\n')).toBe(true);
});

test.each([
  "=cmd|' /C calc'!A0",
  '+1+cmd',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '=HYPERLINK("http://x","y")',
  '＝1+1',
])('a comment that a spreadsheet would run is only text in it: %j', async (formula) => {
  const [row] = await read(said({ text: formula }));
  expect(row?.text).toBe(`'${formula}`);
});

test('numbers stay numbers, and a table of nobody has its head alone', async () => {
  expect((await read(said({ atMs: 0 })))[0]?.at_ms).toBe('0');
  const rows = parse(await text(tableOf(study())), { bom: true });
  expect(rows).toEqual([columns.map(({ name }) => name)]);
});

test('ten thousand comments leave piece by piece', async () => {
  const many = Array.from({ length: 10_000 }, () => said({ codings: [coding()], text: 'x'.repeat(300) }));
  let most = 0;
  let bytes = 0;
  for await (const piece of tableOf(study(...many)) as AsyncIterable<Buffer>) {
    most = Math.max(most, piece.length);
    bytes += piece.length;
  }
  expect(bytes).toBeGreaterThan(4_000_000);
  expect(most).toBeLessThan(200_000);
});

test('the dictionary says of each column what it means, in both languages, and how formulas were disarmed', async () => {
  const rows = parse<Record_>(await text(dictionary()), { bom: true, columns: true });
  expect(rows.map(({ column }) => column)).toEqual(columns.map(({ name }) => name));
  for (const { column, significado, meaning, values } of rows)
    expect([column, Boolean(significado && meaning && values)]).toEqual([column, true]);
  expect(rows.at(-1)?.meaning).toContain('apostrophe');
  expect(rows.find(({ column }) => column === 'at_ms')?.unit).toBe('ms');
});
