import { describe, expect, test } from 'vitest';
import { type Cell, trend } from '../../../server/shift/trend.ts';

const people = ['ana', 'beto', 'caro', 'dani'];
const numbers = (many: number) => Array.from({ length: many }, (_, n) => n + 1);
/** Shares of 100 comments each, by person and meeting. */
const club = (many: number, share: (person: number, meeting: number) => number): Cell[] =>
  people.flatMap((person, n) =>
    numbers(many).map((meeting) => ({ person, meeting, count: Math.round(100 * share(n, meeting)), n: 100 })),
  );
const found = (cells: readonly Cell[]) => {
  const { found } = trend(cells);
  if (!found) throw new Error('withheld');
  return found;
};
const rising = club(5, (person, meeting) => 0.1 + (person + 1) * 0.01 * meeting);

describe('the trend of a share', () => {
  test('is the mean of the slopes of people, with a t interval', () => {
    // Slopes 0.01 to 0.04: mean 0.025, standard error 0.0129 / 2, t(3) = 3.1824.
    expect(trend(rising)).toMatchObject({ people: 4, meetings: 5, withheld: null });
    const { perMeeting, low, high, pSlopes } = found(rising);
    expect(perMeeting).toBeCloseTo(0.025, 12);
    expect(low).toBeCloseTo(0.025 - 3.182446 * 0.0064549722, 8);
    expect(high).toBeCloseTo(0.025 + 3.182446 * 0.0064549722, 8);
    // t = 3.873 with three degrees of freedom.
    expect(pSlopes).toBeCloseTo(0.0305, 4);
  });

  test('asks of the order of meetings how often another would show as much, and quotes the weaker answer', () => {
    // Of the 120 orders of five meetings only this one and its mirror image are so steep.
    const { pSlopes, pMeetings, p } = found(rising);
    expect(pMeetings).toBeCloseTo(2 / 120, 12);
    expect(p).toBe(pSlopes);
    const alike = found(club(5, (person, meeting) => 0.1 * meeting + 0.01 * person));
    expect(alike.pSlopes).toBeLessThan(1e-6);
    expect(alike.p).toBeCloseTo(2 / 120, 12);
    expect(found(club(10, (_person, meeting) => 0.05 * meeting)).pMeetings).toBe(1 / 10_000);
  });

  test('does not take one different clip for a shift', () => {
    const { pMeetings, p } = found(club(6, (person, meeting) => (meeting === 6 ? 0.9 : 0.2 + person * 0.01)));
    // Of six places, two are at an end.
    expect(pMeetings).toBeCloseTo(2 / 6, 12);
    expect(p).toBe(pMeetings);
  });

  test('says a fall as plainly as a rise, and nothing of what stays', () => {
    const falling = found(club(5, (person, meeting) => 0.9 - (person + 1) * 0.01 * meeting));
    expect(falling.perMeeting).toBeCloseTo(-0.025, 12);
    expect(falling.pSlopes).toBeCloseTo(found(rising).pSlopes, 12);
    const still = found(club(5, (person) => 0.2 + person * 0.1));
    expect(still).toMatchObject({ perMeeting: 0, low: 0, high: 0, p: 1 });
    const there = found(club(6, (person, meeting) => 0.2 + 0.1 * Math.abs(meeting - 3.5) + person * 0.01));
    expect(there.p).toBeGreaterThan(0.5);
  });

  test('is withheld, with the reason, where too few people or meetings would carry it', () => {
    const three = rising.filter(({ person }) => person !== 'dani');
    expect(trend(three)).toEqual({ people: 3, meetings: 5, withheld: 'few_people', found: null });
    expect(trend(rising.filter(({ meeting }) => meeting < 5))).toEqual({
      ...{ people: 4, meetings: 4, withheld: 'few_meetings', found: null },
    });
    expect(trend([])).toEqual({ people: 0, meetings: 0, withheld: 'few_people', found: null });
    // Who coded in one meeting only has no slope; a meeting without codes is none.
    const once = { person: 'eva', meeting: 2, count: 1, n: 1 };
    const empty = people.map((person) => ({ person, meeting: 6, count: 0, n: 0 }));
    expect(trend([...three, once])).toMatchObject({ people: 3, withheld: 'few_people', found: null });
    expect(trend([...rising, ...empty])).toEqual(trend(rising));
  });

  // From eight meetings on only some of their orders are looked at.
  test.each([5, 10])('is the same in whatever order the figures of %i meetings come', (many) => {
    const cells = club(many, (person, meeting) => ((person * 7 + meeting * 3 + (meeting % 4)) % 23) / 40);
    const first = trend(cells);
    expect(trend(cells)).toEqual(first);
    const mixed = cells.toSorted((a, b) => ((a.meeting * 7) % 11) - ((b.meeting * 7) % 11));
    expect(trend(mixed)).toEqual(first);
  });

  test('is no NaN in a club that only ever says one thing', () => {
    for (const share of [0, 1])
      expect(found(club(10, () => share))).toMatchObject({ perMeeting: 0, pSlopes: 1, pMeetings: 1 });
  });
});
