import { expect, test } from 'vitest';
import { type Coder, howManyCode, openingClosing } from '../../../server/overview/opening-closing.ts';

const share = (count: number, n: number) =>
  n === 0 ? null : { count, n, estimate: count / n, low: 0, high: 1 };
const meeting = (number: number, learning: [number, number], evidence = learning) => ({
  ...{ number, learning: share(...learning), evidence: share(...evidence) },
});
const club = [1, 2, 3, 4].map((number) => meeting(number, [number, 10]));
const coder = (number: number, person: number, axes: Partial<Coder> = {}): Coder => ({
  ...{ number, personId: `p${person}`, learning: true, evidence: true },
  ...axes,
});
const five = [1, 2, 3, 4, 5];
const everybody = club.flatMap(({ number }) => five.map((person) => coder(number, person)));

test('opening and closing take two meetings each together, with the Wilson interval of the sum', () => {
  const meetings = [meeting(1, [41, 140]), meeting(2, [40, 123]), meeting(3, [5, 100]), meeting(4, [10, 48])];
  expect(openingClosing(meetings, 'learning', everybody)).toEqual({
    state: 'shown',
    opening: {
      meetings: [1, 2],
      share: {
        ...{ count: 81, n: 263, estimate: 81 / 263 },
        ...{ low: expect.closeTo(0.2553, 4), high: expect.closeTo(0.3662, 4) },
      },
    },
    closing: {
      meetings: [3, 4],
      share: {
        ...{ count: 15, n: 148, estimate: 15 / 148 },
        ...{ low: expect.closeTo(0.0624, 4), high: expect.closeTo(0.1605, 4) },
      },
    },
  });
});

test('fewer than three meetings with marks that may be shown have no opening and closing', () => {
  expect(openingClosing([], 'learning', everybody)).toEqual({ state: 'few_meetings' });
  expect(openingClosing(club.slice(0, 2), 'learning', everybody)).toEqual({ state: 'few_meetings' });
  const hidden = [
    meeting(1, [1, 10], [0, 0]),
    meeting(2, [1, 10], [0, 0]),
    meeting(3, [1, 10]),
    meeting(4, [1, 10]),
  ];
  expect(openingClosing(hidden, 'evidence', everybody)).toEqual({ state: 'few_meetings' });
  expect(openingClosing(hidden, 'learning', everybody)).toMatchObject({ state: 'shown' });
});

test('no share is shown that fewer than five people stand behind, on its own axis and in its own meetings', () => {
  const withoutOne = (number: number[]) =>
    everybody.filter((one) => one.personId !== 'p5' || !number.includes(one.number));
  expect(openingClosing(club, 'learning', withoutOne([1, 2]))).toEqual({ state: 'few_people' });
  expect(openingClosing(club, 'learning', withoutOne([3, 4]))).toEqual({ state: 'few_people' });
  expect(openingClosing(club, 'learning', withoutOne([1, 3]))).toMatchObject({ state: 'shown' });
  const neverHow = everybody.map((one) => (one.personId === 'p5' ? { ...one, evidence: false } : one));
  expect(openingClosing(club, 'evidence', neverHow)).toEqual({ state: 'few_people' });
  expect(openingClosing(club, 'learning', neverHow)).toMatchObject({ state: 'shown' });
});

test('a person who marks in many meetings is one', () => {
  expect(howManyCode(everybody)).toBe(5);
  expect(howManyCode([])).toBe(0);
});
