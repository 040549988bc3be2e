import { describe, expect, it } from 'vitest';
import { cleanEnds } from '../../../web/src/lib/cut/clean-ends.ts';
import { isWhole, moved, suggestedPart } from '../../../web/src/lib/cut/part.ts';

const minute = 60_000;

describe('what is chosen before anybody chooses', () => {
  it.each([
    ['all of a video of ten minutes', 10 * minute, 0, { startMs: 0, endMs: 10 * minute }],
    ['the first five minutes of a lesson', 45 * minute, 0, { startMs: 0, endMs: 5 * minute }],
    [
      'the five minutes after the part before',
      45 * minute,
      9 * minute,
      { startMs: 9 * minute, endMs: 14 * minute },
    ],
    [
      'the beginning, when the part before ended with the lesson',
      45 * minute,
      45 * minute,
      { startMs: 0, endMs: 5 * minute },
    ],
  ])('is %s', (_, durationMs, fromMs, part) => {
    expect(suggestedPart(durationMs, fromMs)).toEqual(part);
  });
});

describe('an end that is moved', () => {
  const part = { startMs: 10_000, endMs: 20_000 };

  it('stays inside of the recording', () => {
    expect(moved(part, 'startMs', -500, 30_000)).toEqual({ startMs: 0, endMs: 20_000 });
    expect(moved(part, 'endMs', 31_000, 30_000)).toEqual({ startMs: 10_000, endMs: 30_000 });
  });

  it('leaves a second to the part', () => {
    expect(moved(part, 'startMs', 25_000, 30_000)).toEqual({ startMs: 19_000, endMs: 20_000 });
    expect(moved(part, 'endMs', 5000, 30_000)).toEqual({ startMs: 10_000, endMs: 11_000 });
  });
});

it('a part is the whole when only the length of the last frame is missing', () => {
  expect(isWhole({ startMs: 0, endMs: 29_960 }, 30_000)).toBe(true);
  expect(isWhole({ startMs: 0, endMs: 29_000 }, 30_000)).toBe(false);
  expect(isWhole({ startMs: 1000, endMs: 30_000 }, 30_000)).toBe(false);
});

describe('where a stream may end', () => {
  const frames = (...order: number[]) => order.map((timestamp) => ({ timestamp, duration: 1 }));

  it('is after every frame when they are sent as they are shown', () => {
    expect(cleanEnds(frames(0, 1, 2))).toEqual([1, 2, 3]);
  });

  it('is not between a frame and those shown before it that lean on it', () => {
    expect(cleanEnds(frames(0, 3, 1, 2, 6, 4, 5))).toEqual([1, 4, 7]);
  });

  it('is not before the leading frames of an open group of pictures', () => {
    expect(cleanEnds(frames(0, 1, 4, 2, 3, 5))).toEqual([1, 2, 5, 6]);
  });
});
