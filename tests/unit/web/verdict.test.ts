import { expect, test } from 'vitest';
import type { MeetingShift, Trend } from '../../../server/shift/contract.ts';
import { wilson } from '../../../server/shift/wilson.ts';
import { turnOf, verdictOf } from '../../../web/src/lib/chart/verdict.ts';

const trend = (perMeeting: number, p: number): Trend => ({
  ...{ people: 8, meetings: 8, withheld: null },
  found: { perMeeting, low: perMeeting - 1, high: perMeeting + 1, pSlopes: p, pMeetings: p, p },
});

test('a change is called clear below five in a hundred, a fall as plainly as a gain', () => {
  expect(verdictOf(trend(0.04, 0.049))).toBe('up');
  expect(verdictOf(trend(-0.04, 0.001))).toBe('down');
  expect(verdictOf(trend(0.4, 0.05))).toBe('unclear');
  expect(verdictOf({ people: 3, meetings: 8, withheld: 'few_people', found: null })).toBe('few_people');
  expect(verdictOf({ people: 8, meetings: 4, withheld: 'few_meetings', found: null })).toBe('few_meetings');
  expect(verdictOf(null)).toBe('hidden');
});

/** Meetings in which so many of 40 marked comments were about learning. */
const meetings = (...counts: (number | null)[]) =>
  counts.map((count, at) => ({
    number: at + 1,
    learning: count === null ? null : { count, n: 40, ...wilson(count, 40) },
  })) as MeetingShift[];

test('a share that rose and fell back is told as a turn, with its peak and where it came to', () => {
  expect(turnOf(meetings(8, 20, 32, null, 15, 8), 'learning')).toMatchObject({
    peak: { number: 3, share: { count: 32 } },
    last: { number: 6, share: { count: 8 } },
  });
});

test('it is no turn where the bands of peak and end overlap, where it only fell, or where meetings are too few', () => {
  expect(turnOf(meetings(8, 20, 30, 28), 'learning')).toBeNull();
  expect(turnOf(meetings(36, 30, 20, 8), 'learning')).toBeNull();
  expect(turnOf(meetings(32, 8), 'learning')).toBeNull();
  expect(turnOf(meetings(null, 32, null), 'learning')).toBeNull();
  expect(turnOf([], 'learning')).toBeNull();
});
