import { cut, dayOf, meetingNumberOf, momentOf, type Read } from './cells.ts';
import {
  type Column,
  type Finding,
  meetingNumberMax,
  textMax,
  titleMax,
  type WrongCode,
} from './contract.ts';
import type { Sheet, SheetRow } from './csv-file.ts';
import { howOf, plain, whatOf } from './headings.ts';
import { misfits } from './misfits.ts';
import { type Person, personFinder } from './people.ts';

/** What the rows are held against. `today` is a day no place on earth has passed. */
export type Against = { people: readonly Person[]; episodes: readonly Clip[]; today: string };
type Clip = { id: string; title: string; durationMs: number | null };

/** A row that can be imported; it tells of a comment made in the meeting of that number and day. */
export type EarlierRow = {
  line: number;
  authorId: string;
  authorRole: 'teacher' | 'mediator';
  number: number;
  heldOn: string;
  /** The day as the cell has it. */
  dayWritten: string;
  what: 'teaching' | 'learning' | null;
  how: 'judgment' | 'evidence' | null;
  episodeTitle: string;
  episodeId: string | null;
  atMs: number | null;
  text: string;
};

/** Every row that is right in itself, and everything that is wrong with any of them, in the order of the file. */
export function checkRows(sheet: Sheet, against: Against): { rows: EarlierRow[]; wrong: Finding[] } {
  const personOf = personFinder(against.people);
  const clips = Map.groupBy(against.episodes, ({ title }) => plain(title));
  const wrong: Finding[] = [];
  const rows = sheet.rows.flatMap((row) => readRow(row) ?? []);
  wrong.push(...misfits(rows));
  return { rows, wrong: wrong.sort((a, b) => a.line - b.line) };

  function readRow({ line, cells, beyond }: SheetRow): EarlierRow | null {
    const before = wrong.length;
    const cell = (column: Column) => cells[column] ?? '';
    const tell = (column: Column | null, code: WrongCode, value: string, another: number | null = null) =>
      wrong.push({ line, column, code, value: cut(value), another });
    function read<T>(column: Column, meant: Read<T>): T | null {
      if ('value' in meant) return meant.value;
      tell(column, meant.wrong, cell(column), meant.another);
      return null;
    }
    const person = read('person', personOf(cell('person')));
    const number = read('meeting', readNumber(cell('meeting')));
    const heldOn = read('date', readDay(cell('date'), against.today));
    const what = read('what', known(whatOf(cell('what')), 'what_unknown'));
    const how = read('how', known(howOf(cell('how')), 'how_unknown'));
    const episodeTitle = read('episode', atMost(titleMax, cell('episode'), 'episode_too_long'));
    const named = clips.get(plain(cell('episode'))) ?? [];
    const atMs = read('at', readMoment(cell('at'), sheet.atInMinutes, named));
    const text = read('text', atMost(textMax, cell('text'), 'text_too_long'));
    if (beyond !== null) tell(null, 'cells_beyond', beyond);
    if (wrong.length > before || !person || !number || !heldOn) return null;
    return {
      ...{ line, authorId: person.userId, authorRole: person.role, number, heldOn, what, how, atMs },
      ...{ episodeTitle: episodeTitle ?? '', text: text ?? '' },
      dayWritten: cell('date'),
      episodeId: (named.length === 1 && named[0]?.id) || null,
    };
  }
}

function readNumber(cell: string): Read<number> {
  const value = meetingNumberOf(cell, meetingNumberMax);
  if (value !== null) return { value };
  return { wrong: cell === '' ? 'meeting_missing' : 'meeting_unreadable' };
}

function readDay(cell: string, today: string): Read<string> {
  const value = dayOf(cell);
  if (value === null) return { wrong: cell === '' ? 'date_missing' : 'date_unreadable' };
  return value > today ? { wrong: 'date_in_future' } : { value };
}

/** Where several episodes have the title, the moment must lie in one of them. */
function readMoment(cell: string, inMinutes: boolean, named: readonly Clip[]): Read<number | null> {
  if (cell === '') return { value: null };
  const value = momentOf(cell);
  if (value === null) return { wrong: 'at_unreadable' };
  if (inMinutes && !cell.includes(':')) return { wrong: 'at_ambiguous' };
  const longestMs = Math.max(...named.map(({ durationMs }) => durationMs ?? Infinity));
  if (named.length > 0 && value > longestMs)
    return { wrong: 'at_past_end', another: Math.floor(longestMs / 1000) };
  return { value };
}

function known<T>(value: T | undefined, wrong: WrongCode): Read<T> {
  return value === undefined ? { wrong } : { value };
}

function atMost(max: number, value: string, wrong: WrongCode): Read<string> {
  return value.length > max ? { wrong } : { value };
}
