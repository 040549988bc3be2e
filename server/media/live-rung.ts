import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ffmpeg } from './ffmpeg.ts';
import { gateOutput } from './gate.ts';
import { graph } from './graph.ts';
import { filePlaylist, liveInit, type Rendition, type Segment } from './hls.ts';
import { readHead, finishRendition, rungKnown } from './measure.ts';
import type { MediaInfo } from './media-info.ts';
import { topBoxes } from './mp4.ts';
import { encodeLimits, liveRungOutput } from './outputs.ts';
import type { Rung } from './renditions.ts';
import type { TranscodeOptions } from './transcode.ts';

export type LiveSegment = { file: string; durationMs: number };

/** What can be played of a rung that is still being made. Its files lie in the output folder, complete. */
export type LiveSegments = {
  /** By the name `live`, with the bandwidth that was declared; the length is that of what is there. */
  rendition: Rendition;
  init: string;
  segments: LiveSegment[];
};

export type LiveOptions = TranscodeOptions & {
  /** Called each time that there are more of them, with all of them. */
  onSegments: (made: LiveSegments) => void;
};

/**
 * Encodes one rung so that it can be watched meanwhile, in segments of one or two seconds, and puts them together in
 * one file at the end. Returns that file's rendition. `dir` is new for each run: a list left there by another would be
 * believed. Throws a MediaRefusal when less comes out than the header promised.
 */
export async function encodeLive(
  source: string,
  info: MediaInfo,
  rung: Rung,
  dir: string,
  { signal, onProgress, onSegments }: LiveOptions,
): Promise<Rendition> {
  const failed = new AbortController();
  const report = reporter(rung, dir, onSegments);
  let reporting = Promise.resolve();
  await ffmpeg({
    source,
    ...graph(info, { rungs: [rung], sound: null, storyboard: false }),
    outputs: [liveRungOutput(info, rung, dir)],
    limits: encodeLimits(info, [rung]),
    signal: signal ? AbortSignal.any([signal, failed.signal]) : failed.signal,
    onTime: (outMs) => {
      onProgress?.(Math.min(1, outMs / info.durationMs));
      reporting = reporting.then(report).catch((error: unknown) => failed.abort(error));
    },
  });
  await reporting;
  failed.signal.throwIfAborted();
  await report();

  await assemble(dir, rung.name, await listed(dir));
  const rendition = await finishRendition(dir, rung.name, rungKnown(rung));
  gateOutput(info.video.durationMs, rendition.durationMs);
  return rendition;
}

/** Looks for segments that were not there the last time. */
function reporter(rung: Rung, dir: string, onSegments: LiveOptions['onSegments']): () => Promise<void> {
  const { audioCodec, ...picture } = rungKnown(rung);
  const bandwidth = rung.maxRate + rung.audioRate;
  let known = 0;
  let head: ReturnType<typeof readHead> | undefined;
  return async () => {
    const segments = await listed(dir);
    if (segments.length === known) return;
    known = segments.length;
    head ??= readHead(
      Buffer.concat(
        await Promise.all([liveInit, segments[0]?.file ?? ''].map((name) => readFile(join(dir, name)))),
      ),
      { ...picture, audioCodec },
    );
    const rendition: Rendition = {
      ...{ name: 'live', file: 'live.m3u8', playlistFile: 'live.m3u8', bytes: 0, ...picture, ...head },
      durationMs: Math.round(segments.reduce((sum, { durationMs }) => sum + durationMs, 0)),
      ...{ bandwidth, averageBandwidth: bandwidth },
    };
    onSegments({ rendition, init: liveInit, segments });
  };
}

/** The complete segments, by ffmpeg's own list. */
async function listed(dir: string): Promise<LiveSegment[]> {
  const text = await readFile(join(dir, 'live.m3u8'), 'utf8').catch(() => '');
  return [...text.matchAll(/#EXTINF:([\d.]+),\s*\n(\S+)/g)].map(([, seconds, file = '']) => ({
    file,
    durationMs: Number(seconds) * 1000,
  }));
}

/** Writes `<name>.mp4` and `.m3u8`: header and fragments as they are, without the brands of single segments. */
async function assemble(dir: string, name: string, segments: readonly LiveSegment[]): Promise<void> {
  const file = `${name}.mp4`;
  const init = await readFile(join(dir, liveInit));
  await writeFile(join(dir, file), init);
  const fragments: Segment[] = [];
  let offset = init.length;
  for (const { file: segment, durationMs } of segments) {
    const parts = [...topBoxes(await readFile(join(dir, segment)))]
      .filter(({ type }) => type === 'moof' || type === 'mdat')
      .map(({ bytes }) => bytes);
    const bytes = parts.reduce((sum, { length }) => sum + length, 0);
    await writeFile(join(dir, file), Buffer.concat(parts), { flag: 'a' });
    fragments.push({ durationMs, bytes, offset });
    offset += bytes;
  }
  await writeFile(join(dir, `${name}.m3u8`), filePlaylist(file, fragments));
}
