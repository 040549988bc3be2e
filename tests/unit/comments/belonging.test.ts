import { describe, expect, test } from 'vitest';
import { type Listing, meetingFor, phaseAt, stateAt } from '../../../server/meetings/belonging.ts';

const now = new Date('2026-05-10T15:00:00Z');
const hours = (n: number) => new Date(now.getTime() + n * 3_600_000);

const planned = (number: number, heldOn: string): Listing => ({
  id: `m${number}`,
  number,
  heldOn,
  openedAt: null,
  closesAt: null,
});
const open = (number: number, heldOn = '2026-05-10'): Listing => ({
  ...planned(number, heldOn),
  openedAt: hours(-1),
  closesAt: hours(5),
});
const closed = (number: number, heldOn: string): Listing => ({
  ...planned(number, heldOn),
  openedAt: hours(-50),
  closesAt: hours(-44),
});

describe('the meeting to which a comment belongs', () => {
  const table: { that: string; listings: Listing[]; number: number | null; phase?: string }[] = [
    { that: 'is none when no meeting lists the episode', listings: [], number: null },
    { that: 'is the open one', listings: [open(3)], number: 3, phase: 'during' },
    {
      that: 'is the open one rather than the next or the last',
      listings: [closed(1, '2026-04-01'), open(2), planned(3, '2026-05-01')],
      number: 2,
      phase: 'during',
    },
    {
      that: 'is the next one when none is open, also where an earlier one was held',
      listings: [closed(1, '2026-04-01'), planned(2, '2026-05-20')],
      number: 2,
      phase: 'before',
    },
    {
      that: 'is the nearest by day of those planned, not by number',
      listings: [planned(4, '2026-06-20'), planned(5, '2026-06-01')],
      number: 5,
      phase: 'before',
    },
    {
      that: 'is the lower number of two planned for one day',
      listings: [planned(6, '2026-06-01'), planned(5, '2026-06-01')],
      number: 5,
      phase: 'before',
    },
    {
      that: 'is the last one when all were held',
      listings: [closed(2, '2026-04-15'), closed(1, '2026-04-01')],
      number: 2,
      phase: 'after',
    },
    {
      that: 'is the last by day of those held, not by number',
      listings: [closed(1, '2026-04-30'), closed(2, '2026-04-15')],
      number: 1,
      phase: 'after',
    },
  ];
  test.each(table)('$that', ({ listings, number, phase }) => {
    const expected = number === null ? null : { id: `m${number}`, number, phase };
    expect(meetingFor(listings, now)).toEqual(expected);
    expect(meetingFor(listings.toReversed(), now)).toEqual(expected);
  });
});

describe('a meeting', () => {
  const times = { openedAt: hours(0), closesAt: hours(6) };

  test.each([
    { at: hours(-0.001), state: 'planned', phase: 'before' },
    { at: hours(0), state: 'open', phase: 'during' },
    { at: hours(5.999), state: 'open', phase: 'during' },
    { at: hours(6), state: 'closed', phase: 'after' },
  ])('is $state at $at', ({ at, state, phase }) => {
    expect(stateAt(times, at)).toBe(state);
    expect(phaseAt(times, at)).toBe(phase);
  });

  test('that was never opened is planned for as long as it takes', () => {
    expect(stateAt({ openedAt: null, closesAt: null }, hours(1000))).toBe('planned');
  });
});
