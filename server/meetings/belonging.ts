import type { Phase, State } from './contract.ts';

export type Times = { openedAt: Date | null; closesAt: Date | null };
/** A meeting that lists the episode in question. */
export type Listing = Times & { id: string; number: number; heldOn: string };

const phaseOf: Record<State, Phase> = { planned: 'before', open: 'during', closed: 'after' };

/** Where a meeting stands at a moment. It is open until `closesAt`, so it needs nobody to close it. */
export function stateAt({ openedAt, closesAt }: Times, moment: Date): State {
  if (!openedAt || !closesAt || moment < openedAt) return 'planned';
  return moment < closesAt ? 'open' : 'closed';
}

/** Whether something written at a moment came before, during or after a meeting. */
export function phaseAt(times: Times, moment: Date) {
  return phaseOf[stateAt(times, moment)];
}

/**
 * The meeting in which a comment written now is made, of those that list its episode: the open one, else the next that
 * is planned, else the last that was held; null when there is none. Next and last go by day, then by number.
 */
export function meetingFor(listings: readonly Listing[], now: Date) {
  const byDay = listings.toSorted((a, b) => a.heldOn.localeCompare(b.heldOn) || a.number - b.number);
  const chosen =
    byDay.find((listing) => stateAt(listing, now) === 'open') ??
    byDay.find((listing) => stateAt(listing, now) === 'planned') ??
    byDay.at(-1);
  return chosen ? { id: chosen.id, number: chosen.number, phase: phaseAt(chosen, now) } : null;
}
