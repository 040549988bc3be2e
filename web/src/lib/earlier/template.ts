import type { Column } from '#contract/earlier';
import { m } from '#lib/paraglide/messages.js';
import { columnWord } from './columns.ts';

/** What one row looks like, by column, in the order of the template. */
export function example(): [Column, string][] {
  return [
    ['person', m.earlier_example_person()],
    ['meeting', '1'],
    ['date', '26-03-2025'],
    ['what', m.code_learning()],
    ['how', m.code_evidence()],
    ['episode', m.earlier_example_episode()],
    ['at', '01:12'],
    ['text', m.earlier_example_text()],
  ];
}

/**
 * A spreadsheet to begin with: the headings, and the example. As Excel in Chile opens it by itself: semicolons, UTF-8 with
 * its mark. No cell begins with a sign that would make it a formula.
 */
export function template() {
  const rows = [example().map(([column]) => columnWord(column)), example().map(([, value]) => value)];
  const lines = rows.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';'));
  return new Blob([`\uFEFF${lines.join('\r\n')}\r\n`], { type: 'text/csv;charset=utf-8' });
}
