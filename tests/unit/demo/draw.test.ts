import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { episodes } from '../../../server/demo/content/episodes.ts';
import { drawClip } from '../../../server/demo/draw.ts';

const run = promisify(execFile);
const [clip] = episodes.map((episode) => ({ ...episode, durationMs: 2000 }));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'video-club-draw-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('an invented clip is what a phone would send: H.264 and AAC, 720p, 25 frames a second, of the length asked for', async () => {
  const path = join(folder, 'clip.mp4');
  await drawClip(clip!, path);
  const entries = 'stream=codec_name,width,height,pix_fmt,r_frame_rate,nb_frames:format=duration';
  const { stdout } = await run('ffprobe', ['-v', 'error', '-of', 'json', '-show_entries', entries, path]);
  const { streams, format } = JSON.parse(stdout) as { streams: unknown[]; format: { duration: string } };
  expect(streams).toMatchObject([
    {
      codec_name: 'h264',
      width: 1280,
      height: 720,
      pix_fmt: 'yuv420p',
      r_frame_rate: '25/1',
      nb_frames: '50',
    },
    { codec_name: 'aac' },
  ]);
  expect(Number(format.duration)).toBeCloseTo(2, 1);
  expect(await readdir(folder)).toEqual(['clip.mp4']);
});

test('a drawing that is called off stops and says so', async () => {
  const stop = new AbortController();
  const drawing = drawClip(clip!, join(folder, 'clip.mp4'), stop.signal);
  stop.abort();
  await expect(drawing).rejects.toThrow();
  expect((await readdir(folder)).filter((name) => name.endsWith('.ass'))).toEqual([]);
});
