import { writeFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { livePlaylist } from '../../../server/media/hls.ts';
import type { Cut } from '../../../server/media/media-info.ts';
import { type ClipName, frameNumbers } from '../../helpers/clips.ts';
import { keyframes, lights, type Made, made, onsets, root } from './made.ts';

afterAll(async () => rm(await root(), { recursive: true }));

const frameMs = 1000 / 30;

/** The number that a clip shows at a moment of its own. */
const shownAt: Partial<Record<ClipName, (ms: number) => number>> = {
  frames: (ms) => Math.floor(ms / frameMs + 0.1),
  framesVp9: (ms) => Math.floor(ms / frameMs + 0.1),
  framesHidden: (ms) => 36 + Math.floor(ms / frameMs + 0.1),
  /** Without 40 to 69 and every seventh. */
  framesUneven(ms) {
    let number = Math.floor(ms / frameMs + 0.1);
    while (number % 7 === 3 || (number >= 40 && number < 70)) number -= 1;
    return number;
  },
};

/** Every way to play what was made: files and playlists, the one that grew while it was encoded among them. */
async function waysToPlay({ dir, renditions, live }: Made): Promise<string[]> {
  const last = live.at(-1);
  if (!last) return renditions.map(({ file }) => join(dir, file));
  const growing = join(dir, 'growing.m3u8');
  await writeFile(growing, livePlaylist(last.segments, { ended: true }));
  return [
    growing,
    ...renditions.flatMap(({ file, playlistFile }) => [join(dir, file), join(dir, playlistFile)]),
  ];
}

describe('the same moment', () => {
  it.each<[ClipName, Cut | undefined]>([
    ['frames', undefined],
    ['framesVp9', undefined],
    ['framesHidden', undefined],
    ['frames', { startMs: 1500, endMs: 4000 }],
    ['framesVp9', { startMs: 2033, endMs: 4567 }],
    ['framesHidden', { startMs: 1020, endMs: 3000 }],
    ['framesUneven', { startMs: 900, endMs: 4800 }],
  ])('shows the same frame of %s in every rendition and while it is made: %o', async (name, cut) => {
    const result = await made(name, cut);
    const startMs = cut?.startMs ?? 0;
    for (const path of await waysToPlay(result)) {
      const numbers = await frameNumbers(path);
      const wrong = numbers.filter(
        (number, n) => Math.abs(number - (shownAt[name]?.(startMs + n * frameMs) ?? NaN)) > 1,
      );
      expect({ path, wrong }).toEqual({ path, wrong: [] });
      expect(Math.abs(numbers.length * frameMs - result.info.video.durationMs)).toBeLessThanOrEqual(
        2 * frameMs,
      );
    }
    for (const { startOffsetMs } of [...result.renditions, ...result.live.map(({ rendition }) => rendition)])
      expect(startOffsetMs).toBe(0);
    expect(result.sound?.startOffsetMs).toBe(0);
  });

  it('is the same for a phone that skips frames: a copy keeps its times, a rung repeats the last one', async () => {
    const { dir, renditions } = await made('framesUneven');
    expect(renditions.map(({ startOffsetMs }) => startOffsetMs)).toEqual([0, 0]);
    const numbers = await frameNumbers(join(dir, '240.mp4'));
    const wrong = numbers.filter(
      (number, n) => Math.abs(number - (shownAt.framesUneven?.(n * frameMs) ?? 0)) > 1,
    );
    expect([numbers.length, wrong]).toEqual([150, []]);
  });

  it('can begin a segment every two seconds in every rung', async () => {
    const { dir, renditions } = await made('framesVp9');
    for (const { file } of renditions)
      expect(await keyframes(join(dir, file))).toEqual(expect.arrayContaining([0, 2000, 4000]));
    expect(await keyframes(join(dir, '240.mp4'))).toEqual([0, 2000, 4000]);
  });
});

describe('a clap', () => {
  it.each<[string, Cut | undefined, number[]]>([
    ['the whole clip', undefined, [500, 2000, 3500, 5000]],
    ['a part', { startMs: 1250, endMs: 5500 }, [750, 2250, 3750]],
  ])('is seen and heard at once in %s', async (_, cut, claps) => {
    const result = await made('clap', cut);
    for (const path of await waysToPlay(result)) {
      const seen = (await lights(path)).flatMap((light, n) => (light > 125 ? [n * frameMs] : []));
      expect(seen.length).toBe(claps.length);
      for (const [n, clap] of claps.entries())
        expect(Math.abs((seen[n] ?? 0) - clap)).toBeLessThanOrEqual(frameMs);
      const heard = await onsets(path);
      expect(heard.length).toBe(claps.length);
      for (const [n, clap] of claps.entries())
        expect(Math.abs((heard[n] ?? 0) - clap)).toBeLessThanOrEqual(20);
    }
    const alone = await onsets(join(result.dir, 'audio.m3u8'));
    expect(alone.map((ms, n) => Math.abs(ms - (claps[n] ?? 0)) <= 20)).toEqual(claps.map(() => true));
  });
});
