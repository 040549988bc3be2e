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
  return endsOf(
    marked(meetings, axis).flatMap((meeting) => {
      const share = meeting[axis];
      return share ? [{ number: meeting.number, count: share.count, n: share.n }] : [];
    }),
  );
}

type Part = { number: number; count: number; n: number };

/** The two ends of any part of a whole that was counted meeting by meeting. */
export function endsOf(parts: readonly Part[]) {
  const size = Math.min(most, Math.floor(parts.length / 2));
  if (size === 0) return null;
  return { opening: together(parts.slice(0, size)), closing: together(parts.slice(-size)) };
}

function together(parts: readonly Part[]): End {
  return {
    numbers: parts.map(({ number }) => number),
    count: parts.reduce((sum, { count }) => sum + count, 0),
    n: parts.reduce((sum, { n }) => sum + n, 0),
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
