import type { MeetingShift } from '#contract/shift';

export type Axis = 'learning' | 'evidence';
export type Share = NonNullable<MeetingShift[Axis]>;
/** Some meetings taken together: how many of their n marked comments were about learning, or were evidence. */
export type End = { numbers: number[]; count: number; n: number };

/** Meetings whose comments carry at least one mark on this axis that may be shown. */
export function marked(meetings: readonly MeetingShift[], axis: Axis) {
  return meetings.filter((meeting) => meeting[axis] !== null);
}

const most = 2;

/**
 * Opening and closing on one axis: the first two and the last two meetings with marks, or with fewer than four of them
 * the first and the last, so that no comment counts at both ends. Null with fewer than two.
 */
export function ends(meetings: readonly MeetingShift[], axis: Axis) {
  const held = marked(meetings, axis);
  const size = Math.min(most, Math.floor(held.length / 2));
  if (size === 0) return null;
  return { opening: together(held.slice(0, size), axis), closing: together(held.slice(-size), axis) };
}

function together(meetings: readonly MeetingShift[], axis: Axis): End {
  const shares = meetings.flatMap((meeting) => meeting[axis] ?? []);
  return {
    numbers: meetings.map(({ number }) => number),
    count: shares.reduce((sum, share) => sum + share.count, 0),
    n: shares.reduce((sum, share) => sum + share.n, 0),
  };
}

/** From how many meetings with marks on the seed's panel of opening and closing means something. */
export const fewestForPanel = 3;

/** Every so many labels along an axis, so that each has at least this room. */
export function labelEvery(count: number, width: number, each: number) {
  return Math.max(1, Math.ceil((count * each) / Math.max(1, width)));
}

/** Moves labels apart that would print over each other, keeping their order; positions are of their middles. */
export function apart(positions: readonly number[], least: number) {
  const order = positions.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at);
  const placed = [...positions];
  for (const [place, { at, index }] of order.entries()) {
    const before = order[place - 1];
    const overlap = before ? (placed[before.index] ?? 0) + least - at : 0;
    if (!before || overlap <= 0) continue;
    placed[before.index] = (placed[before.index] ?? 0) - overlap / 2;
    placed[index] = at + overlap / 2;
  }
  return placed;
}
