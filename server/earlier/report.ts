import type { Placed, Renumbered } from '../meetings/numbers.ts';
import { type Finding, listedMax, type Report } from './contract.ts';
import type { Sheet } from './csv-file.ts';
import type { EarlierRow } from './rows.ts';

/** What a file comes to, in numbers, with the first of what is wrong; of rows that are wrong in themselves only that is told. */
export function reportOf(
  sheet: Sheet,
  rows: readonly EarlierRow[],
  { placed, renumbered }: { placed: readonly Placed[]; renumbered: readonly Renumbered[] },
  wrong: readonly Finding[],
): Report {
  const inOrder = wrong.toSorted((a, b) => a.line - b.line);
  const rowsOn = Map.groupBy(rows, ({ heldOn }) => heldOn);
  return {
    rows: sheet.rows.length,
    people: new Set(rows.map(({ authorId }) => authorId)).size,
    uncoded: rows.filter(({ what, how }) => what === null && how === null).length,
    ignoredColumns: sheet.ignoredColumns,
    meetings: placed
      .map(({ id, number, heldOn }) => ({
        ...{ number, heldOn, existing: id !== null },
        rows: rowsOn.get(heldOn)?.length ?? 0,
      }))
      .sort((a, b) => a.number - b.number),
    renumbered: renumbered
      .map(({ from, to, heldOn }) => ({ from, to, heldOn }))
      .sort((a, b) => a.from - b.from),
    wrong: {
      rows: new Set(wrong.map(({ line }) => line)).size,
      total: wrong.length,
      listed: inOrder.slice(0, listedMax),
    },
  };
}
