import type { Codes } from '#contract/coding';

export type Pinned = { id: string; atMs: number; endMs: number | null; codes: Codes };
/** A place on the timeline, in pixels: one comment, or several that stand too close to be told apart. */
export type Pin = { ids: string[]; x: number; row: number; endX: number | null; codes: Codes };

export const pinSize = 14;
const rows = 3;
const gap = 2;

/** Where a moment stands on a line of this width: half a pin from either end, so that none hangs over. */
export function toX(ms: number, durationMs: number, width: number) {
  return pinSize / 2 + (ms / Math.max(1, durationMs)) * (width - pinSize);
}

/** The moment at a place on the line; beyond its ends, the ends. */
export function toMs(x: number, durationMs: number, width: number) {
  const part = (x - pinSize / 2) / Math.max(1, width - pinSize);
  return Math.max(0, Math.min(1, part)) * durationMs;
}

/**
 * Where the pins of comments stand on a line of this width: each at its moment, a row lower where the one before leaves
 * no room, and together with its neighbour where no row has any. `comments` are in video order. Pins of `before` that
 * did not change are given again as they are.
 */
export function placePins(
  comments: readonly Pinned[],
  durationMs: number,
  width: number,
  before: readonly Pin[] = [],
): Pin[] {
  if (durationMs <= 0 || width <= 0) return [];
  const at = (ms: number) => toX(ms, durationMs, width);
  const pins: Pin[] = [];
  const last: (Pin | undefined)[] = Array.from({ length: rows });
  for (const { id, atMs, endMs, codes } of comments) {
    const x = at(atMs);
    const room = (pin: Pin | undefined, until: number) =>
      !pin || until + pinSize / 2 + gap + pinSize / 2 <= x;
    // Best a row where no range runs behind it, else any row where it does not touch a pin.
    const free = last.findIndex((pin) => room(pin, Math.max(pin?.x ?? 0, pin?.endX ?? 0)));
    const row = free >= 0 ? free : last.findIndex((pin) => room(pin, pin?.x ?? 0));
    const endX = endMs === null ? null : at(endMs);
    if (row >= 0) {
      const pin = { ids: [id], x, row, endX, codes };
      last[row] = pin;
      pins.push(pin);
      continue;
    }
    const nearest = last.reduce((best, pin) => (pin && (!best || pin.x > best.x) ? pin : best));
    if (!nearest) continue;
    nearest.ids.push(id);
    if (nearest.codes.what !== codes.what) nearest.codes = { what: null, how: null };
    if (endX !== null) nearest.endX = Math.max(endX, nearest.endX ?? 0);
  }
  const known = new Map(before.map((pin) => [pin.ids[0], pin]));
  return pins.map((pin) => {
    const old = known.get(pin.ids[0]);
    return old && isSame(pin, old) ? old : pin;
  });
}

function isSame(a: Pin, b: Pin) {
  return (
    a.x === b.x &&
    a.row === b.row &&
    a.endX === b.endX &&
    a.codes.what === b.codes.what &&
    a.codes.how === b.codes.how &&
    a.ids.length === b.ids.length &&
    a.ids.every((id, at) => id === b.ids[at])
  );
}

/** The top of a row, in pixels from that of the line. */
export function rowTop(row: number) {
  return 5 + row * (pinSize + gap);
}

const samples = 120;
/** How far a comment is felt, as a part of the video's length. */
const reach = 0.02;
/** Farther away it adds less than could be seen. */
const felt = 5 * reach;

/** How many comments stand around each moment, as heights from 0 to 1 at even steps; all 0 without comments. */
export function density(moments: readonly number[], durationMs: number) {
  const heights = Array.from({ length: samples + 1 }, () => 0);
  for (const ms of moments) {
    const there = ms / durationMs;
    const last = Math.min(samples, Math.floor((there + felt) * samples));
    for (let step = Math.max(0, Math.ceil((there - felt) * samples)); step <= last; step += 1) {
      const away = (there - step / samples) / reach;
      heights[step] = (heights[step] ?? 0) + Math.exp(-(away ** 2) / 2);
    }
  }
  // A lonely comment is a hill, not a mountain.
  const highest = Math.max(3, ...heights);
  return heights.map((height) => height / highest);
}
