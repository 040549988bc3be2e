import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { problem } from '../http/problems.ts';
import { type Column, neededColumns, rowsMax } from './contract.ts';
import { type Heading, columnOf } from './headings.ts';

/** One row as the spreadsheet numbers it, with the cells of the columns that mean something, trimmed. */
export type SheetRow = { line: number; cells: Partial<Record<Column, string>>; beyond: string | null };
export type Sheet = { rows: SheetRow[]; ignoredColumns: string[]; atInMinutes: boolean };

const separators = [';', ',', '\t'];
/** What is parsed at once: a large file must not keep everybody else waiting. */
const chunkBytes = 64 * 1024;

/**
 * The rows of a CSV file under their headings. Empty rows are passed over but counted, as a spreadsheet does. Throws
 * `empty_file`, `import_is_workbook`, `import_not_text`, `import_unreadable` (with `line`), `import_no_heading`,
 * `import_column_missing` (with `columns`), `import_column_twice` (with `column`) and `import_too_many_rows`.
 */
export async function readSheet(file: Buffer): Promise<Sheet> {
  const text = decode(file);
  if (text.trim() === '') throw problem('empty_file');
  const delimiter = separatorOf(text);
  const record_delimiter = ['\r\n', '\n', '\r'];
  const parser = Readable.from(chunksOf(Buffer.from(text))).pipe(
    parse({ delimiter, record_delimiter, relax_column_count: true, relax_quotes: true }),
  );
  let headings: Heading[] | undefined;
  const rows: SheetRow[] = [];
  let line = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      line += 1;
      if (cells.every((cell) => cell.trim() === '')) continue;
      if (!headings) headings = headingsOf(cells);
      else if (rows.length === rowsMax) throw problem('import_too_many_rows', { max: rowsMax });
      else rows.push(rowOf(line, cells, headings));
    }
  } catch (error) {
    if (error instanceof CsvError) throw problem('import_unreadable', { line: Number(error.records) + 1 });
    throw error;
  }
  if (!headings || rows.length === 0) throw problem('empty_file');
  return {
    rows,
    ignoredColumns: headings.flatMap(({ column, name }) => (column || !name ? [] : name.slice(0, 60))),
    atInMinutes: headings.some(({ column, inMinutes }) => column === 'at' && inMinutes),
  };
}

function* chunksOf(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

/** Excel in Chile writes Windows-1252; its «texto Unicode» is UTF-16 with a mark. Whatever is valid UTF-8 is that. */
function decode(file: Buffer) {
  const begins = (...bytes: number[]) => bytes.every((byte, at) => file[at] === byte);
  const zip = begins(0x50, 0x4b, 3, 4);
  const oldExcel = begins(0xd0, 0xcf, 0x11, 0xe0);
  if (zip || oldExcel) throw problem('import_is_workbook');
  const text = begins(0xff, 0xfe) ? new TextDecoder('utf-16le').decode(file) : inBytes(file);
  if (text.includes('\0')) throw problem('import_not_text');
  return text;
}

function inBytes(file: Buffer) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch {
    return new TextDecoder('windows-1252').decode(file);
  }
}

/** The separator under which most of the headings mean something. */
function separatorOf(text: string) {
  const [first = ''] = text.trimStart().split(/[\r\n]/, 1);
  const known = (separator: string) => first.split(separator).filter((name) => columnOf(name).column).length;
  return separators.reduce((best, one) => (known(one) > known(best) ? one : best));
}

function headingsOf(cells: string[]) {
  const headings = cells.map(columnOf);
  const found = headings.flatMap(({ column }) => column ?? []);
  if (found.length === 0) throw problem('import_no_heading');
  const twice = found.find((column, at) => found.indexOf(column) !== at);
  if (twice) throw problem('import_column_twice', { column: twice });
  const missing = neededColumns.filter((column) => !found.includes(column));
  if (missing.length > 0) throw problem('import_column_missing', { columns: missing.join(' ') });
  return headings;
}

function rowOf(line: number, cells: string[], headings: Heading[]): SheetRow {
  const named = headings.flatMap(({ column }, at) => (column ? [[column, (cells[at] ?? '').trim()]] : []));
  const beyond = cells.slice(headings.length).find((cell) => cell.trim() !== '');
  return { line, cells: Object.fromEntries(named) as SheetRow['cells'], beyond: beyond?.trim() ?? null };
}
