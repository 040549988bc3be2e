import * as z from 'zod/mini';
import type { Cause } from '#contract/asking';
import type { Codes } from '#contract/coding';

/** How often in one sitting, which is any six hours. */
const most = 3;
export const sittingMs = 6 * 60 * 60 * 1000;

export const past = z.object({ shownAt: z.array(z.number()), notOn: z.nullable(z.string()) });
export type Past = z.infer<typeof past>;

/** Whether it may be asked again, after what was asked so far. */
export function isEnough({ shownAt, notOn }: Past, nowMs: number, day: string) {
  return notOn === day || shownAt.filter((ms) => ms > nowMs - sittingMs).length >= most;
}

/** What makes it worth asking: an impression that is marked so, or words that say nothing else. Praise or criticism alike. */
export function causeOf(codes: Codes, isBareJudgment: () => boolean): Cause | null {
  if (codes.how === 'judgment') return 'marked';
  return codes.how === null && isBareJudgment() ? 'words' : null;
}
