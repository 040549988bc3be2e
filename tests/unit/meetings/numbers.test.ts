import { describe, expect, test } from 'vitest';
import { closeUp, placeAmong } from '../../../server/meetings/numbers.ts';

/** `1 2025-03-26` is meeting 1 on that day. */
const told = (text: string) => {
  const [number, heldOn = ''] = text.split(' ');
  return { number: Number(number), heldOn };
};
const standing = (...texts: string[]) => texts.map((text) => ({ id: text, ...told(text) }));
const place = (there: string[], earlier: string[]) => {
  const { placed, renumbered } = placeAmong(standing(...there), earlier.map(told));
  return {
    placed: placed.map(({ id, number }) => (id === null ? number : `${number} is ${id}`)),
    renumbered: Object.fromEntries(renumbered.map(({ from, to }) => [from, to])),
  };
};

describe('meetings that were held earlier', () => {
  test('keep the numbers they are told with where the club has none', () => {
    expect(place([], ['2 2025-03-01', '5 2025-04-01'])).toEqual({ placed: [2, 5], renumbered: {} });
  });

  test('push up the numbers of those that came later', () => {
    expect(place(['1 2026-03-01', '2 2026-04-01'], ['1 2025-03-01', '2 2025-04-01', '3 2025-05-01'])).toEqual(
      {
        ...{ placed: [1, 2, 3], renumbered: { 1: 4, 2: 5 } },
      },
    );
  });

  test('follow on where they came later themselves', () => {
    expect(place(['1 2025-03-01', '2 2025-04-01'], ['1 2025-05-01', '2 2025-06-01'])).toEqual({
      ...{ placed: [3, 4], renumbered: {} },
    });
  });

  test('go in between, and push no further than they must', () => {
    expect(place(['1 2025-03-01', '2 2025-05-01', '7 2025-07-01'], ['1 2025-04-01', '2 2025-06-01'])).toEqual(
      {
        ...{ placed: [2, 4], renumbered: { 2: 3 } },
      },
    );
  });

  test('leave alone what comes before the first of them, however its numbers lie', () => {
    expect(place(['1 2025-04-01', '2 2025-03-01'], ['3 2025-05-01'])).toEqual({
      placed: [3],
      renumbered: {},
    });
  });

  test('are the meeting of the club on their very day, with its number', () => {
    expect(place(['1 2025-03-01', '2 2025-04-01'], ['7 2025-04-01'])).toEqual({
      ...{ placed: ['2 is 2 2025-04-01'], renumbered: {} },
    });
    expect(place(['1 2025-03-01'], ['1 2025-02-01', '2 2025-03-01'])).toEqual({
      ...{ placed: [1, '2 is 1 2025-03-01'], renumbered: { 1: 2 } },
    });
  });

  test('are, of two on one day, the one with their number', () => {
    const there = ['1 2025-03-01', '2 2025-03-01'];
    expect(place(there, ['2 2025-03-01']).placed).toEqual(['2 is 2 2025-03-01']);
    expect(place(there, ['9 2025-03-01']).placed).toEqual(['1 is 1 2025-03-01']);
  });
});

describe('when meetings are taken back', () => {
  const close = (remaining: string[], removed: string[]) =>
    Object.fromEntries(closeUp(standing(...remaining), removed.map(told)).map(({ from, to }) => [from, to]));

  test('those that came after follow on again, by day', () => {
    expect(close(['4 2026-03-01', '5 2026-04-01'], ['1 2025-03-01', '2 2025-04-01', '3 2025-05-01'])).toEqual(
      {
        ...{ 4: 1, 5: 2 },
      },
    );
    expect(close(['2 2025-04-01', '4 2026-03-01'], ['1 2025-03-01', '3 2025-05-01'])).toEqual({ 2: 1, 4: 2 });
  });

  test('those before keep their numbers, and all do where nothing was removed', () => {
    expect(close(['1 2025-01-01', '3 2025-02-01', '5 2025-04-01'], ['4 2025-03-01'])).toEqual({ 5: 4 });
    expect(close(['3 2025-02-01'], [])).toEqual({});
  });
});
