import { clock, number } from '#lib/time.ts';
import type { Part } from './part.ts';

/** A moment with its tenth of a second, `12:10,4`. */
export function exact(ms: number) {
  const tenths = Math.round(ms / 100);
  const tenth = number((tenths % 10) / 10, { minimumFractionDigits: 1 }).slice(1);
  return clock(tenths * 100) + tenth;
}

/** A moment as it is said aloud, to the tenth: «12 minutos 10,4 segundos». */
export function exactSpoken(ms: number) {
  const seconds = Math.round(ms / 100) / 10;
  const say = (value: number, unit: 'minute' | 'second') =>
    number(value, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 });
  const minutes = Math.floor(seconds / 60);
  const rest = Math.round((seconds - minutes * 60) * 10) / 10;
  return minutes > 0 ? `${say(minutes, 'minute')} ${say(rest, 'second')}` : say(rest, 'second');
}

/** How long a part is, to the second while it is short enough to count: «4 min 30 s», «12 min». */
export function length({ startMs, endMs }: Part) {
  const seconds = Math.round((endMs - startMs) / 1000);
  if (seconds < 60) return `${seconds} s`;
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

/** A name under which a part is recognised later: `VID_0412 12.10-17.10.mp4`. */
export function partName(recording: string, { startMs, endMs }: Part, extension: string) {
  const bare = recording.replace(/\.[^.]{1,5}$/, '').slice(0, 200);
  const time = (ms: number) => clock(ms).replaceAll(':', '.');
  return `${bare} ${time(startMs)}-${time(endMs)}${extension}`;
}
