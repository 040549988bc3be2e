import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cut, dayOf, meetingNumberOf, momentOf } from '../../../server/earlier/cells.ts';
import { columns } from '../../../server/earlier/contract.ts';
import { columnOf, howOf, whatOf } from '../../../server/earlier/headings.ts';

describe('a day', () => {
  test.each([
    ['2025-03-26', '2025-03-26'],
    ['2025/3/6', '2025-03-06'],
    ['26-03-2025', '2025-03-26'],
    ['26/03/2025', '2025-03-26'],
    ['26.3.2025', '2025-03-26'],
    // The day first, always: this is the fourth of March.
    ['04/03/2025', '2025-03-04'],
    ['29-02-2024', '2024-02-29'],
  ])('%s is %s', (cell, day) => expect(dayOf(cell)).toBe(day));

  test.each([
    '03/26/2025',
    '2025-26-03',
    '31-06-2025',
    '29-02-2025',
    '26-03-25',
    '0000-01-01',
    '45742',
    'marzo',
    '',
  ])('%j is none', (cell) => expect(dayOf(cell)).toBeNull());
});

describe('a moment', () => {
  test.each([
    ['01:12', 72_000],
    ['1:02:30', 3_750_000],
    ['72', 72_000],
    ['72,5', 72_500],
    ['1:05.25', 65_250],
    ['90:00', 5_400_000],
    ['0', 0],
  ])('%s is %i ms', (cell, ms) => expect(momentOf(cell)).toBe(ms));

  test.each(['1:72', '1:2', '1:75:00', '-3', '1:12 min', 'x', '99:00:00', '999999', ':12'])(
    '%j is none',
    (cell) => expect(momentOf(cell)).toBeNull(),
  );
});

describe('the number of a meeting', () => {
  test.each([
    ['1', 1],
    ['007', 7],
    ['Encuentro 3', 3],
    ['N° 12', 12],
    ['sesión n.º 4', 4],
    ['999', 999],
  ])('%s is %i', (cell, number) => expect(meetingNumberOf(cell, 999)).toBe(number));

  test.each(['0', '-1', '1000', '1.5', 'uno', '2025-03-26', ''])('%j is none', (cell) =>
    expect(meetingNumberOf(cell, 999)).toBeNull(),
  );
});

describe('codes', () => {
  test.each([
    'Enseñanza',
    'ensenanza',
    ' PROFESOR ',
    'teaching',
    'Profesor y metodología',
    'Profesor/a y metodología',
  ])('%j looks at teaching', (cell) => expect(whatOf(cell)).toBe('teaching'));
  test.each(['Aprendizaje', 'estudiantes', 'Learning', 'ESTUDIANTES Y APRENDIZAJE'])(
    '%j looks at learning',
    (cell) => expect(whatOf(cell)).toBe('learning'),
  );
  test.each(['impresión', 'Juicio', 'judgment', 'judgement', 'Juicio, descripciones genéricas'])(
    '%j is a judgment',
    (cell) => expect(howOf(cell)).toBe('judgment'),
  );
  test.each(['Vi u oí', 'vi u oi', 'evidencia', 'Evidence', 'Descripciones detalladas basadas en evidencia'])(
    '%j is detail others could point to',
    (cell) => expect(howOf(cell)).toBe('evidence'),
  );
  test.each(['', ' ', '-', 'Sin marcar', 'uncoded'])('%j is unmarked', (cell) =>
    expect([whatOf(cell), howOf(cell)]).toEqual([null, null]),
  );
  test.each(['Aprendisaje', 'ambos', 'evidencia y juicio'])('%j is not understood', (cell) =>
    expect([whatOf(cell), howOf(cell)]).toEqual([undefined, undefined]),
  );
});

test.each(['es', 'en'])('what the page asks for is understood here: %s', (locale) => {
  const file = new URL(`../../../web/messages/${locale}.json`, import.meta.url);
  const words = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  for (const column of columns) expect(columnOf(words[`earlier_column_${column}`] ?? '').column).toBe(column);
  expect([whatOf(words.code_teaching!), whatOf(words.code_learning!)]).toEqual(['teaching', 'learning']);
  expect([howOf(words.code_judgment!), howOf(words.code_evidence!)]).toEqual(['judgment', 'evidence']);
  expect([whatOf(words.code_uncoded!), howOf(words.code_uncoded!)]).toEqual([null, null]);
});

test('a value is shown back on one line and in 60 letters, never half of one', () => {
  expect(cut('corto\nen dos')).toBe('corto en dos');
  expect(cut('🦊'.repeat(60))).toBe('🦊'.repeat(60));
  expect(cut('🦊'.repeat(500))).toBe(`${'🦊'.repeat(59)}…`);
});
