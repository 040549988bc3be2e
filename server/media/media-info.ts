import type { Container } from './sniff.ts';

/** A part of a source, in ms of its own timeline; the end is no longer part of it. */
export type Cut = { startMs: number; endMs: number };

/** What we know of a source. Times are ms of its own timeline, sizes are of the picture as it should be shown. */
export type MediaInfo = {
  bytes: number;
  container: Container;
  durationMs: number;
  video: VideoInfo;
  audio: AudioInfo | null;
  /** There is a sound track, and it can't be decoded: the episode goes on without, and says so. */
  audioDropped: boolean;
  /** The part that is used, when it is not all of it; the durations are then those of the part (`cutTo`). */
  cut?: Cut;
};

export type Fraction = { num: number; den: number };

export type VideoInfo = {
  /** Position in the file, for `-map 0:index`. */
  index: number;
  codec: string;
  profile: string;
  /** H.264 times ten (31 is 3.1); 0 when unknown. */
  level: number;
  pixFmt: string;
  /** After rotation and with square pixels. */
  width: number;
  height: number;
  /** Degrees, by the header: 0, 90, 180 or 270. */
  rotation: number;
  squarePixels: boolean;
  interlaced: boolean;
  hdr: boolean;
  transfer: string;
  avgFps: number;
  /** The base rate; far from avgFps when the rate varies. */
  baseFps: Fraction | null;
  bitrate: number;
  /** The picture's own duration; the file's may be that of a longer sound track. */
  durationMs: number;
  /** First picture, against the start of the file. */
  startMs: number;
  /** The first packets give at least one picture: a good header says nothing about what follows it. */
  decodes: boolean;
  /** An edit list hides pictures at the start: decoders leave them out, a stream copy would not. */
  hiddenStart: boolean;
};

export type AudioInfo = {
  index: number;
  codec: string;
  profile: string;
  channels: number;
  sampleRate: number;
  bitrate: number;
};
