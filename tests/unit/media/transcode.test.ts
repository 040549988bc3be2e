import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { parseSegments } from '../../../server/media/measure.ts';
import { clip } from '../../helpers/clips.ts';
import { keyframes, look, made, root } from './made.ts';

const run = promisify(execFile);

afterAll(async () => rm(await root(), { recursive: true }));

describe('a source that browsers play', () => {
  it('is copied picture by picture and joined by smaller ones of the same length', async () => {
    const { dir, renditions } = await made('phone');
    expect(renditions.map(({ name }) => name)).toEqual(['copy', '480', '240']);
    const [copied, source] = await Promise.all(
      [join(dir, 'copy.mp4'), await clip('phone')].map((path) =>
        run('ffmpeg', ['-v', 'error', '-i', path, '-map', '0:v', '-c', 'copy', '-f', 'streamhash', '-']),
      ),
    );
    expect(copied?.stdout).toBe(source?.stdout);
  });
});

describe('a source that browsers may not play', () => {
  it('has rungs that agree in length, start, keyframes and codec', async () => {
    const { dir, renditions } = await made('hevc');
    expect(renditions.map(({ name, width, height }) => [name, width, height])).toEqual([
      ['360', 640, 360],
      ['240', 426, 240],
    ]);
    for (const { file, durationMs, startOffsetMs, codecs } of renditions) {
      expect({ durationMs, startOffsetMs }).toEqual({ durationMs: 3000, startOffsetMs: 0 });
      expect(codecs).toMatch(/^avc1\.6400(0d|15|1e),mp4a\.40\.2$/);
      expect(await keyframes(join(dir, file))).toEqual(expect.arrayContaining([0, 2000]));
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
    const { dir, renditions } = await made('hevc');
    for (const { file, playlistFile, bytes, bandwidth, averageBandwidth } of renditions) {
      const segments = parseSegments(await readFile(join(dir, playlistFile), 'utf8'));
      const last = segments.at(-1);
      expect((last?.offset ?? 0) + (last?.bytes ?? 0)).toBe(bytes);
      const whole = await readFile(join(dir, file));
      for (const { offset } of segments)
        expect(whole.toString('latin1', offset + 4, offset + 8)).toBe('moof');
      expect(segments.map(({ durationMs }) => Math.round(durationMs / 100))).toEqual([20, 10]);
      const rates = segments.map((s) => (s.bytes * 8000) / s.durationMs);
      expect(bandwidth).toBeGreaterThanOrEqual(Math.max(...rates));
      expect(bandwidth).toBeGreaterThanOrEqual(averageBandwidth);
    }
  });
});

describe('what comes out', () => {
  it('has no sound track at all when the source has none that can be heard', async () => {
    for (const name of ['silent', 'deafened'] as const) {
      const { dir, renditions } = await made(name);
      expect(renditions[0]?.codecs).not.toContain('mp4a');
      expect((await look(join(dir, 'copy.mp4'))).streams.map((s) => s.codec_type)).toEqual(['video']);
    }
  });

  it('is refused when half of the source is missing behind a perfect header', async () => {
    await expect(made('truncated')).rejects.toMatchObject({ name: 'MediaRefusal', code: 'incomplete' });
  });

  it('is refused as well when it was watched meanwhile, though its sound was made up to its full length', async () => {
    await expect(made('truncatedHevc')).rejects.toMatchObject({ name: 'MediaRefusal', code: 'incomplete' });
  });

  it('includes the sound alone, of one channel, as long as the picture', async () => {
    const { dir, info, sound } = await made('phone');
    expect(sound).toMatchObject({ file: 'audio.mp4', codecs: 'mp4a.40.2', startOffsetMs: 0, width: 0 });
    expect(Math.abs((sound?.durationMs ?? 0) - info.durationMs)).toBeLessThan(50);
    expect(sound?.averageBandwidth).toBeLessThan(60_000);
    const { streams } = await look(join(dir, 'audio.m3u8'));
    expect(streams).toMatchObject([{ codec_name: 'aac', profile: 'LC', channels: 1 }]);
    expect((await made('silent')).sound).toBe(undefined);
  });

  it('includes a still, upright', async () => {
    const { dir } = await made('sideways');
    const { streams } = await look(join(dir, 'poster.jpg'));
    expect(streams).toMatchObject([{ codec_name: 'mjpeg', width: 240, height: 320 }]);
  });
});
