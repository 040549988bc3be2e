import { execFile } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cutTo } from '../../../server/media/cut.ts';
import type { Rendition } from '../../../server/media/hls.ts';
import { encodeLive, type LiveSegments } from '../../../server/media/live-rung.ts';
import type { Cut, MediaInfo } from '../../../server/media/media-info.ts';
import { poster } from '../../../server/media/poster.ts';
import { probe } from '../../../server/media/probe.ts';
import { plan } from '../../../server/media/renditions.ts';
import { copyToHls, encode } from '../../../server/media/transcode.ts';
import { clip, type ClipName } from '../../helpers/clips.ts';

const run = promisify(execFile);

/** Everything the pipeline makes of a clip, with a picture and without. */
export type Made = {
  dir: string;
  info: MediaInfo;
  renditions: Rendition[];
  sound: Rendition | undefined;
  /** What could be watched while the first rung was encoded, each time there was more. */
  live: LiveSegments[];
};

const done = new Map<string, Promise<Made>>();

/** Everything the pipeline makes of a clip or of a part of it, once for all tests of a file. */
export function made(name: ClipName, cut?: Cut): Promise<Made> {
  const key = JSON.stringify([name, cut]);
  const result = done.get(key) ?? make(name, cut);
  done.set(key, result);
  return result;
}

async function make(name: ClipName, cut: Cut | undefined): Promise<Made> {
  const source = await clip(name);
  const dir = await mkdtemp(join(await root(), `${name}-`));
  const whole = await probe(source);
  const info = cut ? cutTo(whole, cut) : whole;
  const { copy, first, ladder, sound } = plan(info);
  const live: LiveSegments[] = [];
  const options = { onSegments: (now: LiveSegments) => void live.push(now) };
  const watchable = [
    ...(copy ? [await copyToHls(source, info, copy, dir)] : []),
    ...(first ? [await encodeLive(source, info, first, dir, options)] : []),
  ];
  const rest = await encode(source, info, { rungs: ladder, sound, storyboard: true }, dir);
  await poster(source, info, join(dir, 'poster.jpg'));
  const renditions = [...watchable, ...rest];
  return {
    dir,
    info,
    live,
    renditions: renditions.filter(({ name }) => name !== 'audio'),
    sound: renditions.find(({ name }) => name === 'audio'),
  };
}

let folder: Promise<string> | undefined;
/** Where everything made in this process lies, for the test file to remove. */
export const root = () => (folder ??= mkdtemp(join(tmpdir(), 'made-')));

type Looked = {
  format: { tags?: Record<string, string> };
  chapters: unknown[];
  streams: (Record<string, string | number> & {
    tags?: Record<string, string>;
    side_data_list?: unknown[];
  })[];
};

/** An independent look at what was written. */
export async function look(path: string): Promise<Looked> {
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-of', 'json', '-show_format', '-show_streams', '-show_chapters', path],
  ]);
  return JSON.parse(stdout) as Looked;
}

/** Times of the keyframes in ms, from the first one. */
export async function keyframes(path: string): Promise<number[]> {
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-select_streams', 'v', '-skip_frame', 'nokey'],
    ...['-show_entries', 'frame=pts_time', '-of', 'csv=p=0', path],
  ]);
  const times = stdout.split('\n').filter(Boolean).map(parseFloat);
  return times.map((time) => Math.round((time - (times[0] ?? 0)) * 1000));
}

const decoded = async (path: string, options: string[]) => {
  const args = ['-v', 'error', '-i', path, ...options, '-'];
  const { stdout } = await run('ffmpeg', args, { encoding: 'buffer', maxBuffer: 2 ** 28 });
  return stdout;
};

/** The light of each frame, 0 to 255. */
export async function lights(path: string): Promise<number[]> {
  return [
    ...(await decoded(path, [
      '-an',
      '-vf',
      'scale=1:1:flags=area,format=gray',
      '-fps_mode',
      'passthrough',
      '-f',
      'rawvideo',
    ])),
  ];
}

/** How many pictures look like two fields taken at different times, and how many like one picture. */
export async function fieldPictures(path: string): Promise<{ interlaced: number; progressive: number }> {
  const { stderr } = await run('ffmpeg', ['-i', path, '-an', '-vf', 'idet', '-f', 'null', '-']);
  const [, tff = 0, bff = 0, progressive = 0] =
    /Multi frame detection: TFF:\s*(\d+) BFF:\s*(\d+) Progressive:\s*(\d+)/.exec(stderr)?.map(Number) ?? [];
  return { interlaced: tff + bff, progressive };
}

/** Where sound begins after silence, in ms from the first sample. */
export async function onsets(path: string): Promise<number[]> {
  const bytes = await decoded(path, ['-vn', '-ac', '1', '-ar', '48000', '-c:a', 'pcm_s16le', '-f', 's16le']);
  const found: number[] = [];
  let quietSince = -1000;
  for (let ms = 0; (ms + 1) * 96 <= bytes.length; ms += 1) {
    let peak = 0;
    for (let at = ms * 96; at < (ms + 1) * 96; at += 2)
      peak = Math.max(peak, Math.abs(bytes.readInt16LE(at)));
    if (peak < 2000) continue;
    if (ms - quietSince > 200) found.push(ms);
    quietSince = ms;
  }
  return found;
}

export const read = (made: { dir: string }, name: string) => readFile(join(made.dir, name), 'utf8');
