import { box, type Mark, type Point, type Words } from './ass.ts';
import type { EpisodeContent, SceneContent } from './content/shape.ts';
import { pupil, raisedArm, teacher, teacherArm, type Part, type Seat } from './figures.ts';
import { boardAt, classroom, yard } from './places.ts';
import { chair, desk, onDesk } from './props.ts';

type Random = () => number;

export interface Drawing {
  marks: Mark[];
  words: Words[];
}

/** The room and what was on the board from the start: drawn once. */
export function backdrop({ title, grade, subject, scene }: EpisodeContent): Drawing {
  const [x, y] = boardAt(scene);
  const whole = { fromS: 0, toS: 1, layer: 1, font: 'DejaVu Sans' };
  const size = title.length > 26 ? 36 : 42;
  const place = scene.place === 'yard' ? yard(scene) : classroom(scene);
  return {
    marks: lasting([...place, ...furniture(scene)], 1),
    words: [
      { ...whole, text: title, colour: '#f7f3e6', at: [x, y], size, fade: 0.05 },
      { ...whole, text: `${grade} · ${subject}`, colour: '#d8e2d6', at: [x, y + 46], size: 24, fade: 0.15 },
    ],
  };
}

/** Everybody in the room, at every moment, and what appears on the board as the lesson goes. */
export function people(episode: EpisodeContent): Drawing {
  const { scene, durationMs } = episode;
  const durationS = durationMs / 1000;
  const random = seeded(scene.seed);
  const pupils = seats(scene).flatMap((seat, i) => atWork(seat, i, scene, durationS, random));
  return {
    marks: [...pupils, ...teaching(scene, durationS, random)],
    words: chalk(scene, durationS),
  };
}

/** "mm:ss.mmm / frame" for every frame at 25 fps, so that a still tells its own time. */
export function timecode(durationMs: number): Drawing {
  const padded = (value: number, width: number) => String(value).padStart(width, '0');
  const plate = { path: box(960, 656, 300, 48, 12), colour: '#15110d', layer: 0, fade: 0.28 };
  const words = Array.from({ length: Math.round(durationMs / 40) }, (_, frame): Words => {
    const ms = frame * 40;
    const time = `${padded(Math.floor(ms / 60_000), 2)}:${padded(Math.floor(ms / 1000) % 60, 2)}.${padded(ms % 1000, 3)}`;
    const when = { fromS: ms / 1000, toS: (ms + 40) / 1000, layer: 1, at: [1110, 680] as const };
    return {
      ...when,
      text: `${time} / ${padded(frame, 4)}`,
      colour: '#ffffff',
      size: 28,
      font: 'DejaVu Sans Mono',
    };
  });
  return { marks: [{ ...plate, fromS: 0, toS: durationMs / 1000 }], words };
}

/** Each line is a landmark for whoever looks for a moment. */
function chalk(scene: SceneContent, durationS: number): Words[] {
  const [x, y] = boardAt(scene);
  const colours = ['#f7f3e6', '#f6d98a', '#f3b9a4', '#b9dcd0'];
  return scene.chalk.map((text, i) => ({
    fromS: Math.floor(durationS * (0.06 + (i * 0.72) / scene.chalk.length)),
    toS: durationS,
    layer: 1,
    text,
    colour: colours[i % colours.length] ?? '#f7f3e6',
    at: [x, y + 96 + i * 42],
    size: 32,
    font: 'DejaVu Sans',
    fade: 0.05,
  }));
}

const sitting = ({ place, desk }: SceneContent) => place === 'classroom' && desk !== 'none';

function seats(scene: SceneContent): Seat[] {
  const far = Math.floor(scene.pupils / 2);
  const row = (count: number, from: number, to: number, base: number, scale: number, layer: number) =>
    Array.from({ length: count }, (_, i): Seat => {
      const x = from + ((to - from) * (i + 0.5)) / count;
      return { x, base, foot: sitting(scene) ? base - 26 * scale : base, scale, layer };
    });
  return [
    ...row(far, 190, 1010, scene.place === 'yard' ? 650 : 592, 0.72, 30),
    ...row(scene.pupils - far, 60, 1100, 806, 1.02, 50),
  ];
}

const deskY = ({ base, scale }: Seat) => base - 198 * scale;

/** Desks and chairs stand still behind everybody: a chair's back begins where its pupil ends, so nobody has to pass behind. */
function furniture(scene: SceneContent): Part[] {
  if (!sitting(scene)) return [];
  return seats(scene).flatMap((seat) => [
    ...desk(seat.x, deskY(seat), seat.scale, 0),
    ...chair(seat.x, seat.foot, seat.scale, 0),
  ]);
}

function atWork(seat: Seat, i: number, scene: SceneContent, durationS: number, random: Random): Mark[] {
  const { x, scale: s, layer } = seat;
  const look = scene.seed + i * 11;
  const beside: Point = [x + (i % 2 === 0 ? 62 : -62) * s, deskY(seat)];
  const arm = i % 3 === 1 ? raisedArm(seat, scene.uniform, look) : [];
  const steps = sway(durationS, random, 9 * s, 6 * s);
  return [
    ...turning(onDesk(scene.desk, ...beside, s, layer), beside, durationS, random),
    ...moving(pupil(seat, scene.uniform, look), steps),
    ...handUp(arm, durationS * (0.15 + random() * 0.5), durationS, 200 * s),
  ];
}

function teaching(scene: SceneContent, durationS: number, random: Random): Mark[] {
  const [x, feet, inward] =
    scene.teacherSide === 'right' ? ([1035, 522, -1] as const) : ([225, 522, 1] as const);
  const shoulder: Point = [x + inward * 40, feet - 222];
  const arm = teacherArm(shoulder, [shoulder[0] + inward * 66, shoulder[1] + 58], scene, 18);
  const steps = sway(durationS, random, 18, 0);
  let angle = 0;
  const pointing = steps.flatMap(({ fromS, toS, slide, still }) => {
    const from = angle;
    if (!still) angle = inward * (random() * 50 - 16);
    return arm.map((part): Mark => ({
      ...part,
      fromS,
      toS,
      slide,
      turn: { around: shoulder, from, to: angle },
    }));
  });
  return [...moving(teacher(x, feet, inward, scene, 10), steps), ...pointing];
}

interface Step {
  fromS: number;
  toS: number;
  slide: [Point, Point];
  still: boolean;
}

/** Rest, shift a little, rest: where a figure is at every moment, within `reachX` and `reachY` of its place. */
function sway(durationS: number, random: Random, reachX: number, reachY: number): Step[] {
  const steps: Step[] = [];
  let fromS = 0;
  let here: Point = [0, 0];
  while (fromS < durationS) {
    const still = steps.length % 2 === 0;
    const toS = Math.min(durationS, fromS + (still ? 1 + random() * 3.4 : 0.56));
    const there: Point = still ? here : [(random() * 2 - 1) * reachX, random() * reachY];
    steps.push({ fromS, toS, slide: [here, there], still });
    [fromS, here] = [toS, there];
  }
  return steps;
}

function lasting(parts: Part[], durationS: number): Mark[] {
  return parts.map((part) => ({ ...part, fromS: 0, toS: durationS }));
}

function moving(parts: Part[], steps: Step[]): Mark[] {
  return steps.flatMap(({ fromS, toS, slide }) => parts.map((part) => ({ ...part, fromS, toS, slide })));
}

function turning(parts: Part[], around: Point, durationS: number, random: Random): Mark[] {
  let angle = random() * 16 - 8;
  return sway(durationS, random, 0, 0).flatMap(({ fromS, toS, still }) => {
    const from = angle;
    if (!still) angle = random() * 44 - 22;
    return parts.map((part) => ({ ...part, fromS, toS, turn: { around, from, to: angle } }));
  });
}

function handUp(parts: Part[], startS: number, durationS: number, height: number): Mark[] {
  const [up, down] = [startS + 0.4, Math.min(durationS - 0.4, startS + 5)];
  return parts.flatMap((part): Mark[] => [
    {
      ...part,
      fromS: startS,
      toS: up,
      slide: [
        [0, height],
        [0, 0],
      ],
    },
    { ...part, fromS: up, toS: down },
    {
      ...part,
      fromS: down,
      toS: down + 0.4,
      slide: [
        [0, 0],
        [0, height],
      ],
    },
  ]);
}

/** A small generator with a seed (mulberry32), so that a clip drawn twice is the same clip. */
function seeded(seed: number): Random {
  let state = Math.imul(seed, 0x9e3779b9);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
