import type { MediaInfo } from './media-info.ts';
import { MediaRefusal } from './refusal.ts';

/** ffprobe's names of what we decode; `sandbox.ts` lists the decoders behind them. */
export const videoCodecs: readonly string[] = ['h264', 'hevc', 'vp8', 'vp9', 'av1', 'mpeg4', 'mjpeg', 'h263'];

export const audioCodecs: readonly string[] = [
  ...['aac', 'mp3', 'opus', 'vorbis', 'flac', 'alac', 'ac3', 'eac3', 'amr_nb', 'amr_wb'],
  ...['mp2', 'adpcm_ima_qt', 'adpcm_ima_wav', 'adpcm_ms'],
  ...['pcm_s16le', 'pcm_s16be', 'pcm_s24le', 'pcm_s24be', 'pcm_u8', 'pcm_alaw', 'pcm_mulaw'],
];

export type GateLimits = {
  minSide: number;
  maxSide: number;
  maxFps: number;
  /** Below these a header promises more time than the file has pictures for: hours would be filled with copies of one. */
  minFps: number;
  minBitsPerSecond: number;
  /** Above this most of the file is something else, and every reader has to wade through it. */
  maxBitsPerSecond: number;
  /** The picture may begin after the sound; before it does, its first frame is shown, encoded as often as any other. */
  maxLateMs: number;
  minDurationMs: number;
  maxDurationMs: number;
};

export const gateLimits: GateLimits = {
  minSide: 16,
  maxSide: 7680,
  maxFps: 121,
  minFps: 0.1,
  minBitsPerSecond: 1000,
  maxBitsPerSecond: 1e9,
  maxLateMs: 60_000,
  minDurationMs: 500,
  maxDurationMs: 4 * 3600_000,
};

/** Decides whether a described file is taken; throws a MediaRefusal with the first reason not to. */
export function gate(info: MediaInfo, limits: GateLimits = gateLimits): void {
  const { video, durationMs } = info;
  const sides = [video.width, video.height];
  if (!videoCodecs.includes(video.codec)) throw new MediaRefusal('codec_not_accepted', video.codec);
  if (sides.some((side) => side === 0) || !video.decodes)
    throw new MediaRefusal('damaged', 'no picture decodes');
  if (sides.some((side) => side < limits.minSide)) throw new MediaRefusal('too_small', sides.join('x'));
  if (sides.some((side) => side > limits.maxSide))
    throw new MediaRefusal('too_large_picture', sides.join('x'));
  if (video.avgFps > limits.maxFps) throw new MediaRefusal('too_many_fps', String(video.avgFps));
  if (durationMs < limits.minDurationMs) throw new MediaRefusal('too_short', `${durationMs} ms`);
  if (durationMs > limits.maxDurationMs) throw new MediaRefusal('too_long', `${durationMs} ms`);
  if (video.startMs > limits.maxLateMs)
    throw new MediaRefusal('damaged', `the picture begins at ${video.startMs} ms`);
  const bitsPerSecond = (info.bytes * 8000) / durationMs;
  if (
    video.avgFps < limits.minFps ||
    bitsPerSecond < limits.minBitsPerSecond ||
    bitsPerSecond > limits.maxBitsPerSecond
  )
    throw new MediaRefusal('damaged', `${info.bytes} bytes, ${video.avgFps} fps, ${durationMs} ms`);
}

/** Containers round, sound and picture end apart: this much is no loss. A second and a half, less of a short clip. */
const toleranceMs = (durationMs: number) =>
  Math.max(Math.min(1500, 200 + durationMs * 0.15), durationMs * 0.03);

/**
 * Compares what came out with what the header promised, in ms: a file cut in half by a bad connection can have a
 * perfect header. Throws a MediaRefusal.
 */
export function gateOutput(promisedMs: number, writtenMs: number): void {
  const lost = promisedMs - writtenMs;
  if (lost > toleranceMs(promisedMs))
    throw new MediaRefusal('incomplete', `${writtenMs} of ${promisedMs} ms`);
  if (-lost > toleranceMs(promisedMs)) throw new MediaRefusal('damaged', `${writtenMs} of ${promisedMs} ms`);
}
