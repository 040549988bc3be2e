/** A stretch of a recording, in milliseconds of it. */
export type Part = { startMs: number; endMs: number };

/** Shorter than this shows nothing of a lesson. */
export const leastPartMs = 1000;
const wholeUpToMs = 10 * 60_000;
const suggestedMs = 5 * 60_000;

/** What is chosen before anybody chooses: all of what is already an episode's length, else five minutes from `fromMs`. */
export function suggestedPart(durationMs: number, fromMs = 0): Part {
  if (durationMs <= wholeUpToMs && fromMs === 0) return { startMs: 0, endMs: durationMs };
  const startMs = fromMs > durationMs - leastPartMs ? 0 : fromMs;
  return { startMs, endMs: Math.min(durationMs, startMs + suggestedMs) };
}

/** Whether nothing is left out; the last frame's length is not known to the millisecond. */
export function isWhole({ startMs, endMs }: Part, durationMs: number) {
  return startMs <= 0 && endMs >= durationMs - 100;
}

/** The part with another start or end, kept inside the recording and at least `leastPartMs` long. */
export function moved(part: Part, which: 'startMs' | 'endMs', toMs: number, durationMs: number): Part {
  return which === 'startMs'
    ? { ...part, startMs: Math.max(0, Math.min(toMs, part.endMs - leastPartMs)) }
    : { ...part, endMs: Math.min(durationMs, Math.max(toMs, part.startMs + leastPartMs)) };
}
