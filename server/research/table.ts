import { pipeline, Readable } from 'node:stream';
import { type Options, stringify } from 'csv-stringify';
import { columns, type Row } from './columns.ts';
import type { Study } from './study.ts';

/**
 * RFC 4180 in UTF-8, with the mark by which spreadsheets know it. A cell that a spreadsheet would run gets an apostrophe
 * before it, as OWASP's page on CSV injection has it.
 */
const rfc4180: Options = {
  bom: true,
  record_delimiter: '\r\n',
  escape_formulas: true,
  cast: { boolean: String },
};

/** The tidy table: one row for each coding, and one for a comment that has none. */
export function tableOf(study: Study): Readable {
  return written(
    columns.map(({ name }) => name),
    rowsOf(study),
    (row) => columns.map(({ of }) => of(row)),
  );
}

/** What each column of the table means, in Spanish and English. */
export function dictionary(): Readable {
  return written(
    ['column', 'significado', 'meaning', 'values', 'unit'],
    columns,
    ({ name, es, en, values, unit }) => [name, es, en, values, unit],
  );
}

function* rowsOf({ said }: Study): Generator<Row> {
  for (const one of said) {
    if (one.codings.length === 0) yield { said: one, coding: null };
    for (const coding of one.codings) yield { said: one, coding };
  }
}

function written<T>(head: string[], rows: Iterable<T>, cells: (row: T) => unknown[]): Readable {
  function* records() {
    yield head;
    for (const row of rows) yield cells(row);
  }
  // Whatever goes wrong destroys the stream, which breaks off the download.
  return pipeline(Readable.from(records()), stringify(rfc4180), () => undefined);
}
