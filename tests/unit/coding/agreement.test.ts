import { describe, expect, test } from 'vitest';
import { alpha, kappa } from '../../../server/coding/agreement.ts';

describe('the agreement of two coders', () => {
  test.each([
    {
      table: [
        [20, 5],
        [10, 15],
      ],
      agreed: 0.7,
      printed: '0.400',
    },
    {
      table: [
        [85, 5],
        [5, 5],
      ],
      agreed: 0.9,
      printed: '0.444',
    },
    {
      table: [
        [45, 5],
        [5, 45],
      ],
      agreed: 0.9,
      printed: '0.800',
    },
  ])('over $table is $agreed, and kappa $printed', ({ table, agreed, printed }) => {
    const found = kappa(table);
    expect(found?.agreed).toBeCloseTo(agreed, 12);
    expect(found?.kappa?.toFixed(3)).toBe(printed);
  });

  test('is high and says little where nearly all is one code', () => {
    const found = kappa([
      [170, 12],
      [11, 7],
    ]);
    expect(found?.agreed).toBeCloseTo(0.885, 3);
    expect(found?.kappa).toBeLessThan(0.4);
  });

  test('is not known where nothing could be disagreed on, or nothing was coded', () => {
    expect(
      kappa([
        [9, 0],
        [0, 0],
      ]),
    ).toEqual({ n: 9, agreed: 1, kappa: null });
    expect(
      kappa([
        [0, 0],
        [0, 0],
      ]),
    ).toBeNull();
  });
});

describe('Krippendorff’s alpha', () => {
  // His example "C", by unit: four observers, twelve units, with gaps. As the R package irr prints it.
  const units = [
    ...[
      [1, 1, 1],
      [2, 2, 3, 2],
      [3, 3, 3, 3],
      [3, 3, 3, 3],
      [2, 2, 2, 2],
      [1, 2, 3, 4],
    ],
    ...[[4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [5, 5, 5], [1, 1], [3]],
  ];
  test.each([
    ['nominal', '0.743'],
    ['ordinal', '0.815'],
    ['interval', '0.849'],
    ['ratio', '0.797'],
  ] as const)('on its published example is, %s, %s', (scale, printed) => {
    expect(alpha(units, scale)?.toFixed(3)).toBe(printed);
  });

  test('is 1 for agreement, below 0 for the contrary, and not known where all is one value', () => {
    expect(
      alpha([
        [0, 0],
        [1, 1],
        [0, 0],
      ]),
    ).toBe(1);
    expect(
      alpha([
        [0, 1],
        [1, 0],
        [0, 1],
      ]),
    ).toBeLessThan(0);
    expect(
      alpha([
        [1, 1],
        [1, 1],
      ]),
    ).toBeNull();
    expect(alpha([])).toBeNull();
  });
});
