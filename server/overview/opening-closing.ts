import type { Axis, MeetingShift } from '../shift/contract.ts';
import { type End, ends, fewestForPanel, marked } from '../shift/contract.ts';
import { wilson } from '../shift/wilson.ts';
import { type AxisOverview, fewestPeople } from './contract.ts';

/** One person who marked comments of their own in a meeting, and on which axes. */
export type Coder = { number: number; personId: string } & Record<Axis, boolean>;

/**
 * Opening and closing of a club on one axis, as on its own page (`ends`), each with its Wilson interval. None from fewer
 * than three meetings with marks that may be shown. None either where fewer than five people stand behind an end: whoever
 * knows who was there would read persons out of it.
 */
export function openingClosing(
  meetings: readonly Pick<MeetingShift, 'number' | Axis>[],
  axis: Axis,
  coders: readonly Coder[],
): AxisOverview {
  const both = marked(meetings, axis).length >= fewestForPanel ? ends(meetings, axis) : null;
  const opening = both && shown(both.opening);
  const closing = both && shown(both.closing);
  if (!opening || !closing) return { state: 'few_meetings' };
  const enough = [opening, closing].every((end) => peopleIn(end.meetings, axis, coders) >= fewestPeople);
  return enough ? { state: 'shown', opening, closing } : { state: 'few_people' };
}

/** How many people marked any comment at all. */
export function howManyCode(coders: readonly Coder[]) {
  return new Set(coders.map(({ personId }) => personId)).size;
}

function peopleIn(numbers: number[], axis: Axis, coders: readonly Coder[]) {
  return howManyCode(coders.filter((coder) => coder[axis] && numbers.includes(coder.number)));
}

function shown({ numbers, count, n }: End) {
  const interval = wilson(count, n);
  return interval && { meetings: numbers, share: { count, n, ...interval } };
}
