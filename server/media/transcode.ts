import { ffmpeg, type Output } from './ffmpeg.ts';
import { normalise, steadySound } from './filters.ts';
import { gateOutput } from './gate.ts';
import { hlsOutput, readRendition, type Rendition } from './hls.ts';
import type { MediaInfo } from './media-info.ts';
import type { Copy, Rung } from './renditions.ts';
import type { Limits } from './sandbox.ts';

export type TranscodeOptions = {
  signal?: AbortSignal | undefined;
  /** From 0 to 1, about twice a second. */
  onProgress?: ((share: number) => void) | undefined;
};

/** What the plan never exceeds: 60 frames a second and some, whatever the time stamps say. */
const maxOutputFps = 62;

/** A header may promise less than the file holds; what is beyond this is not read. */
const cappedSeconds = ({ durationMs }: MediaInfo) => (durationMs * 1.05) / 1000 + 5;

/**
 * Repacks a browser-safe source into HLS in `dir` without touching its picture: seconds, whatever its length. Sound
 * that browsers can't play is encoded. Throws a MediaRefusal when less comes out than the header promised.
 */
export async function copyToHls(
  source: string,
  info: MediaInfo,
  copy: Copy,
  dir: string,
  { signal, onProgress }: TranscodeOptions = {},
): Promise<Rendition> {
  const { video, audio, durationMs } = info;
  const sound = { none: [], copy: ['-c:a', 'copy'], encode: encodedSound(info, 96_000) }[copy.audio];
  const hls = hlsOutput(dir, copy.name);
  await ffmpeg({
    source,
    outputs: [
      { ...hls, options: [...mapped(`0:${video.index}`, info), '-c:v', 'copy', ...sound, ...hls.options] },
    ],
    limits: { wallSeconds: 1800, cpuSeconds: 60 + durationMs / 1000, fileBytes: info.bytes * 1.2 + 2 ** 25 },
    signal,
    onTime: onProgress && ((outMs) => onProgress(Math.min(1, outMs / durationMs))),
  });
  const heAac = copy.audio === 'copy' && audio?.profile === 'HE-AAC';
  const audioCodec = copy.audio === 'none' ? null : heAac ? 'mp4a.40.5' : 'mp4a.40.2';
  const { width, height, avgFps: fps } = video;
  const rendition = await readRendition(dir, copy.name, { width, height, fps, audioCodec });
  gateOutput(video.durationMs, rendition.durationMs);
  return rendition;
}

/**
 * Encodes the rungs, largest first, into HLS in `dir`: the source is decoded once, each rung is scaled from the one
 * above. Throws a MediaRefusal when less comes out than the header promised.
 */
export async function encode(
  source: string,
  info: MediaInfo,
  rungs: readonly Rung[],
  dir: string,
  { signal, onProgress }: TranscodeOptions = {},
): Promise<Rendition[]> {
  const [top] = rungs;
  if (!top) return [];
  await ffmpeg({
    source,
    filters: ladderFilters(info, rungs),
    outputs: rungs.map((rung) => rungOutput(info, rung, dir)),
    limits: encodeLimits(info, top),
    signal,
    onTime: onProgress && ((outMs) => onProgress(Math.min(1, outMs / info.durationMs))),
  });
  return Promise.all(
    rungs.map(async ({ name, width, height, fps, audioRate }) => {
      const audioCodec = audioRate > 0 ? 'mp4a.40.2' : null;
      const rendition = await readRendition(dir, name, { width, height, fps: fps.num / fps.den, audioCodec });
      gateOutput(info.video.durationMs, rendition.durationMs);
      return rendition;
    }),
  );
}

/** One chain per rung, the picture in [v<name>]; what a rung hands down is in [below<name>]. */
function ladderFilters({ video }: MediaInfo, rungs: readonly Rung[]): string[] {
  return rungs.map((rung, index) => {
    const above = rungs[index - 1];
    const [from, filters] = above
      ? [`[below${above.name}]`, [`scale=${rung.width}:${rung.height}`, 'setsar=1']]
      : [
          `[0:${video.index}]`,
          [`fps=${rung.fps.num}/${rung.fps.den}:start_time=0`, ...normalise(video, rung)],
        ];
    const to = index < rungs.length - 1 ? `,split[v${rung.name}][below${rung.name}]` : `[v${rung.name}]`;
    return from + filters.join() + to;
  });
}

/** H.264 that cheap phones decode. The same keyframes and reordering in each rung, so that players can switch. */
function rungOutput(info: MediaInfo, rung: Rung, dir: string): Output {
  const hls = hlsOutput(dir, rung.name);
  return {
    ...hls,
    options: [
      ...mapped(`[v${rung.name}]`, info),
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high', '-bf', '3', '-crf', '23'],
      ...['-maxrate', String(rung.maxRate), '-bufsize', String(rung.maxRate * 2)],
      ...['-force_key_frames', 'expr:gte(t,n_forced*2)', '-sc_threshold', '0'],
      ...encodedSound(info, rung.audioRate),
      ...hls.options,
    ],
  };
}

/** One picture, at most one sound, and an end to both. */
function mapped(picture: string, info: MediaInfo): string[] {
  const seconds = cappedSeconds(info);
  return [
    ...['-map', picture, ...(info.audio ? ['-map', `0:${info.audio.index}`] : [])],
    ...['-t', seconds.toFixed(3), '-frames:v', String(Math.ceil(seconds * maxOutputFps))],
  ];
}

function encodedSound({ audio }: MediaInfo, bitrate: number): string[] {
  if (!audio) return [];
  const rate = audio.sampleRate === 44_100 ? '44100' : '48000';
  const channels = Math.min(audio.channels, 2);
  return ['-c:a', 'aac', '-b:a', String(bitrate), '-ac', String(channels), '-ar', rate, '-af', steadySound];
}

/** Far above need: a second of 8K HDR took under 30 processor seconds for everything made of it. */
function encodeLimits(info: MediaInfo, top: Rung): Limits {
  const seconds = cappedSeconds(info);
  const pictures = Math.max(1, (info.video.width * info.video.height) / (1920 * 1080));
  return {
    wallSeconds: Math.min(4 * 3600, 300 + seconds * 20 * pictures),
    cpuSeconds: 120 + seconds * 30 * pictures,
    fileBytes: (seconds * (top.maxRate * 2 + top.audioRate)) / 8 + 2 ** 25,
  };
}
