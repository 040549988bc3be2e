import type { Box } from '#contract/comments';

type Point = { x: number; y: number };

/** Smaller than this is a press, not a drag. */
const least = 0.02;
/** What a press, and a key, begin with. */
const usual = 0.25;

const within = (value: number, from = 0, to = 1) => Math.min(Math.max(value, from), to);

/** The box from one corner to the other, in fractions of the picture; a mere press is a box around it. */
export function boxBetween(one: Point, other: Point): Box {
  const [left, right] = [within(Math.min(one.x, other.x)), within(Math.max(one.x, other.x))];
  const [top, bottom] = [within(Math.min(one.y, other.y)), within(Math.max(one.y, other.y))];
  if (right - left < least && bottom - top < least) return boxAround(one);
  const [width, height] = [Math.max(least, right - left), Math.max(least, bottom - top)];
  return { x: within(left, 0, 1 - width), y: within(top, 0, 1 - height), width, height };
}

export function boxAround({ x, y }: Point): Box {
  const at = (middle: number) => within(middle - usual / 2, 0, 1 - usual);
  return { x: at(x), y: at(y), width: usual, height: usual };
}

/** The box, moved by a part of the picture but not out of it. */
export function movedBox(box: Box, { x, y }: Point): Box {
  return { ...box, x: within(box.x + x, 0, 1 - box.width), y: within(box.y + y, 0, 1 - box.height) };
}

/** The box, larger or smaller at its right and lower side. */
export function resizedBox(box: Box, { x, y }: Point): Box {
  return {
    ...box,
    width: within(box.width + x, least, 1 - box.x),
    height: within(box.height + y, least, 1 - box.y),
  };
}
