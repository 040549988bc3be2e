import { box, ellipse, limb, mound, polygon, together, type Mark, type Point } from './ass.ts';
import type { SceneContent } from './content/shape.ts';

/** A part of a figure, before anyone has decided when it is seen and how it moves. */
export type Part = Pick<Mark, 'path' | 'colour' | 'layer' | 'fade' | 'blur'>;

/** Where a pupil sits: the middle, the height the head is measured from, and where the body ends (at a chair, or on the floor). */
export interface Seat {
  x: number;
  base: number;
  foot: number;
  scale: number;
  layer: number;
}

const SKIN = ['#e3b28c', '#d29a72', '#c08660', '#a96f4c'];
const HAIR = ['#2a211d', '#3a2a21', '#4c3224', '#1f1b1c', '#33251f'];
const COLLAR = '#f4efe4';

const pick = (from: string[], index: number) => from[index % from.length] ?? '#000000';

/** A pupil seen from behind, as a camera at the back of the room sees one: no faces. `look` varies hair and skin. */
export function pupil({ x, base, foot, scale: s, layer }: Seat, uniform: string, look: number): Part[] {
  const [skin, hair, headY] = [pick(SKIN, look), pick(HAIR, look * 3), base - 152 * s];
  const head = ellipse(x, headY, 42 * s, 47 * s);
  const ears = [-41, 41].map((dx) => ellipse(x + dx * s, headY + 8 * s, 8 * s, 12 * s));
  const curls = [0, 1, 2, 3, 4, 5].map((i) => {
    const turn = Math.PI * (0.94 + i * 0.224);
    return ellipse(x + 38 * s * Math.cos(turn), headY + 36 * s * Math.sin(turn), 19 * s);
  });
  const hairdo =
    [
      together(head, box(x - 45 * s, headY - 4 * s, 90 * s, 80 * s, 26 * s)),
      together(head, ellipse(x, headY - 44 * s, 21 * s, 19 * s)),
      together(head, ...curls),
      together(head, ellipse(x, headY + 62 * s, 17 * s, 46 * s)),
      head,
    ][look % 5] ?? head;
  const parts: Part[] = [
    { path: mound(x, foot, 172 * s, foot - base + 104 * s), colour: uniform, layer: layer + 2 },
    { path: box(x - 30 * s, base - 105 * s, 60 * s, 14 * s, 6 * s), colour: COLLAR, layer: layer + 3 },
    {
      path: together(box(x - 19 * s, base - 126 * s, 38 * s, 36 * s, 12 * s), ...ears),
      colour: skin,
      layer: layer + 4,
    },
    { path: hairdo, colour: hair, layer: layer + 5 },
  ];
  if (look % 5 === 3) {
    const ribbon = together(
      ellipse(x - 12 * s, headY + 22 * s, 12 * s, 8 * s),
      ellipse(x + 12 * s, headY + 22 * s, 12 * s, 8 * s),
    );
    parts.push({ path: ribbon, colour: '#f2b84b', layer: layer + 6 });
  }
  if (look % 5 === 4) {
    const nape = box(x - 24 * s, headY + 31 * s, 48 * s, 20 * s, 9 * s);
    parts.push({ path: nape, colour: skin, layer: layer + 6 });
  }
  return parts;
}

/** A raised arm, to slide up from behind the shoulder. */
export function raisedArm({ x, base, scale: s, layer }: Seat, uniform: string, look: number): Part[] {
  const [handX, handY] = [x + 82 * s, base - 212 * s];
  const sleeve = limb([x + 60 * s, base - 50 * s], [handX - 4 * s, handY + 44 * s], 33 * s);
  return [
    { path: ellipse(handX, handY + 12 * s, 17 * s, 24 * s), colour: pick(SKIN, look), layer: layer + 1 },
    { path: sleeve, colour: uniform, layer: layer + 1 },
  ];
}

/** The teacher, whole, at the front; the arm that moves is drawn apart (`teacherArm`). `inward` points to the board. */
export function teacher(x: number, feet: number, inward: 1 | -1, scene: SceneContent, layer: number): Part[] {
  const [skin, hair, head] = [pick(SKIN, scene.seed + 1), pick(HAIR, scene.seed + 2), feet - 305];
  const part = (over: number, colour: string, ...paths: string[]): Part => ({
    path: together(...paths),
    colour,
    layer: layer + over,
  });
  const [shoulder, hand]: [Point, Point] = [
    [x - inward * 42, feet - 222],
    [x - inward * 62, feet - 118],
  ];
  const torso = polygon([x - 46, feet - 232], [x + 46, feet - 232], [x + 57, feet - 98], [x - 57, feet - 98]);
  const locks = scene.seed % 2 === 0 ? [part(2, hair, box(x - 45, head - 36, 90, 106, 38))] : [];
  return [
    { path: ellipse(x, feet, 78, 12), colour: '#000000', layer, fade: 0.78 },
    part(1, '#33393f', ...[-22, 22].map((dx) => limb([x + dx, feet - 120], [x + dx, feet - 14], 34))),
    part(2, '#26211d', box(x - 46, feet - 18, 44, 18, 9), box(x + 2, feet - 18, 44, 18, 9)),
    ...locks,
    part(2, skin, ellipse(...hand, 14, 16)),
    part(3, scene.clothes, limb(shoulder, [hand[0], hand[1] - 14], 30)),
    part(3, scene.clothes, torso, ellipse(x, feet - 226, 47, 24), ellipse(x, feet - 98, 57, 13)),
    part(
      4,
      skin,
      box(x - 15, head + 28, 30, 44, 10),
      polygon([x - 19, feet - 250], [x + 19, feet - 250], [x, feet - 212]),
    ),
    part(5, skin, ellipse(x, head, 37, 42)),
    part(6, hair, ellipse(x - inward * 6, head - 27, 39, 22), ellipse(x - inward * 26, head - 14, 15, 24)),
    part(
      7,
      '#2a211d',
      ellipse(x - 12 + inward * 4, head + 5, 4, 5),
      ellipse(x + 14 + inward * 4, head + 5, 4, 5),
    ),
    part(7, '#9a4a3c', smile(x + inward * 4, head + 20)),
  ];
}

function smile(x: number, y: number): string {
  return `m ${x - 11} ${y - 2} b ${x - 6} ${y + 9} ${x + 6} ${y + 9} ${x + 11} ${y - 2} b ${x + 6} ${y + 3} ${x - 6} ${y + 3} ${x - 11} ${y - 2}`;
}

/** The arm on the board's side, from the shoulder towards the hand, with what it holds. */
export function teacherArm(shoulder: Point, [hx, hy]: Point, scene: SceneContent, layer: number): Part[] {
  const away = hx < shoulder[0] ? -1 : 1;
  const wrist: Point = [shoulder[0] + (hx - shoulder[0]) * 0.82, shoulder[1] + (hy - shoulder[1]) * 0.82];
  return [
    { path: limb(shoulder, wrist, 30), colour: scene.clothes, layer: layer + 1 },
    ...held(scene.holding, [hx, hy], away).map((part, i) => ({ ...part, layer: layer + 2 + i })),
    { path: ellipse(hx, hy, 15, 16), colour: pick(SKIN, scene.seed + 1), layer: layer + 4 },
  ];
}

function held(kind: SceneContent['holding'], [x, y]: Point, away: 1 | -1): Omit<Part, 'layer'>[] {
  const middle = x + away * 46;
  switch (kind) {
    case 'pointer':
      return [{ path: limb([x - away * 14, y + 9], [x + away * 100, y - 66], 7), colour: '#8a5a34' }];
    case 'drum':
      return [
        { path: ellipse(x + away * 36, y - 12, 47, 51), colour: '#b9783f' },
        { path: ellipse(x + away * 36, y - 12, 39, 43), colour: '#f6ead2' },
      ];
    case 'card':
      return [
        { path: box(middle - 48, y - 66, 84, 98, 7), colour: '#fdfaf3' },
        {
          path: together(ellipse(middle - 6, y - 22, 21, 17), box(middle + 10, y - 30, 18, 7, 3)),
          colour: '#e2a33c',
        },
      ];
    case 'strip':
      return [
        { path: box(middle - 56, y - 22, 126, 30, 2), colour: '#f2b04a' },
        {
          path: together(...[1, 2, 3, 4, 5].map((i) => box(middle - 57 + i * 21, y - 22, 2, 30))),
          colour: '#a86f1c',
        },
      ];
    case 'letter':
      return [
        { path: box(middle - 52, y - 60, 70, 90, 3), colour: '#efdcb4' },
        {
          path: together(
            ...[0, 1, 2, 3, 4].map((i) => box(middle - 42, y - 48 + i * 14, 50 - (i % 3) * 9, 4)),
          ),
          colour: '#8d7448',
        },
      ];
    case 'ball':
      return [{ path: ellipse(x + away * 12, y - 24, 25), colour: '#e2703a' }];
  }
}
