import type { WrongCode } from './contract.ts';

/** What a cell says, or why it says nothing. */
export type Read<T> = { value: T } | { wrong: WrongCode; another?: number };

/**
 * A day as 2025-03-26, 26-03-2025, 26/03/2025 or 26.03.2025, as `2025-03-26`. The day comes before the month, never
 * after it: 03/26/2025 is no day. Years have four digits, from 1950 on. Null where it is none.
 */
export function dayOf(cell: string): string | null {
  const [, year, month, day] =
    /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(cell) ??
    backwards(/^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(cell));
  if (!year || !month || !day || Number(year) < 1950) return null;
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = new Date(`${text}T00:00:00Z`);
  // JavaScript makes the 31st of June the 1st of July.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) ? text : null;
}

function backwards(found: RegExpExecArray | null): (string | undefined)[] {
  return found ? [found[0], found[3], found[2], found[1]] : [];
}

/** Nothing that is watched in a meeting is longer. */
const longestMs = 24 * 3_600_000;

/** A moment of an episode, in milliseconds: `mm:ss`, `h:mm:ss` or seconds, of which a fraction may follow. Null for others. */
export function momentOf(cell: string): number | null {
  const [, hours = '0', minutes = '0', seconds, fraction = ''] =
    /^(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,6})(?:[.,](\d{1,3}))?$/.exec(cell) ?? [];
  if (seconds === undefined) return null;
  const withClock = cell.includes(':');
  if (withClock && (seconds.length !== 2 || Number(seconds) > 59)) return null;
  if (/:.*:/.test(cell) && Number(minutes) > 59) return null;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  const ms = whole * 1000 + Number(fraction.padEnd(3, '0'));
  return ms <= longestMs ? ms : null;
}

/** The number of a meeting, 1 to `max`; null where it is none. «Encuentro 3» is 3. */
export function meetingNumberOf(cell: string, max: number): number | null {
  const [, digits] = /^(?:\p{L}+\.?\s*)?(?:n[.º°]*\s*)?(\d{1,6})$/iu.exec(cell) ?? [];
  const number = Number(digits);
  return digits !== undefined && number >= 1 && number <= max ? number : null;
}

/** A value as it is shown back: on one line, at most 60 characters. */
export function cut(value: string) {
  const letters = [...value.slice(0, 250).replace(/\s+/g, ' ')];
  return letters.length > 60 ? `${letters.slice(0, 59).join('')}…` : letters.join('');
}
