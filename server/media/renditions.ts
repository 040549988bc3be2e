import type { AudioInfo, Fraction, MediaInfo } from './media-info.ts';

/** The source as it is, only repacked. */
export type Copy = { name: 'copy'; audio: 'copy' | 'encode' | 'none' };

/** One encoded size. */
export type Rung = {
  /** The short side: 720, 480, 240, or the source's own when that is smaller. */
  name: string;
  width: number;
  height: number;
  /** The same in all rungs of a source, so that their keyframes fall together. */
  fps: Fraction;
  /** Bits per second that the picture may not exceed. */
  maxRate: number;
  /** Bits per second of the sound; 0 for a source without. */
  audioRate: number;
};

/** The sound without the picture, for links that carry nothing else. */
export type Sound = { name: 'audio'; audioRate: number };

/**
 * What is made of a source: a copy or else a first rung to watch at once, then the ladder and the sound alone in one
 * process.
 */
export type Plan = { copy: Copy | null; first: Rung | null; ladder: Rung[]; sound: Sound | null };

/** `play`: an episode. `choose`: a recording sent whole, of which its owner will choose a part; it only has to be seen. */
export type Purpose = 'play' | 'choose';

const standardSides = [720, 480, 240];

/** Phones record 1080p30 at 8 to 17 Mbit/s; above this a stream copy would stall too many. 4K may have four times as much. */
const copyRateAt1080p = 12_000_000;
const copyAudioRate = 384_000;

/** Half of what cheap phones decode, and lessons do not move faster. */
const maxRungFps = 30.5;

/** Decides what to make of a source that passed the gate. */
export function plan(info: MediaInfo, purpose: Purpose = 'play'): Plan {
  const all = canCopy(info) ? besideCopy(info) : encodedOnly(info);
  if (purpose === 'choose') return { ...all, ladder: [], sound: null };
  return { ...all, sound: info.audio ? { name: 'audio', audioRate: 48_000 } : null };
}

function besideCopy(info: MediaInfo) {
  const copy: Copy = { name: 'copy', audio: copyAudio(info.audio) };
  const sourceSide = Math.min(info.video.width, info.video.height);
  const ladder = standardSides.filter((side) => side < sourceSide).map((side) => rung(info, side));
  return { copy, first: null, ladder: ladder.map(lowestSound) };
}

function encodedOnly(info: MediaInfo) {
  const rungs = encodedSides(info)
    .map((side) => rung(info, side))
    .map(lowestSound);
  const first = rungs.find((r) => Math.min(r.width, r.height) <= 480) ?? rungs.at(-1) ?? null;
  return { copy: null, first, ladder: rungs.filter((r) => r !== first) };
}

/**
 * Whether browsers and cheap phones play the picture as it is. A rotation matrix and non-square pixels are not honoured
 * by every HLS player, pictures hidden by an edit list would reappear, and AVI has no true times. A part begins and ends
 * between keyframes, and what a copy brings along of its surroundings is in the file for anyone to find.
 */
export function canCopy({ container, video, cut }: MediaInfo): boolean {
  const rate = copyRateAt1080p * Math.max(1, (video.width * video.height) / (1920 * 1080));
  return (
    !cut &&
    container !== 'avi' &&
    video.codec === 'h264' &&
    ['Constrained Baseline', 'Baseline', 'Main', 'High'].includes(video.profile) &&
    ['yuv420p', 'yuvj420p'].includes(video.pixFmt) &&
    video.level <= 52 &&
    video.avgFps <= 60.5 &&
    video.bitrate <= rate &&
    video.rotation === 0 &&
    video.squarePixels &&
    !video.interlaced &&
    !video.hdr &&
    !video.hiddenStart &&
    Math.abs(video.startMs) <= 50
  );
}

function copyAudio(audio: AudioInfo | null): Copy['audio'] {
  if (!audio) return 'none';
  const plain = audio.codec === 'aac' && ['LC', 'HE-AAC'].includes(audio.profile);
  return plain && audio.bitrate <= copyAudioRate ? 'copy' : 'encode';
}

/** Never above the source; a source between two standard sides keeps its own unless the next one is close. */
function encodedSides({ video }: MediaInfo): number[] {
  const top = Math.min(720, Math.min(video.width, video.height));
  return [top, ...standardSides.filter((side) => side <= top * 0.75)];
}

function rung({ video, audio }: MediaInfo, side: number): Rung {
  const scale = side / Math.min(video.width, video.height);
  const [width, height] = [evenSide(video.width, scale), evenSide(video.height, scale)];
  return {
    name: String(Math.min(width, height)),
    width,
    height,
    fps: rungFps(video.baseFps, video.avgFps),
    maxRate: maxRate(side),
    audioRate: audio ? 96_000 : 0,
  };
}

/** The nearest even number, as 4:2:0 needs, but no line more than the source has. */
export const evenSide = (side: number, scale: number) =>
  Math.max(2, Math.min(2 * Math.round((side * scale) / 2), 2 * Math.floor(side / 2)));

/** 2500, 1200 and 350 kbit/s at 720, 480 and 240, and a curve through them for sides between. */
const maxRate = (side: number) => Math.round((2_500_000 * (side / 720) ** 1.8) / 10_000) * 10_000;

/** A constant rate of at most 30: the source's own, a whole part of it, or 30 when it varies or makes no sense. */
export function rungFps(base: Fraction | null, avgFps: number): Fraction {
  if (!base) return { num: 30, den: 1 };
  const fps = base.num / base.den;
  const constant = Math.abs(fps - avgFps) < avgFps * 0.01;
  if (!constant || fps < 10) return { num: 30, den: 1 };
  return { num: base.num, den: base.den * Math.ceil(fps / maxRungFps) };
}

/** The smallest picture is for the poorest link: half the sound, too. */
function lowestSound(rung: Rung, index: number, rungs: Rung[]): Rung {
  const lowest = index === rungs.length - 1 && Math.min(rung.width, rung.height) <= 240;
  return lowest && rung.audioRate > 0 ? { ...rung, audioRate: 48_000 } : rung;
}
