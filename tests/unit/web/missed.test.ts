import { expect, test } from 'vitest';
import { hasMissedNothing } from '#lib/missed.ts';

const minute = 60_000;

test.each([
  ['heard up to there', { seq: 7, quietMs: 0 }, 7, 5 * minute, true],
  ['heard less', { seq: 8, quietMs: 90 * minute }, 7, 5 * minute, false],
  ['a club where nothing is kept', { seq: 0, quietMs: null }, undefined, 5 * minute, true],
  ['quiet for longer than the tab exists', { seq: 7, quietMs: 7 * minute }, undefined, 5 * minute, true],
  ['something happened just before the tab', { seq: 7, quietMs: 5.5 * minute }, undefined, 5 * minute, false],
  ['something happened since', { seq: 7, quietMs: minute }, undefined, 5 * minute, false],
])('%s', (_, beginning, lastSeq, ageMs, nothing) => {
  expect(hasMissedNothing(beginning, lastSeq, ageMs)).toBe(nothing);
});
