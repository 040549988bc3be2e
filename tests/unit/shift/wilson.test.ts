import { describe, expect, test } from 'vitest';
import { wilson } from '../../../server/shift/wilson.ts';

describe('the Wilson interval', () => {
  // Printed digits of shared knowledge: 95 %, four places.
  test.each([
    { count: 81, n: 263, low: 0.2553, high: 0.3662 },
    { count: 15, n: 148, low: 0.0624, high: 0.1605 },
    { count: 0, n: 20, low: 0, high: 0.1611 },
    { count: 1, n: 29, low: 0.0061, high: 0.1718 },
    { count: 8, n: 8, low: 0.6756, high: 1 },
  ])('of $count in $n is $low to $high', ({ count, n, low, high }) => {
    const found = wilson(count, n);
    expect(found?.estimate).toBe(count / n);
    expect(found?.low.toFixed(4)).toBe(low.toFixed(4));
    expect(found?.high.toFixed(4)).toBe(high.toFixed(4));
  });

  test('of nothing said is not known', () => {
    expect(wilson(0, 0)).toBeNull();
  });

  test('never leaves the range of a share, however small the group', () => {
    for (let n = 1; n <= 60; n++) {
      for (let count = 0; count <= n; count++) {
        const { low = NaN, estimate = NaN, high = NaN } = wilson(count, n) ?? {};
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(estimate);
        expect(high).toBeGreaterThanOrEqual(estimate);
        expect(high).toBeLessThanOrEqual(1);
      }
    }
  });

  test('is the mirror image for the other side of the share', () => {
    const some = wilson(3, 11);
    const rest = wilson(8, 11);
    expect(rest?.low).toBeCloseTo(1 - (some?.high ?? NaN), 12);
    expect(rest?.high).toBeCloseTo(1 - (some?.low ?? NaN), 12);
  });
});
