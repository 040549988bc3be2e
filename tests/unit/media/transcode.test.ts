import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSegments, type Rendition } from '../../../server/media/hls.ts';
import type { MediaInfo } from '../../../server/media/media-info.ts';
import { poster } from '../../../server/media/poster.ts';
import { probe } from '../../../server/media/probe.ts';
import { plan } from '../../../server/media/renditions.ts';
import { copyToHls, encode } from '../../../server/media/transcode.ts';
import { clip, frameNumbers, type ClipName } from '../../helpers/clips.ts';

const run = promisify(execFile);

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'transcode-'));
});
afterAll(() => rm(root, { recursive: true }));

type Processed = { dir: string; info: MediaInfo; renditions: Rendition[] };
const done = new Map<ClipName, Promise<Processed>>();

/** Everything the pipeline makes of a clip, once for all tests. */
function processed(name: ClipName): Promise<Processed> {
  const result = done.get(name) ?? processNow(name);
  done.set(name, result);
  return result;
}

async function processNow(name: ClipName): Promise<Processed> {
  const source = await clip(name);
  const dir = await mkdtemp(join(root, `${name}-`));
  const info = await probe(source);
  const { copy, first, ladder } = plan(info);
  const renditions: Rendition[] = [];
  if (copy) renditions.push(await copyToHls(source, info, copy, dir));
  if (first) renditions.push(...(await encode(source, info, [first], dir)));
  renditions.push(...(await encode(source, info, ladder, dir)));
  return { dir, info, renditions };
}

type Probed = {
  format: { tags?: Record<string, string> };
  chapters: unknown[];
  streams: (Record<string, string | number> & {
    tags?: Record<string, string>;
    side_data_list?: unknown[];
  })[];
};

/** An independent look at what was written. */
async function look(path: string): Promise<Probed> {
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-of', 'json', '-show_format', '-show_streams', '-show_chapters', path],
  ]);
  return JSON.parse(stdout) as Probed;
}

async function keyframes(path: string): Promise<number[]> {
  const { stdout } = await run('ffprobe', [
    ...[
      '-v',
      'error',
      '-select_streams',
      'v',
      '-skip_frame',
      'nokey',
      '-show_entries',
      'frame=pts_time',
      '-of',
      'csv=p=0',
      path,
    ],
  ]);
  const times = stdout.split('\n').filter(Boolean).map(parseFloat);
  return times.map((time) => Math.round((time - (times[0] ?? 0)) * 1000));
}

describe('a source that browsers play', () => {
  it('is copied picture by picture and joined by smaller ones of the same length', async () => {
    const { dir, renditions } = await processed('phone');
    expect(renditions.map(({ name }) => name)).toEqual(['copy', '480', '240']);
    const [copied, source] = await Promise.all(
      [join(dir, 'copy.mp4'), await clip('phone')].map((path) =>
        run('ffmpeg', ['-v', 'error', '-i', path, '-map', '0:v', '-c', 'copy', '-f', 'streamhash', '-']),
      ),
    );
    expect(copied?.stdout).toBe(source?.stdout);
  });

  it('loses place, owner, time code, chapters and subtitles', async () => {
    const { dir, renditions } = await processed('tagged');
    expect(renditions.map(({ name }) => name)).toEqual(['copy']);
    const { format, streams, chapters } = await look(join(dir, 'copy.mp4'));
    expect(chapters).toEqual([]);
    expect(streams.map((s) => s.codec_type)).toEqual(['video', 'audio']);
    const { encoder, ...tags } = format.tags ?? {};
    expect(encoder).toMatch(/^Lavf[\d.]+$/);
    expect(Object.keys(tags).toSorted()).toEqual(['compatible_brands', 'major_brand', 'minor_version']);
    expect(streams.map((s) => s.tags?.['handler_name'])).toEqual(['VideoHandler', 'SoundHandler']);
    const bytes = await readFile(join(dir, 'copy.mp4'), 'latin1');
    expect(bytes).not.toMatch(/-33\.4489|Ana|01:02:03/);
  });

  it('shows the same picture at the same moment in every rendition', async () => {
    const { dir, renditions } = await processed('frames');
    expect(renditions.map(({ name }) => name)).toEqual(['copy', '240']);
    for (const { file, startOffsetMs, durationMs } of renditions) {
      expect({ startOffsetMs, durationMs }).toEqual({ startOffsetMs: 0, durationMs: 5000 });
      expect(await frameNumbers(join(dir, file))).toEqual(Array.from({ length: 150 }, (_, n) => n));
    }
  });
});

describe('a source that browsers may not play', () => {
  it('comes out with the same pictures at the same moments, and a keyframe every two seconds', async () => {
    const { dir, info, renditions } = await processed('framesVp9');
    expect(renditions.map(({ name }) => name)).toEqual(['360', '240']);
    for (const { file } of renditions) {
      const numbers = await frameNumbers(join(dir, file));
      expect(numbers.filter((number, n) => Math.abs(number - n) > 1)).toEqual([]);
      expect(Math.abs(numbers.length - (info.durationMs / 1000) * 30)).toBeLessThanOrEqual(2);
      expect(await keyframes(join(dir, file))).toEqual([0, 2000, 4000]);
    }
  });

  it('has rungs that agree in length, start, keyframes and codec', async () => {
    const { dir, renditions } = await processed('hevc');
    expect(renditions.map(({ name, width, height }) => [name, width, height])).toEqual([
      ['360', 640, 360],
      ['240', 426, 240],
    ]);
    for (const { file, durationMs, startOffsetMs, codecs } of renditions) {
      expect({ durationMs, startOffsetMs }).toEqual({ durationMs: 3000, startOffsetMs: 0 });
      expect(codecs).toMatch(/^avc1\.6400(0d|15|1e),mp4a\.40\.2$/);
      expect(await keyframes(join(dir, file))).toEqual([0, 2000]);
      const [video, audio] = (await look(join(dir, file))).streams;
      expect(video).toMatchObject({
        codec_name: 'h264',
        profile: 'High',
        pix_fmt: 'yuv420p',
        avg_frame_rate: '30/1',
      });
      expect(audio).toMatchObject({ codec_name: 'aac', channels: 1 });
    }
  });

  it('states at least the bandwidth that its segments need', async () => {
    const { dir, renditions } = await processed('hevc');
    for (const { playlistFile, bytes, bandwidth, averageBandwidth } of renditions) {
      const segments = parseSegments(await readFile(join(dir, playlistFile), 'utf8'));
      const last = segments.at(-1);
      expect((last?.offset ?? 0) + (last?.bytes ?? 0)).toBe(bytes);
      const rates = segments.map((s) => (s.bytes * 8000) / s.durationMs);
      expect(bandwidth).toBeGreaterThanOrEqual(Math.max(...rates));
      expect(bandwidth).toBeGreaterThanOrEqual(averageBandwidth);
    }
  });

  it('is turned upright', async () => {
    const { dir, renditions } = await processed('sideways');
    expect(renditions.map(({ width, height }) => [width, height])).toEqual([[240, 320]]);
    const [video] = (await look(join(dir, '240.mp4'))).streams;
    expect(video).toMatchObject({ width: 240, height: 320 });
    expect(video?.side_data_list).toBe(undefined);
  });

  it('is mapped from HDR to what every screen shows', async () => {
    const { dir } = await processed('hdr');
    const [video] = (await look(join(dir, '360.mp4'))).streams;
    expect(video).toMatchObject({
      pix_fmt: 'yuv420p',
      color_transfer: 'bt709',
      color_space: 'bt709',
      color_range: 'tv',
    });
  });

  it.each<[ClipName, number, number]>([
    ['fourByThree', 640, 480],
    ['wideDots', 524, 288],
    ['odd', 320, 242],
    ['vp9InMp4', 640, 360],
    ['recorded', 640, 360],
  ])('keeps the shape of %s', async (name, width, height) => {
    const { dir, renditions, info } = await processed(name);
    expect(renditions[0]).toMatchObject({ width, height });
    expect(Math.abs((renditions[0]?.durationMs ?? 0) - info.durationMs)).toBeLessThan(100);
    const [video] = (await look(join(dir, renditions[0]?.file ?? ''))).streams;
    expect(video).toMatchObject({ width, height, sample_aspect_ratio: '1:1' });
  });
});

describe('what comes out', () => {
  it('has no sound track at all when the source has none that can be heard', async () => {
    for (const name of ['silent', 'deafened'] as const) {
      const { dir, renditions } = await processed(name);
      expect(renditions[0]?.codecs).not.toContain('mp4a');
      expect((await look(join(dir, 'copy.mp4'))).streams.map((s) => s.codec_type)).toEqual(['video']);
    }
  });

  it('copies 60 frames a second and encodes 30', async () => {
    const { dir, renditions } = await processed('sixty');
    expect(renditions.map(({ name, fps }) => [name, fps])).toEqual([
      ['copy', 60],
      ['240', 30],
    ]);
    expect((await look(join(dir, '240.mp4'))).streams[0]).toMatchObject({ avg_frame_rate: '30/1' });
  });

  it('is refused when half of the source is missing behind a perfect header', async () => {
    await expect(processed('truncated')).rejects.toMatchObject({ name: 'MediaRefusal', code: 'incomplete' });
  });

  it('includes a still, upright and without metadata', async () => {
    const source = await clip('sideways');
    const path = join(root, 'still.jpg');
    await poster(source, await probe(source), path);
    const { streams, format } = await look(path);
    expect(streams[0]).toMatchObject({ codec_name: 'mjpeg', width: 240, height: 320 });
    expect(format.tags).toBe(undefined);
  });
});
