import { describe, expect, test } from 'vitest';
import { chooseExcerpts } from '../../../server/blind/choosing.ts';
import { drawn, sampleSize } from '../../../server/blind/draw.ts';

describe('the size of a blind sample', () => {
  test.each([
    [0, 0],
    [1, 1],
    [59, 59],
    [60, 60],
    [61, 60],
    [300, 60],
    [301, 61],
    [1000, 200],
  ])('of %i comments is %i', (population, size) => {
    expect(sampleSize(population)).toBe(size);
  });
});

describe('drawing', () => {
  const ten = Array.from({ length: 10 }, (_, index) => index);

  test('takes each one once, and leaves what it draws from as it was', () => {
    expect(drawn(ten).toSorted()).toEqual(ten);
    expect(new Set(drawn(ten, 4)).size).toBe(4);
    expect(drawn(ten, 99)).toHaveLength(10);
    expect(drawn([])).toEqual([]);
    expect(ten).toHaveLength(10);
  });

  test('follows the numbers it is given', () => {
    expect(drawn(['a', 'b', 'c'], 3, () => 0)).toEqual(['a', 'c', 'b']);
  });

  test('gives every one the same chance, at every place', () => {
    const rounds = 6000;
    const counts = new Map<string, number>();
    for (let round = 0; round < rounds; round += 1) {
      const order = drawn(['a', 'b', 'c']).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // Six standard deviations of a count whose share is a sixth.
    const far = 6 * Math.sqrt(rounds * (1 / 6) * (5 / 6));
    for (const count of counts.values()) expect(Math.abs(count - rounds / 6)).toBeLessThan(far);
  });
});

describe('choosing excerpts', () => {
  const of = (authorId: string, many: number) =>
    Array.from({ length: many }, (_, index) => ({ authorId, commentId: `${authorId}${index}` }));
  const chosen = (...candidates: { authorId: string; commentId: string }[]) => {
    const found = chooseExcerpts(candidates);
    const byAuthor = Map.groupBy(found ?? [], ({ authorId }) => authorId);
    return found && [found.length, [...byAuthor.values()].map(({ length }) => length).toSorted()];
  };

  test('needs three authors, however much two of them wrote', () => {
    expect(chosen(...of('ana', 9), ...of('beto', 9))).toBeNull();
    expect(chosen()).toBeNull();
    expect(chosen(...of('ana', 1), ...of('beto', 1), ...of('carla', 1))).toEqual([3, [1, 1, 1]]);
  });

  test('takes two of each at most, and six in all, everybody’s first before anybody’s second', () => {
    expect(chosen(...of('ana', 9), ...of('beto', 9), ...of('carla', 9))).toEqual([6, [2, 2, 2]]);
    expect(chosen(...of('ana', 9), ...of('beto', 1), ...of('carla', 1))).toEqual([4, [1, 1, 2]]);
    const many = ['a', 'b', 'c', 'd', 'e'].flatMap((name) => of(name, 3));
    expect(chosen(...many)).toEqual([6, [1, 1, 1, 1, 2]]);
    const most = Array.from({ length: 9 }, (_, index) => of(`p${index}`, 2)).flat();
    expect(chosen(...most)).toEqual([6, [1, 1, 1, 1, 1, 1]]);
  });
});
