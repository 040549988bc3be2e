import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cutTo } from '../../../server/media/cut.ts';
import type { Cut } from '../../../server/media/media-info.ts';
import { type ClipName, frameNumbers } from '../../helpers/clips.ts';
import { made, root } from './made.ts';
import { source } from './sources.ts';

afterAll(async () => rm(await root(), { recursive: true }));

describe('a part of a source', () => {
  it('has the length of the part, and ends with the source at the latest', () => {
    const info = source({ durationMs: 60_000, video: { durationMs: 59_000 } });
    expect(cutTo(info, { startMs: 10_000, endMs: 30_000 })).toMatchObject({
      ...{ durationMs: 20_000, video: { durationMs: 20_000 }, cut: { startMs: 10_000, endMs: 30_000 } },
    });
    expect(cutTo(info, { startMs: 10_000, endMs: 90_000 })).toMatchObject({
      ...{ durationMs: 50_000, video: { durationMs: 49_000 }, cut: { startMs: 10_000, endMs: 60_000 } },
    });
  });

  // Frame n of `frames` is shown from n / 30 s on; the edit list of `framesHidden` begins with frame 36.
  it.each<[ClipName, Cut, number, number]>([
    ['frames', { startMs: 2000, endMs: 3000 }, 60, 89],
    ['frames', { startMs: 2020, endMs: 3020 }, 60, 89],
    ['frames', { startMs: 1990, endMs: 3990 }, 59, 118],
    ['frames', { startMs: 0, endMs: 1000 }, 0, 29],
    ['frames', { startMs: 4000, endMs: 5000 }, 120, 149],
    ['frames', { startMs: 0, endMs: 60_000 }, 0, 149],
    ['frames', { startMs: 2500, endMs: 2600 }, 75, 77],
    ['framesHidden', { startMs: 0, endMs: 1000 }, 36, 65],
    ['framesHidden', { startMs: 2000, endMs: 3000 }, 96, 125],
    ['framesUneven', { startMs: 1600, endMs: 2200 }, 39, 39],
  ])('%s %o begins and ends exactly, and nothing else is in any file', async (name, cut, first, last) => {
    const { dir, info, renditions } = await made(name, cut);
    expect(renditions.map((rendition) => rendition.name)).toEqual(['360', '240']);
    for (const { file } of renditions) {
      const numbers = await frameNumbers(join(dir, file));
      expect([numbers[0], numbers.at(-1)]).toEqual([first, last]);
      expect(numbers.filter((number) => number < first || number > last)).toEqual([]);
      expect(numbers.length).toBe(Math.ceil((info.durationMs / 1000) * 30 - 0.1));
    }
    const segments = (await readdir(dir)).filter((file) => file.endsWith('.m4s'));
    expect(segments.length).toBe(Math.ceil(info.durationMs / 2000) + (info.durationMs > 1000 ? 1 : 0));
    for (const still of [await frameNumbers(join(dir, 'poster.jpg')), await tiles(dir, info.durationMs)]) {
      expect(still.filter((number) => number < first || number > last)).toEqual([]);
      expect(still.length).toBeGreaterThan(0);
    }
  });

  it('ends its sound with its picture', async () => {
    const { info, sound, renditions } = await made('frames', { startMs: 2000, endMs: 3000 });
    for (const { durationMs } of [...renditions, ...(sound ? [sound] : [])])
      expect(Math.abs(durationMs - info.durationMs)).toBeLessThan(30);
  });
});

/** The frame numbers on the tiles of a short storyboard. */
async function tiles(dir: string, durationMs: number): Promise<number[]> {
  const count = Math.ceil(durationMs / 1000);
  return Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const [number] = await frameNumbers(join(dir, 'storyboard.jpg'), `crop=160:90:${n * 160}:0`);
      return number ?? -1;
    }),
  );
}
