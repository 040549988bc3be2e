import type { Column } from '#contract/earlier';
import { m } from '#lib/paraglide/messages.js';

const words: Record<Column, () => string> = {
  person: m.earlier_column_person,
  meeting: m.earlier_column_meeting,
  date: m.earlier_column_date,
  what: m.earlier_column_what,
  how: m.earlier_column_how,
  episode: m.earlier_column_episode,
  at: m.earlier_column_at,
  text: m.earlier_column_text,
};

/** The heading of a column as the reader would write it. */
export function columnWord(column: Column) {
  return words[column]();
}

/** The headings that a refusal names, as a list: `meeting what` is «encuentro, qué». */
export function columnWords(names: unknown) {
  const named = String(names ?? '').split(' ');
  return named.flatMap((name) => (name in words ? columnWord(name as Column) : [])).join(', ');
}
