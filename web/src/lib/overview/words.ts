import type { listCoordinators } from '#contract/overview';
import type { Answer } from '#lib/api.ts';
import { m } from '#lib/paraglide/messages.js';
import { dateOf } from '#lib/time.ts';

export type Coordinator = Answer<typeof listCoordinators>[number];

/** Whether this person sees the club, since when, and because of what. */
export function coordinatorWords({ name, answer, givenAt, agreedAt }: Coordinator) {
  if (agreedAt) return m.overview_who_yes({ name, date: dateOf(agreedAt) });
  if (answer === 'no') return m.overview_who_no({ name });
  return m.overview_who_unanswered({ name, date: dateOf(givenAt) });
}
