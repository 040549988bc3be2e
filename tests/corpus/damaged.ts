import { good } from './drawn.ts';
import { broken, playsOrBroken, random, type End, type Recipe } from './recipe.ts';

type Kind = keyof typeof good;

/** The file ends here, as a share of its length. */
function cut(kind: Kind, share: number, ends: readonly End[]): Recipe {
  return {
    name: `cut-${kind}-${share * 100}`,
    about: `${kind}: ends after ${share * 100} % of its bytes, as when a copy breaks off`,
    ends,
    draw: async () => {
      const bytes = await good[kind]();
      return bytes.subarray(0, Math.floor(bytes.length * share));
    },
  };
}

/** One bit in every `every` bytes is turned, from one share of the file to another. */
function flipped(kind: Kind, seed: number, [from, to]: [number, number], every: number): Recipe {
  return {
    name: `flipped-${kind}-${seed}`,
    about: `${kind}: a bit in about ${every} bytes turned between ${from * 100} and ${to * 100} % of the file`,
    // A header of noise can say anything, also that the picture is huge or the codec a strange one.
    ends: [...playsOrBroken, 'codec_not_accepted', 'no_video', 'not_video', 'too_heavy', 'too_large_picture'],
    draw: async () => {
      const bytes = Buffer.from(await good[kind]());
      const next = random(seed);
      const end = bytes.length * to;
      for (let at = bytes.length * from; at < end; at += next() * every * 2)
        bytes[Math.floor(at)]! ^= 1 << Math.floor(next() * 8);
      return bytes;
    },
  };
}

function filled(kind: Kind, what: 'zeros' | 'noise'): Recipe {
  return {
    name: `${what}-${kind}`,
    about: `${kind}: the middle third is ${what}`,
    ends: playsOrBroken,
    draw: async () => {
      const bytes = Buffer.from(await good[kind]());
      const next = random(kind.length);
      const third = Math.floor(bytes.length / 3);
      for (let at = third; at < third * 2; at += 1) bytes[at] = what === 'zeros' ? 0 : next() * 256;
      return bytes;
    },
  };
}

/** Where the index lies at the end of a good MP4, or at its start. */
const moov = { faststart: [0.0005, 0.01] as [number, number], mp4: [0.985, 1] as [number, number] };

export const damaged: Recipe[] = [
  cut('mp4', 0.5, broken),
  cut('mp4', 0.99, broken),
  cut('faststart', 0.01, broken),
  cut('faststart', 0.1, broken),
  cut('faststart', 0.5, broken),
  cut('faststart', 0.97, playsOrBroken),
  cut('fragments', 0.5, playsOrBroken),
  cut('hevc', 0.99, broken),
  cut('mkv', 0.05, broken),
  cut('mkv', 0.6, broken),
  cut('webm', 0.5, broken),
  cut('live', 0.5, ['ready']),
  cut('avi', 0.02, [...broken, 'too_short']),
  cut('avi', 0.6, playsOrBroken),
  flipped('mp4', 1, moov.mp4, 40),
  flipped('mp4', 2, moov.mp4, 200),
  flipped('faststart', 3, moov.faststart, 100),
  flipped('faststart', 4, [0.1, 1], 100),
  flipped('faststart', 5, [0.1, 1], 5000),
  flipped('fragments', 6, [0.3, 1], 1000),
  flipped('hevc', 7, [0, 1], 500),
  flipped('mkv', 8, [0.001, 0.01], 60),
  flipped('mkv', 9, [0.02, 1], 500),
  flipped('webm', 10, [0.001, 1], 300),
  flipped('live', 11, [0.02, 1], 2000),
  flipped('avi', 12, [0.0001, 0.02], 60),
  flipped('avi', 13, [0.02, 1], 300),
  filled('mp4', 'zeros'),
  filled('mp4', 'noise'),
  filled('fragments', 'zeros'),
  filled('mkv', 'zeros'),
  filled('live', 'noise'),
  filled('avi', 'zeros'),
];
