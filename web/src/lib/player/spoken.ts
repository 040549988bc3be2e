import { number } from '#lib/time.ts';

/** A moment as it is said aloud: «1 minuto 12 segundos». */
export function spoken(ms: number) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const say = (value: number, unit: 'minute' | 'second') =>
    number(value, { style: 'unit', unit, unitDisplay: 'long' });
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? `${say(minutes, 'minute')} ${say(seconds % 60, 'second')}` : say(seconds, 'second');
}
