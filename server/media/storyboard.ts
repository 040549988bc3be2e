import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ffmpeg } from './ffmpeg.ts';
import type { MediaInfo } from './media-info.ts';
import { jpeg } from './outputs.ts';
import { evenSide } from './renditions.ts';

const maxTiles = 100;
const maxColumns = 10;
const shortSide = 90;
/** A JPEG ends at 65,535, and no screen shows a wider tile. */
const longSide = 320;

/** The tiles of a storyboard: how often, how many, how large, and how they lie. */
export type Grid = {
  stepSeconds: number;
  tiles: number;
  columns: number;
  rows: number;
  width: number;
  height: number;
};

/** At most 100 tiles, at most one a second, in rows of ten. */
export function grid({ video, durationMs }: MediaInfo): Grid {
  const stepSeconds = Math.max(1, Math.ceil(durationMs / 1000 / maxTiles));
  const tiles = Math.max(1, Math.ceil(durationMs / 1000 / stepSeconds));
  const [short, long] = [Math.min(video.width, video.height), Math.max(video.width, video.height)];
  const scale = Math.min(1, shortSide / short, longSide / long);
  return {
    stepSeconds,
    tiles,
    columns: Math.min(tiles, maxColumns),
    rows: Math.ceil(tiles / maxColumns),
    width: evenSide(video.width, scale),
    height: evenSide(video.height, scale),
  };
}

/** One frame per tile, the one in the middle of its time, for a picture whose times are those of the episode. */
export const everyStep = ({ stepSeconds }: Grid) => `fps=1/${stepSeconds}:start_time=0:eof_action=pass`;

/** Puts the tiles together in `storyboard.jpg`, and writes its cues, which last exactly as long as the episode. */
export async function assembleTiles(tiles: string, dir: string, info: MediaInfo, signal?: AbortSignal) {
  const board = grid(info);
  await ffmpeg({
    source: tiles,
    filters: [`[0:v]tile=${board.columns}x${board.rows},format=yuvj420p[storyboard]`],
    outputs: [{ path: join(dir, 'storyboard.jpg'), options: ['-map', '[storyboard]', ...jpeg(6)] }],
    limits: { wallSeconds: 60, cpuSeconds: 60, fileBytes: 2 ** 25 },
    signal,
  });
  await writeFile(join(dir, 'storyboard.vtt'), cues(board, info.durationMs));
}

/** WebVTT of which part of the picture belongs to which time. */
export function cues({ stepSeconds, tiles, columns, width, height }: Grid, durationMs: number): string {
  const cue = (_: unknown, tile: number) => {
    const startMs = tile * stepSeconds * 1000;
    const endMs = Math.min(durationMs, startMs + stepSeconds * 1000);
    const place = [(tile % columns) * width, Math.floor(tile / columns) * height, width, height];
    return `${clock(startMs)} --> ${clock(endMs)}\nstoryboard.jpg#xywh=${place.join()}\n`;
  };
  return `WEBVTT\n\n${Array.from({ length: tiles }, cue).join('\n')}`;
}

/** WebVTT's time: 00:01:02.345 */
const clock = (ms: number) => new Date(ms).toISOString().slice(11, 23);
