import { describe, expect, test } from 'vitest';
import { readSheet } from '../../../server/earlier/csv-file.ts';
import { rowsMax } from '../../../server/earlier/contract.ts';
import { Problem } from '../../../server/http/problems.ts';

const read = (file: string | Buffer) => readSheet(Buffer.from(file));
const refusal = async (file: string | Buffer) => {
  const thrown: unknown = await read(file).catch((error: unknown) => error);
  if (!(thrown instanceof Problem)) throw new Error('it was not refused');
  return { code: thrown.code, ...thrown.params };
};
const heading = 'persona;encuentro;fecha;qué;cómo;texto';
const row = 'Ana Muñoz;1;26-03-2025;Aprendizaje;Vi u oí;E4 cuenta';
const cells = { person: 'Ana Muñoz', meeting: '1', date: '26-03-2025', what: 'Aprendizaje', how: 'Vi u oí' };

describe('a spreadsheet of earlier meetings', () => {
  test.each([
    ['semicolons', ';'],
    ['commas', ','],
    ['tabs', '\t'],
  ])('is read with %s between its cells', async (_what, separator) => {
    const { rows } = await read(`${heading}\n${row}\n`.replaceAll(';', separator));
    expect(rows).toEqual([{ line: 2, cells: { ...cells, text: 'E4 cuenta' }, beyond: null }]);
  });

  test.each([
    ['UTF-8', (text: string) => Buffer.from(text)],
    ['UTF-8 with its mark', (text: string) => Buffer.from(`\uFEFF${text}`)],
    ['Windows-1252, as Excel in Chile', (text: string) => Buffer.from(text, 'latin1')],
    [
      'UTF-16 with its mark, as the Unicode text of Excel',
      (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
    ],
  ])('is read in %s', async (_what, encode) => {
    const { rows } = await read(encode(`${heading}\r\n${row}\r\n`));
    expect(rows[0]?.cells).toEqual({ ...cells, text: 'E4 cuenta' });
  });

  test('keeps the signs that only Windows-1252 has', async () => {
    const file = Buffer.concat([
      Buffer.from(`${heading}\n`, 'latin1'),
      Buffer.from('Ana;1;1-1-2025;;;', 'latin1'),
      Buffer.from([0x93, 0x73, 0xed, 0x94, 0x20, 0x85]),
    ]);
    expect((await read(file)).rows[0]?.cells.text).toBe('“sí” …');
  });

  test.each([
    ['English', 'text,person,MEETING,Date,what,how,at,episode'],
    [
      'Spanish, in capitals and with blanks',
      ' TEXTO ,Persona,ENCUENTRO , fecha,¿Qué?, ¿CÓMO?,Momento,Episodio',
    ],
    ['Spanish without accents', 'comentario,persona,encuentro,fecha,que,como,en,episodio'],
    ['the words of the chart', 'comentario,docente,sesión,fecha,¿Qué observan?,¿Cómo observan?,tiempo,video'],
  ])('may have its headings in %s, in any order', async (_what, headings) => {
    const { rows } = await read(`${headings}\nhola,Ana,2,1-4-2025,a,b,01:12,Fracciones`);
    expect(rows[0]?.cells).toEqual({
      ...{ text: 'hola', person: 'Ana', meeting: '2', date: '1-4-2025', what: 'a', how: 'b' },
      ...{ at: '01:12', episode: 'Fracciones' },
    });
  });

  test('numbers its rows as the spreadsheet does: cells with line breaks are one row, empty rows count', async () => {
    const text = '"E4 dice:\r\n«tres; ""sextos""»\nes la mitad"';
    const lines = ['', heading, `Ana;1;1-4-2025;;;${text}`, ';;;;;', '', 'Beto;1;1-4-2025;;;dos', ''];
    const { rows } = await read(lines.join('\r\n'));
    expect(rows.map(({ line, cells }) => [line, cells.text])).toEqual([
      [3, 'E4 dice:\r\n«tres; "sextos"»\nes la mitad'],
      [6, 'dos'],
    ]);
  });

  test.each(['\n', '\r\n', '\r'])('ends its lines with %j', async (end) => {
    expect((await read([heading, row, row].join(end))).rows).toHaveLength(2);
  });

  test('may have quotes inside a cell, short rows, and columns that mean nothing here', async () => {
    const { rows, ignoredColumns } = await read(`${heading};Curso;\nAna;1;1-4-2025;;;dice "sí" y ya\nBeto;1`);
    expect(rows.map(({ cells }) => [cells.text, cells.date])).toEqual([
      ['dice "sí" y ya', '1-4-2025'],
      ['', ''],
    ]);
    expect(ignoredColumns).toEqual(['Curso']);
  });

  test('tells of cells beyond its columns, which a separator inside a text makes', async () => {
    const { rows } = await read(`${heading}\nAna;1;1-4-2025;;;primero; después\nAna;1;1-4-2025;;;uno;;;`);
    expect(rows.map(({ beyond }) => beyond)).toEqual(['después', null]);
  });

  test('keeps a formula as the text it is', async () => {
    const { rows } = await read(`${heading}\nAna;1;1-4-2025;;;=cmd|' /C calc'!A0`);
    expect(rows[0]?.cells.text).toBe("=cmd|' /C calc'!A0");
  });

  test('knows whether its moments are headed as minutes', async () => {
    const headed = async (name: string) => (await read(`${heading};${name}\n${row};1`)).atInMinutes;
    expect([await headed('Minuto'), await headed('momento')]).toEqual([true, false]);
  });

  test('takes letters that lie across two pieces of the reading', async () => {
    const text = 'ñandú🦊'.repeat(20_000).slice(0, 4000);
    const { rows } = await read(
      [heading, ...Array.from({ length: 60 }, () => `Ana;1;1-4-2025;;;${text}`)].join('\n'),
    );
    expect(rows.every(({ cells }) => cells.text === text)).toBe(true);
  });
});

describe('what is no such spreadsheet', () => {
  test.each([
    ['nothing', ''],
    ['blanks alone', ' \r\n \n'],
    ['headings alone', heading],
    ['empty rows alone', `${heading}\n;;;;\n`],
  ])('%s is an empty file', async (_what, file) => {
    expect(await refusal(file)).toEqual({ code: 'empty_file' });
  });

  test.each([
    ['a workbook', Buffer.from('504b0304140006000800', 'hex')],
    ['a workbook of an old Excel', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
  ])('%s must be saved as CSV first', async (_what, file) => {
    expect(await refusal(file)).toEqual({ code: 'import_is_workbook' });
  });

  test('a file with a character that text does not have is not text', async () => {
    expect(await refusal(`${heading}\n${row}\0\n`)).toEqual({ code: 'import_not_text' });
    expect(await refusal(Buffer.from('89504e470d0a1a0a0000000d', 'hex'))).toEqual({
      code: 'import_not_text',
    });
  });

  test('rows without headings above them', async () => {
    expect(await refusal(`${row}\n${row}`)).toEqual({ code: 'import_no_heading' });
  });

  test('columns that are missing are named', async () => {
    expect(await refusal('persona;fecha;texto\nAna;1-4-2025;x')).toEqual({
      ...{ code: 'import_column_missing', columns: 'meeting what how' },
    });
  });

  test('two headings for one thing', async () => {
    expect(await refusal(`${heading};comentario\n${row};x`)).toEqual({
      ...{ code: 'import_column_twice', column: 'text' },
    });
  });

  test('quotes that are never closed, with the row where they open', async () => {
    expect(await refusal(`${heading}\n${row}\nAna;1;1-4-2025;;;"abre\n${row}`)).toEqual({
      ...{ code: 'import_unreadable', line: 3 },
    });
  });

  test('one row too many', async () => {
    const file = (rows: number) => `${heading}\n${`${row}\n`.repeat(rows)}`;
    expect((await read(file(rowsMax))).rows).toHaveLength(rowsMax);
    expect(await refusal(file(rowsMax + 1))).toEqual({ code: 'import_too_many_rows', max: rowsMax });
  });
});
