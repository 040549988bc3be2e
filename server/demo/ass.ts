/** A point in pixels of the 1280x720 picture. */
export type Point = readonly [x: number, y: number];

/** One thing on the picture: a path in one colour, from `fromS` to `toS`, perhaps moving or turning on the way. */
export interface Mark {
  path: string;
  colour: string;
  layer: number;
  fromS: number;
  toS: number;
  /** 0 opaque, 1 invisible. */
  fade?: number;
  /** Softness of the edge in pixels: light and shadow. */
  blur?: number;
  /** Offset at the start and at the end of the mark. */
  slide?: readonly [Point, Point];
  /** Degrees, counter-clockwise, at the start and at the end, around a point. */
  turn?: { around: Point; from: number; to: number };
}

export interface Words {
  text: string;
  colour: string;
  layer: number;
  fromS: number;
  toS: number;
  at: Point;
  size: number;
  font: string;
  fade?: number;
}

const CURVE = 0.5523; // a quarter circle as one Bézier curve
const n = (value: number) => String(Math.round(value));
const xy = (...points: Point[]) => points.map(([x, y]) => `${n(x)} ${n(y)}`).join(' ');

export function ellipse(cx: number, cy: number, rx: number, ry: number = rx): string {
  const [kx, ky] = [rx * CURVE, ry * CURVE];
  return [
    `m ${xy([cx - rx, cy])}`,
    `b ${xy([cx - rx, cy - ky], [cx - kx, cy - ry], [cx, cy - ry])}`,
    `b ${xy([cx + kx, cy - ry], [cx + rx, cy - ky], [cx + rx, cy])}`,
    `b ${xy([cx + rx, cy + ky], [cx + kx, cy + ry], [cx, cy + ry])}`,
    `b ${xy([cx - kx, cy + ry], [cx - rx, cy + ky], [cx - rx, cy])}`,
  ].join(' ');
}

/** Several paths in one: libass reads every mark anew for each frame, so fewer marks draw faster. */
export const together = (...paths: string[]): string => paths.join(' ');

export function polygon(...points: Point[]): string {
  return `m ${xy(...points.slice(0, 1))} l ${xy(...points.slice(1))}`;
}

export function box(x: number, y: number, width: number, height: number, round = 0): string {
  const [r, b, k] = [x + width, y + height, round * (1 - CURVE)];
  if (round === 0) return polygon([x, y], [r, y], [r, b], [x, b]);
  return [
    `m ${xy([x + round, y])} l ${xy([r - round, y])} b ${xy([r - k, y], [r, y + k], [r, y + round])}`,
    `l ${xy([r, b - round])} b ${xy([r, b - k], [r - k, b], [r - round, b])}`,
    `l ${xy([x + round, b])} b ${xy([x + k, b], [x, b - k], [x, b - round])}`,
    `l ${xy([x, y + round])} b ${xy([x, y + k], [x + k, y], [x + round, y])}`,
  ].join(' ');
}

/** Shoulders: a mound with soft sides, standing on `base`. */
export function mound(cx: number, base: number, width: number, height: number): string {
  const [half, top] = [width / 2, base - height];
  return [
    `m ${xy([cx - half, base])}`,
    `b ${xy([cx - half, base - height * 0.72], [cx - half * 0.62, top], [cx, top])}`,
    `b ${xy([cx + half * 0.62, top], [cx + half, base - height * 0.72], [cx + half, base])}`,
  ].join(' ');
}

/** An arm, a leg or a stick: a line of some width with round ends. */
export function limb([x1, y1]: Point, [x2, y2]: Point, width: number): string {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [ux, uy] = [((x2 - x1) / length) * (width / 2), ((y2 - y1) / length) * (width / 2)];
  const cap = 1.33;
  return [
    `m ${xy([x1 - uy, y1 + ux])}`,
    `b ${xy([x1 - uy - ux * cap, y1 + ux - uy * cap], [x1 + uy - ux * cap, y1 - ux - uy * cap], [x1 + uy, y1 - ux])}`,
    `l ${xy([x2 + uy, y2 - ux])}`,
    `b ${xy([x2 + uy + ux * cap, y2 - ux + uy * cap], [x2 - uy + ux * cap, y2 + ux + uy * cap], [x2 - uy, y2 + ux])}`,
  ].join(' ');
}

/** A subtitle script that shows marks and words: libass, which ffmpeg always carries, draws it smoothly. */
export function script(marks: readonly Mark[], words: readonly Words[]): string {
  const head = [
    '[Script Info]',
    'ScriptType: v4.00+',
    'PlayResX: 1280',
    'PlayResY: 720',
    'ScaledBorderAndShadow: yes',
    '[V4+ Styles]',
    'Format: Name, Fontname, Fontsize, PrimaryColour, Alignment, BorderStyle, Outline, Shadow, Encoding',
    'Style: s,DejaVu Sans,40,&H00FFFFFF,7,1,0,0,1',
    '[Events]',
    'Format: Layer, Start, End, Style, Text',
  ];
  return [...head, ...marks.map(markLine), ...words.map(wordsLine), ''].join('\n');
}

function markLine({ path, colour, layer, fromS, toS, fade = 0, blur = 0, slide, turn }: Mark): string {
  const place = slide ? `\\move(${slide.flat().map(n).join()})` : '\\pos(0,0)';
  const spin = turn ? `\\org(${turn.around.map(n).join()})\\frz${n(turn.from)}\\t(\\frz${n(turn.to)})` : '';
  const soft = blur > 0 ? `\\blur${blur}` : '';
  return `${span(layer, fromS, toS)},{${place}${spin}${soft}${ink(colour, fade)}\\p1}${path}`;
}

function wordsLine({ text, colour, layer, fromS, toS, at, size, font, fade = 0 }: Words): string {
  return `${span(layer, fromS, toS)},{\\an5\\pos(${at.map(n).join()})\\fn${font}\\fs${size}${ink(colour, fade)}}${text}`;
}

const span = (layer: number, fromS: number, toS: number) =>
  `Dialogue: ${layer},${clock(fromS)},${clock(toS)},s`;

/** '#rrggbb' as ASS wants it: blue first, and alpha the other way round. */
function ink(colour: string, fade: number): string {
  const alpha = Math.round(fade * 255)
    .toString(16)
    .padStart(2, '0');
  return `\\1c&H${colour.slice(5, 7)}${colour.slice(3, 5)}${colour.slice(1, 3)}&\\1a&H${alpha}&`;
}

/** ASS counts in hundredths: a frame at 25 fps is exactly four of them. */
function clock(seconds: number): string {
  const total = Math.round(seconds * 100);
  const two = (value: number) => String(value).padStart(2, '0');
  return `0:${two(Math.floor(total / 6000))}:${two(Math.floor(total / 100) % 60)}.${two(total % 100)}`;
}
