import { describe, expect, test } from 'vitest';
import { gapsIn } from '../../../web/src/lib/room/gaps.ts';

const minute = 60_000;
const at = (atMs: number, endMs: number | null = null) => ({ atMs, endMs });

describe('where nobody commented', () => {
  test('are the long stretches between comments, and before and after them', () => {
    expect(gapsIn([at(2 * minute), at(4 * minute)], 6 * minute)).toEqual([
      { fromMs: 0, toMs: 110_000 },
      { fromMs: 130_000, toMs: 230_000 },
      { fromMs: 250_000, toMs: 6 * minute },
    ]);
  });

  test('is nowhere that a range runs, whichever comment began first', () => {
    expect(gapsIn([at(5000, 3 * minute), at(10_000)], 3 * minute)).toEqual([]);
    expect(gapsIn([at(10_000), at(5000, 3 * minute)], 3 * minute)).toEqual([]);
  });

  test('is not told of while there are no comments at all', () => {
    expect(gapsIn([], 10 * minute)).toEqual([]);
  });

  test('is told of from half a minute on, in a long video from a twentieth of it on', () => {
    expect(gapsIn([at(0), at(49_000)], 55_000)).toEqual([]);
    expect(gapsIn([at(0), at(50_000)], 55_000)).toEqual([{ fromMs: 10_000, toMs: 40_000 }]);
    expect(gapsIn([at(0), at(2 * minute)], 60 * minute)).toEqual([{ fromMs: 130_000, toMs: 60 * minute }]);
  });
});
