import { cut } from './cells.ts';
import type { Finding } from './contract.ts';
import type { EarlierRow } from './rows.ts';

/** What is wrong between the rows of a file, each right in itself: one day per meeting, days in order, nothing twice. */
export function misfits(rows: readonly EarlierRow[]): Finding[] {
  return [...unevenDays(rows), ...outOfOrder(rows), ...twice(rows)];
}

/** A meeting has one day, and a day one meeting: days tell which meeting of the club is meant. The first row is right. */
function unevenDays(rows: readonly EarlierRow[]) {
  const byNumber = new Map<number, EarlierRow>();
  const byDay = new Map<string, EarlierRow>();
  const wrong: Finding[] = [];
  for (const row of rows) {
    const { line, number, heldOn, dayWritten } = row;
    const sameNumber = byNumber.get(number);
    const sameDay = byDay.get(heldOn);
    if (sameNumber && sameNumber.heldOn !== heldOn)
      wrong.push({
        ...{ line, column: 'date', code: 'meeting_of_two_days', value: dayWritten },
        another: sameNumber.line,
      });
    else if (sameDay && sameDay.number !== number)
      wrong.push({
        ...{ line, column: 'date', code: 'day_of_two_meetings', value: dayWritten },
        another: sameDay.line,
      });
    else {
      byNumber.set(number, row);
      byDay.set(heldOn, row);
    }
  }
  return wrong;
}

/** Numbers follow days, so that the path of a club runs forward. Told once a meeting, at its first row. */
function outOfOrder(rows: readonly EarlierRow[]): Finding[] {
  const firsts = [...Map.groupBy(rows, ({ number }) => number).values()].flatMap(([first]) => first ?? []);
  firsts.sort((a, b) => a.number - b.number);
  return firsts.flatMap(({ line, number, heldOn }, at) => {
    const before = firsts.slice(0, at).findLast((other) => other.heldOn > heldOn);
    if (!before) return [];
    return {
      line,
      column: 'meeting',
      code: 'meeting_out_of_order',
      value: `${number}`,
      another: before.number,
    };
  });
}

/** Rows that say nothing but codes are counts, and may well be alike; with a moment or words they are one comment twice. */
function twice(rows: readonly EarlierRow[]) {
  const seen = new Map<string, number>();
  const wrong: Finding[] = [];
  for (const row of rows) {
    if (row.atMs === null && row.text === '') continue;
    const key = sameness(row);
    const another = seen.get(key);
    if (another === undefined) seen.set(key, row.line);
    else wrong.push({ line: row.line, column: null, code: 'same_as_row', value: cut(row.text), another });
  }
  return wrong;
}

/** Two rows of which this is the same tell of one comment. */
export function sameness(
  row: Omit<EarlierRow, 'line' | 'number' | 'authorRole' | 'episodeId' | 'dayWritten'>,
) {
  const { authorId, heldOn, what, how, episodeTitle, atMs, text } = row;
  return JSON.stringify([authorId, heldOn, what, how, episodeTitle, atMs, text]);
}
