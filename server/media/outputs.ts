import type { Output } from './ffmpeg.ts';
import { hlsOutput, liveOutput } from './hls.ts';
import type { MediaInfo } from './media-info.ts';
import type { Rung, Sound } from './renditions.ts';
import type { Limits } from './sandbox.ts';

/** What the plan never exceeds: 60 frames a second and some, whatever the time stamps say. */
const maxOutputFps = 62;

/** A header may promise less than the file holds; what is beyond this is not read. */
const cappedSeconds = ({ durationMs }: MediaInfo) => (durationMs * 1.05) / 1000 + 5;

/** The streams of one output, and an end to it. */
export function mapped(info: MediaInfo, ...streams: string[]): string[] {
  const seconds = cappedSeconds(info);
  return [
    ...streams.flatMap((stream) => ['-map', stream]),
    ...['-t', seconds.toFixed(3), '-frames:v', String(Math.ceil(seconds * maxOutputFps))],
  ];
}

/** AAC of low complexity, which everything plays. */
export function aac({ audio }: MediaInfo, bitrate: number, maxChannels = 2): string[] {
  if (!audio) return [];
  const rate = audio.sampleRate === 44_100 ? '44100' : '48000';
  const channels = Math.min(audio.channels, maxChannels);
  return ['-c:a', 'aac', '-b:a', String(bitrate), '-ac', String(channels), '-ar', rate];
}

/** Keyframes every two seconds, in each rung at the same moments, so that players can switch. */
const everyTwoSeconds = 'expr:gte(t,n_forced*2)';

/** The same and one more after a second, where a rung that is watched meanwhile has its first complete segment. */
const soonThenEveryTwoSeconds = 'expr:gte(t,if(lt(n_forced,2),n_forced,(n_forced-1)*2))';

/** H.264 that cheap phones decode, with the same reordering in each rung, so that all begin at zero. */
function rungOptions(info: MediaInfo, rung: Rung, keyframes: string): string[] {
  const heard = rung.audioRate > 0 && info.audio !== null;
  return [
    ...mapped(info, `[v${rung.name}]`, ...(heard ? [`[a${rung.name}]`] : [])),
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high', '-bf', '3', '-crf', '23'],
    ...['-maxrate', String(rung.maxRate), '-bufsize', String(rung.maxRate * 2)],
    ...['-force_key_frames', keyframes, '-sc_threshold', '0'],
    ...aac(info, rung.audioRate),
  ];
}

/** A rung as one file of byte ranges. */
export function rungOutput(info: MediaInfo, rung: Rung, dir: string): Output {
  const hls = hlsOutput(dir, rung.name);
  return { ...hls, options: [...rungOptions(info, rung, everyTwoSeconds), ...hls.options] };
}

/** A rung as segments that are watched while the next ones are made. */
export function liveRungOutput(info: MediaInfo, rung: Rung, dir: string): Output {
  const live = liveOutput(dir);
  return { ...live, options: [...rungOptions(info, rung, soonThenEveryTwoSeconds), ...live.options] };
}

/** The sound alone: one channel, as a voice at this rate sounds better in one than in two. */
export function soundOutput(info: MediaInfo, { name, audioRate }: Sound, dir: string): Output {
  const hls = hlsOutput(dir, name);
  return { ...hls, options: [...mapped(info, `[a${name}]`), ...aac(info, audioRate, 1), ...hls.options] };
}

/**
 * The tiles [storyboard] of `graph`, still apart. ffmpeg tells of its progress only once every output has begun, and the
 * picture that holds them all would begin at the end.
 */
export const tilesOutput = (path: string): Output => ({
  path,
  options: [
    ...['-map', '[storyboard]', '-map_metadata', '-1', '-fflags', '+bitexact', '-fps_mode', 'passthrough'],
    ...['-c:v', 'mjpeg', '-q:v', '2', '-f', 'matroska'],
  ],
});

/** One JPEG without metadata, not even the encoder's name; quality from 2, the best, to 31. */
export const jpeg = (quality: number) => [
  ...['-frames:v', '1', '-map_metadata', '-1', '-fflags', '+bitexact', '-flags:v', '+bitexact'],
  ...['-c:v', 'mjpeg', '-q:v', String(quality), '-f', 'image2', '-update', '1'],
];

/** Far above need: a second of 8K HDR took under 30 processor seconds for everything made of it, of 240 allowed. */
export function encodeLimits(info: MediaInfo, rungs: readonly Rung[]): Limits {
  const seconds = cappedSeconds(info);
  const pictures = Math.max(1, (info.video.width * info.video.height) / (1920 * 1080));
  const rate = Math.max(0, ...rungs.map(({ maxRate, audioRate }) => maxRate * 2 + audioRate));
  return {
    wallSeconds: Math.min(4 * 3600, 300 + seconds * 20 * pictures),
    cpuSeconds: 120 + seconds * 15 * pictures,
    fileBytes: (seconds * rate) / 8 + 2 ** 25,
    pixels: info.video.width * info.video.height,
  };
}
