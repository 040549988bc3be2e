import { expect, test } from 'vitest';
import { ends, type MeetingShift } from '../../../server/shift/contract.ts';
import { apart, labelEvery } from '../../../web/src/lib/chart/labels.ts';

const share = (count: number, n: number) =>
  n === 0 ? null : { count, n, estimate: count / n, low: 0, high: 1 };

function meeting(number: number, learning: [number, number], evidence = learning): MeetingShift {
  return {
    meetingId: `m${number}`,
    number,
    title: '',
    heldOn: '2026-03-26',
    imported: false,
    episodes: [],
    comments: 10,
    uncoded: 0,
    people: 4,
    cells: null,
    learning: share(...learning),
    evidence: share(...evidence),
    howHidden: false,
  };
}

test('opening and closing are the first two and the last two meetings with marks, counted together', () => {
  const meetings = [
    meeting(1, [1, 10]),
    meeting(2, [2, 10]),
    meeting(3, [0, 0]),
    meeting(4, [5, 10]),
    meeting(5, [7, 20]),
  ];
  expect(ends(meetings, 'learning')).toEqual({
    opening: { numbers: [1, 2], count: 3, n: 20 },
    closing: { numbers: [4, 5], count: 12, n: 30 },
  });
});

test('with three meetings no comment counts at both ends', () => {
  const meetings = [meeting(1, [1, 10]), meeting(2, [2, 10]), meeting(3, [3, 10])];
  expect(ends(meetings, 'learning')).toEqual({
    opening: { numbers: [1], count: 1, n: 10 },
    closing: { numbers: [3], count: 3, n: 10 },
  });
});

test('one meeting with marks, or none, has no two ends', () => {
  expect(ends([meeting(1, [1, 10]), meeting(2, [0, 0])], 'learning')).toBeNull();
  expect(ends([], 'evidence')).toBeNull();
});

test('an axis that may not be shown in a meeting takes its ends elsewhere', () => {
  const meetings = [meeting(1, [1, 10], [0, 0]), meeting(2, [2, 10]), meeting(3, [3, 10])];
  expect(ends(meetings, 'evidence')?.opening.numbers).toEqual([2]);
  expect(ends(meetings, 'learning')?.opening.numbers).toEqual([1]);
});

test('labels that would print over each other move apart, and keep their order', () => {
  const [first = 0, second = 0, far = 0] = apart([100, 104, 200], 30);
  expect(second - first).toBeCloseTo(30);
  expect(far).toBe(200);
});

test('forty meetings on a phone label only as many as fit', () => {
  expect(labelEvery(40, 230, 28)).toBe(5);
  expect(labelEvery(8, 600, 28)).toBe(1);
});
