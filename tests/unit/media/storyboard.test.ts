import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { probe } from '../../../server/media/probe.ts';
import { cues, grid } from '../../../server/media/storyboard.ts';
import { encode } from '../../../server/media/transcode.ts';
import { clip, frameNumbers } from '../../helpers/clips.ts';
import { look, made, read, root } from './made.ts';
import { source } from './sources.ts';

afterAll(async () => rm(await root(), { recursive: true }));

describe('the storyboard', () => {
  it.each([
    [400, 1, 1],
    [5000, 1, 5],
    [99_500, 1, 100],
    [100_001, 2, 51],
    [600_000, 6, 100],
    [4 * 3600_000, 144, 100],
  ])('of %i ms has a tile every %i s, %i in all', (durationMs, stepSeconds, tiles) => {
    expect(grid(source({ durationMs }))).toMatchObject({ stepSeconds, tiles });
  });

  it.each([
    ['wide', 1920, 1080, 160, 90],
    ['upright', 1080, 1920, 90, 160],
    ['square', 720, 720, 90, 90],
    ['tiny', 64, 48, 64, 48],
    ['a ribbon', 7680, 360, 320, 16],
  ])('has even tiles about 90 pixels high or wide: %s', (_, width, height, tileWidth, tileHeight) => {
    expect(grid(source({ video: { width, height } }))).toMatchObject({
      width: tileWidth,
      height: tileHeight,
    });
  });

  it('names a region for every moment, to the very end', () => {
    const text = cues({ stepSeconds: 2, tiles: 12, columns: 10, rows: 2, width: 160, height: 90 }, 23_400);
    expect(
      text.startsWith('WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nstoryboard.jpg#xywh=0,0,160,90\n\n'),
    ).toBe(true);
    expect(text.endsWith('00:00:22.000 --> 00:00:23.400\nstoryboard.jpg#xywh=160,90,160,90\n')).toBe(true);
    expect(text.match(/-->/g)?.length).toBe(12);
  });

  it('shows in each tile what is seen in the middle of its time', async () => {
    const { dir } = await made('frames');
    expect((await look(join(dir, 'storyboard.jpg'))).streams).toMatchObject([
      { codec_name: 'mjpeg', width: 800, height: 90 },
    ]);
    expect(await tiles(dir)).toEqual([14, 44, 74, 104, 134]);
    expect(await read({ dir }, 'storyboard.vtt')).toContain(
      '00:00:04.000 --> 00:00:05.000\nstoryboard.jpg#xywh=640,0,160,90\n',
    );
  });

  it('can be had alone, without a rung to take it from', async () => {
    const path = await clip('frames');
    const dir = await mkdtemp(join(await root(), 'alone-'));
    expect(await encode(path, await probe(path), { rungs: [], sound: null, storyboard: true }, dir)).toEqual(
      [],
    );
    expect(await tiles(dir)).toEqual([14, 44, 74, 104, 134]);
  });
});

const tiles = (dir: string) =>
  Promise.all(
    [0, 1, 2, 3, 4].map(
      async (n) => (await frameNumbers(join(dir, 'storyboard.jpg'), `crop=160:90:${n * 160}:0`))[0],
    ),
  );
