import { box, ellipse, limb, mound, polygon, together, type Point } from './ass.ts';
import type { SceneContent } from './content/shape.ts';
import type { Part } from './figures.ts';

const part = (colour: string, path: string, fade = 0, blur = 0): Part => ({
  path,
  colour,
  layer: 0,
  fade,
  blur,
});

/** Where the board's writing is centred, and where its title goes. */
export function boardAt({ place, teacherSide }: SceneContent): Point {
  if (place === 'yard') return [582, 272];
  return [teacherSide === 'right' ? 582 : 698, 116];
}

/** The room behind everybody: everything in it stands still. */
export function classroom({ wall, floor, board, teacherSide }: SceneContent): Part[] {
  const [boardX, windowX] = teacherSide === 'right' ? [262, 48] : [378, 1082];
  const sun = polygon([windowX - 60, 720], [windowX + 60, 470], [windowX + 240, 470], [windowX + 330, 720]);
  return [
    part(wall, box(0, 0, 1280, 720)),
    part('#fff3d6', ellipse(windowX + 75, 240, 330, 260), 0.55, 60),
    part(floor, box(0, 448, 1280, 272)),
    part('#fffaf0', box(0, 436, 1280, 14), 0.45),
    part('#fff1cc', sun, 0.72, 18),
    ...hills(windowX, 92),
    part('#000000', box(boardX - 14, 62, 668, 300, 8), 0.8, 10),
    part('#a5713f', box(boardX - 14, 54, 668, 300, 8)),
    part(board, box(boardX, 68, 640, 272, 3)),
    part('#ffffff', ellipse(boardX + 470, 250, 190, 52), 0.94, 26),
    part('#8a5a2f', box(boardX + 30, 346, 580, 12, 4)),
    part('#fdfaf3', box(boardX + 70, 340, 34, 7, 3)),
    part('#f6c85f', box(boardX + 112, 340, 22, 7, 3)),
    part('#5d4a3a', box(boardX + 500, 336, 58, 12, 3)),
    ...bunting(),
  ];
}

/** A string of paper flags below the ceiling. */
function bunting(): Part[] {
  const colours = ['#d8573f', '#f2b84b', '#3f8f84', '#f6efe0', '#4f79b0'];
  return Array.from({ length: 22 }, (_, i): Part => {
    const x = i * 60 - 10;
    const sag = 14 * Math.sin((Math.PI * (x % 320)) / 320);
    const flag = polygon([x, 6 + sag], [x + 40, 6 + sag], [x + 20, 40 + sag]);
    return part(colours[i % colours.length] ?? '#d8573f', flag);
  });
}

/** The hills and the snow through a window whose glass starts at (x, y). */
function hills(x: number, y: number): Part[] {
  const at = (...points: Point[]) => polygon(...points.map(([dx, dy]): Point => [x + dx, y + dy]));
  const range = at([0, 152], [34, 92], [62, 128], [104, 70], [150, 138], [150, 230], [0, 230]);
  const snow = together(
    at([104, 70], [122, 96], [109, 91], [98, 102], [87, 94]),
    at([34, 92], [46, 110], [34, 105], [24, 110]),
  );
  return [
    part('#fffaf0', box(x - 9, y - 9, 168, 248, 5)),
    part('#bfe0ec', box(x, y, 150, 230)),
    part('#ffdf7e', ellipse(x + 36, y + 40, 19)),
    part('#7f9bb3', range),
    part('#fbfdff', snow),
    part('#6d9a62', mound(x + 75, y + 230, 150, 62)),
    part('#fffaf0', together(box(x + 71, y, 8, 230), box(x, y + 108, 150, 7))),
    part('#d9b98c', box(x - 20, y + 230, 190, 15, 4)),
  ];
}

/** The school yard below the mountains, with a painted board on the wall and three cones to throw past. */
export function yard({ wall, floor, board }: SceneContent): Part[] {
  const peaks: Point[] = [
    [150, 110],
    [430, 70],
    [760, 96],
    [1060, 60],
  ];
  const dips: Point[] = [
    [270, 205],
    [590, 210],
    [900, 190],
    [1280, 220],
  ];
  const ridge = peaks.flatMap((peak, i): Point[] => [peak, dips[i] ?? peak]);
  const snow = peaks.map(([x, y]) =>
    polygon([x, y], [x + 44, y + 50], [x + 16, y + 40], [x - 4, y + 56], [x - 22, y + 36], [x - 42, y + 30]),
  );
  const cones: Point[] = [
    [600, 506],
    [720, 496],
    [840, 486],
  ];
  return [
    part(wall, box(0, 0, 1280, 720)),
    part('#fff6d8', ellipse(1180, 90, 150), 0.5, 50),
    part('#ffe08a', ellipse(1180, 90, 44)),
    part('#8da7bd', polygon([0, 250], ...ridge, [1280, 420], [0, 420])),
    part('#fbfdff', together(...snow)),
    part('#7faa6d', mound(240, 430, 900, 130)),
    part('#6f9c62', mound(960, 430, 1000, 140)),
    part('#efe3cb', box(0, 372, 1280, 84)),
    part('#d9c7a3', box(0, 372, 1280, 9)),
    part('#a5713f', box(262, 214, 640, 206, 8)),
    part(board, box(274, 226, 616, 182, 3)),
    part(floor, box(0, 448, 1280, 272)),
    part('#fdf6e6', together(limb([-9, 566], [1290, 528], 7), limb([340, 730], [560, 452], 7)), 0.25),
    part(
      '#e8703a',
      together(...cones.map(([x, y]) => polygon([x - 15, y + 24], [x, y - 22], [x + 15, y + 24]))),
    ),
    part('#fdf6e6', together(...cones.map(([x, y]) => box(x - 7, y + 2, 14, 7)))),
  ];
}
