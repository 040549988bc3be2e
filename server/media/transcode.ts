import { join } from 'node:path';
import { ffmpeg } from './ffmpeg.ts';
import { steadySound } from './filters.ts';
import { gateOutput } from './gate.ts';
import { graph, type Makings } from './graph.ts';
import { hlsOutput, type Rendition } from './hls.ts';
import { finishRendition, rungKnown, soundKnown } from './measure.ts';
import type { MediaInfo } from './media-info.ts';
import { aac, encodeLimits, mapped, rungOutput, soundOutput, tilesOutput } from './outputs.ts';
import type { Copy } from './renditions.ts';
import { assembleTiles } from './storyboard.ts';

export type TranscodeOptions = {
  signal?: AbortSignal | undefined;
  /** From 0 to 1, about twice a second. */
  onProgress?: ((share: number) => void) | undefined;
};

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
  const encoded = [...aac(info, 96_000), '-af', steadySound];
  const sound = { none: [], copy: ['-c:a', 'copy'], encode: encoded }[copy.audio];
  const streams = [`0:${video.index}`, ...(audio ? [`0:${audio.index}`] : [])];
  const hls = hlsOutput(dir, copy.name);
  await ffmpeg({
    source,
    outputs: [{ ...hls, options: [...mapped(info, ...streams), '-c:v', 'copy', ...sound, ...hls.options] }],
    limits: { wallSeconds: 1800, cpuSeconds: 60 + durationMs / 1000, fileBytes: info.bytes * 1.2 + 2 ** 25 },
    signal,
    onTime: onProgress && ((outMs) => onProgress(Math.min(1, outMs / durationMs))),
  });
  const heAac = copy.audio === 'copy' && audio?.profile === 'HE-AAC';
  const audioCodec = copy.audio === 'none' ? null : heAac ? 'mp4a.40.5' : 'mp4a.40.2';
  const { width, height, avgFps: fps } = video;
  const rendition = await finishRendition(dir, copy.name, { width, height, fps, audioCodec });
  gateOutput(video.durationMs, rendition.durationMs);
  return rendition;
}

/**
 * Makes the rungs (largest first), the sound alone and the storyboard (`storyboard.jpg` and `.vtt`) in `dir`, in one
 * process that decodes the source once. Returns the rungs and the sound. Throws a MediaRefusal when less comes out than
 * the header promised.
 */
export async function encode(
  source: string,
  info: MediaInfo,
  makings: Makings,
  dir: string,
  { signal, onProgress }: TranscodeOptions = {},
): Promise<Rendition[]> {
  const { rungs, sound, storyboard } = makings;
  const tiles = join(dir, 'tiles.mkv');
  const outputs = [
    ...rungs.map((rung) => rungOutput(info, rung, dir)),
    ...(sound ? [soundOutput(info, sound, dir)] : []),
    ...(storyboard ? [tilesOutput(tiles)] : []),
  ];
  if (outputs.length === 0) return [];
  await ffmpeg({
    source,
    ...graph(info, makings),
    outputs,
    limits: encodeLimits(info, rungs),
    signal,
    onTime: onProgress && ((outMs) => onProgress(Math.min(1, outMs / info.durationMs))),
  });
  if (storyboard) await assembleTiles(tiles, dir, info, signal);
  const made = rungs.map(async (rung) => {
    const rendition = await finishRendition(dir, rung.name, rungKnown(rung));
    gateOutput(info.video.durationMs, rendition.durationMs);
    return rendition;
  });
  return Promise.all([...made, ...(sound ? [finishRendition(dir, sound.name, soundKnown)] : [])]);
}
