import type { RefusalCode } from '../../server/media/refusal.ts';

export type End = 'ready' | RefusalCode;

/** What a bad file may point to: a server that must not be called, and a file beside it that must not be read. */
export type Place = {
  /** A port on the loopback address where every connection is counted. */
  canaryPort: number;
  /** The absolute path of somebody else's recording, in the same folder as the bad file. */
  neighbour: string;
};

export type Recipe = {
  name: string;
  /** What it is, in a sentence. */
  about: string;
  /** Every end that is right: of some files it is enough that they end with a reason. */
  ends: readonly End[];
  draw(place: Place): Buffer | Promise<Buffer>;
  /** Zeros are appended up to this size; they take no room on disk. */
  sparseTo?: number;
  /** Takes over ten seconds: tried by the bench, not by the suite. */
  slow?: true;
};

/** The name that the decoys use for the file beside them. */
export const neighbourName = 'neighbour.mp4';

/** The one colour of the neighbour's picture and of nothing in the corpus. */
export const neighbourColour = [255, 0, 255] as const;

/** Refused as a file that opens like a video and can't be read as one. */
export const broken: readonly End[] = ['damaged', 'incomplete'];

/** For damage whose extent is a matter of luck: what is left plays or it does not. */
export const playsOrBroken: readonly End[] = ['ready', ...broken];

/** Seeded, so that the same bytes fall on every machine (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
