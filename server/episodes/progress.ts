import type { Deps } from '../deps.ts';
import { type Attempt, publishProgress, StaleAttempt } from './attempt.ts';

const stepPercent = 5;
const everyMs = 1000;
/** A pace is known once it was kept for this long. */
const paceMs = 2000;
/** What takes this much longer than the phase that runs can't be foreseen from it. */
const farther = 4;

/**
 * Tells how far an attempt is, in steps of 5 % and at most once a second. `stale` fires when the attempt turns out to be
 * overtaken: there is no use in going on encoding.
 */
export function reportProgress(deps: Deps, attempt: Attempt) {
  const overtaken = new AbortController();
  let lastPercent = 0;
  let lastAt = 0;
  let telling = Promise.resolve();

  function tell(percent: number, expectedAt: Date | null) {
    if (percent - lastPercent < stepPercent || Date.now() - lastAt < everyMs) return;
    lastPercent = percent;
    lastAt = Date.now();
    telling = telling
      .then(() => publishProgress(deps, attempt, percent, expectedAt))
      .catch((error: unknown) => {
        if (error instanceof StaleAttempt) overtaken.abort(error);
        else deps.log.warn({ err: error, ...attempt }, 'progress not told');
      });
  }

  /**
   * Begins a phase that is `share` of the whole, from `start` on, both from 0 to 1; returns how to tell that `done` of
   * it, from 0 to 1, is done. When all will be done follows from the pace of this phase alone.
   */
  function phase(start: number, share: number) {
    const beganAt = Date.now();
    const after = 1 - start - share;
    return (done: number) => {
      const elapsedMs = Date.now() - beganAt;
      const foreseen = elapsedMs >= paceMs && done > 0 && after < share * farther;
      const leftMs = (elapsedMs / done) * (1 - done + after / share);
      const percent = Math.min(99, Math.floor((start + share * done) * 100));
      tell(percent, foreseen ? new Date(Date.now() + leftMs) : null);
    };
  }

  return { phase, stale: overtaken.signal, settled: () => telling };
}
