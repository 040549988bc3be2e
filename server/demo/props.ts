import { box, ellipse, limb, polygon, together, type Point } from './ass.ts';
import type { SceneContent } from './content/shape.ts';
import type { Part } from './figures.ts';

const PAPER = '#fdfaf3';

/** A pupil's desk around (x, y), seen from behind. */
export function desk(x: number, y: number, s: number, layer: number): Part[] {
  const top = polygon(
    [x - 104 * s, y - 36 * s],
    [x + 104 * s, y - 36 * s],
    [x + 118 * s, y + 34 * s],
    [x - 118 * s, y + 34 * s],
  );
  const legs = [-98, 98].map((dx) => limb([x + dx * s, y + 40 * s], [x + dx * 1.06 * s, y + 190 * s], 9 * s));
  return [
    { path: together(...legs), colour: '#6f5a45', layer },
    { path: box(x - 118 * s, y + 32 * s, 236 * s, 16 * s, 4), colour: '#b98c58', layer },
    { path: top, colour: '#e0ba89', layer: layer + 1 },
  ];
}

/** The back of a chair, below a pupil whose body ends at (x, y). */
export function chair(x: number, y: number, s: number, layer: number): Part[] {
  const legs = [-60, 60].map((dx) => limb([x + dx * s, y + 24 * s], [x + dx * s, y + 84 * s], 8 * s));
  return [
    { path: together(...legs), colour: '#6f5a45', layer },
    { path: box(x - 82 * s, y - 8 * s, 164 * s, 44 * s, 10 * s), colour: '#a9794c', layer },
    { path: box(x - 68 * s, y + 12 * s, 136 * s, 7 * s, 3 * s), colour: '#8a5f39', layer },
  ];
}

/** What lies on a desk whose middle is (x, y): two or three colours at most, to be drawn quickly. */
export function onDesk(kind: SceneContent['desk'], x: number, y: number, s: number, layer: number): Part[] {
  const part = (colour: string, ...paths: string[]): Part => ({ path: together(...paths), colour, layer });
  const sheet = (w: number, h: number) => box(x - (w / 2) * s, y - (h / 2) * s, w * s, h * s, 3 * s);
  const lines = (at: Point[], width: number) =>
    at.map(([dx, dy]) => box(x + dx * s, y + dy * s, width * s, 4 * s));
  switch (kind) {
    case 'strip':
      return [
        part(PAPER, sheet(96, 26)),
        part('#f2b04a', ...[0, 1, 2].map((i) => box(x + (-48 + i * 16) * s, y - 13 * s, 14 * s, 26 * s))),
        part('#c9bda6', ...[3, 4, 5].map((i) => box(x + (-48 + i * 16) * s, y - 13 * s, 2, 26 * s))),
      ];
    case 'book': {
      const rows = [-12, -3, 6];
      const both = rows.flatMap((dy): Point[] => [
        [-38, dy],
        [9, dy],
      ]);
      return [
        part(PAPER, sheet(92, 44)),
        part('#a9a294', box(x - 1, y - 22 * s, 2, 44 * s), ...lines(both, 28)),
      ];
    }
    case 'letter': {
      const rows = [-15, -6, 3, 12].map((dy): Point => [-24, dy]);
      return [part('#efdcb4', sheet(66, 50)), part('#8d7448', ...lines(rows, 46))];
    }
    case 'paint':
      return [
        part(PAPER, sheet(64, 48)),
        part('#5f9e4e', ellipse(x - 4 * s, y, 20 * s, 15 * s)),
        part('#f4c430', ellipse(x + 48 * s, y - 12 * s, 12 * s, 9 * s)),
        part('#2f6db5', ellipse(x + 52 * s, y + 12 * s, 12 * s, 9 * s)),
      ];
    case 'cards':
      return [
        part(PAPER, ...[-36, 0, 36].map((dx) => box(x + (dx - 14) * s, y - 19 * s, 28 * s, 38 * s, 4 * s))),
        part('#5a3d2b', ...[-36, 0, 36].map((dx) => ellipse(x + dx * s, y, 7 * s, 9 * s))),
      ];
    case 'thermometer':
      return [
        part(
          '#b3434a',
          ellipse(x + 22 * s, y + 2 * s, 32 * s, 21 * s),
          limb([x + 34 * s, y - 8 * s], [x + 40 * s, y - 24 * s], 17 * s),
        ),
        part(PAPER, limb([x - 48 * s, y - 10 * s], [x + 8 * s, y + 4 * s], 13 * s)),
        part('#d8402f', limb([x - 38 * s, y - 8 * s], [x + 4 * s, y + 3 * s], 4 * s)),
      ];
    case 'none':
      return [];
  }
}
