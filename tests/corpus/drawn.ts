import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const dir = join(tmpdir(), 'video-club-corpus');

/** A file that ffmpeg draws from these arguments: once, then kept in the temporary folder under their hash. */
export async function drawn(ext: string, args: string): Promise<string> {
  const path = join(dir, `${createHash('sha256').update(args).digest('hex').slice(0, 16)}.${ext}`);
  if (existsSync(path)) return path;
  await mkdir(dir, { recursive: true });
  const mine = join(dir, `${process.pid}-${performance.now()}.${ext}`);
  await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args.split(' ').filter(Boolean), mine]);
  await rename(mine, path);
  return path;
}

export const drawnBytes = async (ext: string, args: string) => readFile(await drawn(ext, args));

/** What ffmpeg makes of bytes that we have put together ourselves. */
export async function drawnFrom(
  bytes: Buffer,
  ext: string,
  input: string[],
  output: string[],
): Promise<Buffer> {
  const key = createHash('sha256')
    .update(bytes)
    .update([...input, ...output].join(' '))
    .digest('hex');
  const raw = join(dir, `${key.slice(0, 16)}.raw`);
  await mkdir(dir, { recursive: true });
  await writeFile(raw, bytes);
  try {
    return await drawnBytes(ext, [...input, '-i', raw, ...output].join(' '));
  } finally {
    await rm(raw, { force: true });
  }
}

/** A moving picture, no colour of which fills it; large enough for a second, smaller rendition. */
export const picture = (seconds: number | string = 3, size = '480x320', fps: number | string = 30) =>
  `-f lavfi -i testsrc2=s=${size}:r=${fps}:d=${seconds}`;
export const tone = (seconds = 3) => `-f lavfi -i sine=d=${seconds}:r=48000`;
export const h264 = '-c:v libx264 -preset ultrafast -bf 2 -pix_fmt yuv420p -g 30';
const aac = '-c:a aac -b:a 64k';
const mpeg4 = '-c:v mpeg4 -q:v 5 -c:a libmp3lame';
const vp9 = '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -c:a libopus';

/** Good files, to be spoilt: three seconds with sound, in each of the kinds that we open. */
export const good = {
  /** The index at the end. */
  mp4: () => drawnBytes('mp4', `${picture()} ${tone()} ${h264} ${aac}`),
  /** The index first. */
  faststart: () => drawnBytes('mp4', `${picture()} ${tone()} ${h264} ${aac} -movflags +faststart`),
  fragments: () =>
    drawnBytes('mp4', `${picture()} ${tone()} ${h264} ${aac} -movflags +frag_keyframe+empty_moov`),
  hevc: () => drawnBytes('mp4', `${picture()} -c:v libx265 -preset ultrafast -x265-params log-level=none`),
  mkv: () => drawnBytes('mkv', `${picture()} ${tone()} ${h264} ${aac}`),
  webm: () => drawnBytes('webm', `${picture()} ${tone()} ${vp9}`),
  /** As a browser streams it: no duration, clusters of unknown size. */
  live: () => drawnBytes('webm', `${picture()} ${tone()} ${vp9} -live 1 -f webm`),
  avi: () => drawnBytes('avi', `${picture()} ${tone()} ${mpeg4}`),
  sound: () => drawnBytes('m4a', `${tone()} ${aac}`),
};

/** The recording beside the bad file: one colour throughout. */
export const neighbour = (colour: string) =>
  drawn('mp4', `-f lavfi -i color=${colour}:s=320x240:r=30:d=3 ${tone()} ${h264} ${aac}`);
