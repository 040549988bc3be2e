import type { Deps } from '../deps.ts';
import { type Attempt, publishProgress, StaleAttempt } from './attempt.ts';

const stepPercent = 5;
const everyMs = 1000;

/**
 * Tells how far an attempt is, in steps of 5 % and at most once a second. `stale` fires when the attempt turns out to be
 * overtaken: there is no use in going on encoding.
 */
export function reportProgress(deps: Deps, attempt: Attempt) {
  const overtaken = new AbortController();
  const beganAt = Date.now();
  let lastPercent = 0;
  let lastAt = 0;
  let telling = Promise.resolve();

  /** `share` is from 0 to 1, of the whole. */
  function report(share: number) {
    const percent = Math.min(99, Math.floor(share * 100));
    if (percent - lastPercent < stepPercent || Date.now() - lastAt < everyMs) return;
    lastPercent = percent;
    lastAt = Date.now();
    const expectedAt = new Date(beganAt + (lastAt - beganAt) / share);
    telling = telling
      .then(() => publishProgress(deps, attempt, percent, expectedAt))
      .catch((error: unknown) => {
        if (error instanceof StaleAttempt) overtaken.abort(error);
        else deps.log.warn({ err: error, ...attempt }, 'progress not told');
      });
  }

  return { report, stale: overtaken.signal, settled: () => telling };
}
