import { describe, expect, test } from 'vitest';
import { figures, type Group, trendOf } from '../../../server/shift/figures.ts';

const group = (given: Partial<Group>): Group => ({
  meetingId: 'm1',
  authorId: 'ana',
  what: null,
  how: null,
  count: 1,
  ...given,
});

describe('the figures of a meeting', () => {
  test('count each cell, and each share over those marked on its axis', () => {
    const found = figures(
      [
        group({ what: 'teaching', how: 'judgment', count: 4 }),
        group({ what: 'teaching', how: 'evidence', count: 1 }),
        group({ what: 'learning', how: 'judgment', count: 2, authorId: 'beto' }),
        group({ what: 'learning', how: 'evidence', count: 3, authorId: 'beto' }),
        group({ what: 'learning', count: 5, authorId: 'carla' }),
        group({ how: 'evidence', count: 6, authorId: 'carla' }),
        group({ count: 7, authorId: 'carla' }),
      ],
      'always',
    );
    expect(found).toMatchObject({
      comments: 28,
      uncoded: 7,
      people: 3,
      cells: { teachingJudgment: 4, teachingEvidence: 1, learningJudgment: 2, learningEvidence: 3 },
      learning: { count: 10, n: 15, estimate: 10 / 15 },
      evidence: { count: 10, n: 16, estimate: 10 / 16 },
      howHidden: false,
    });
  });

  test('of a meeting where nothing was said are zero, with no shares', () => {
    expect(figures([], 'always')).toMatchObject({ comments: 0, people: 0, learning: null, evidence: null });
  });

  test('show no how where it is the author’s and fewer than three people marked it', () => {
    const three = ['ana', 'beto', 'carla'].map((authorId) =>
      group({ authorId, what: 'learning', how: 'evidence' }),
    );
    expect(figures(three, 'of_many')).toMatchObject({
      howHidden: false,
      evidence: { count: 3, n: 3 },
      cells: { learningEvidence: 3 },
    });
    const two = [...three.slice(0, 2), group({ authorId: 'carla', what: 'learning' })];
    expect(figures(two, 'of_many')).toMatchObject({
      people: 3,
      howHidden: true,
      evidence: null,
      cells: null,
      learning: { count: 3, n: 3 },
    });
    expect(figures(two, 'always')).toMatchObject({ howHidden: false, evidence: { count: 2, n: 2 } });
    expect(figures(three, 'never')).toMatchObject({ howHidden: true, evidence: null, cells: null });
  });

  test('count no person for comments that have lost their names', () => {
    const unnamed = group({ authorId: null, what: 'learning', how: 'evidence', count: 9 });
    expect(figures([unnamed], 'always')).toMatchObject({ comments: 9, people: 0, learning: { n: 9 } });
    expect(figures([unnamed], 'of_many')).toMatchObject({ howHidden: true, evidence: null });
  });
});

describe('the trend of an axis', () => {
  const numbers = new Map<string | null, number>([1, 2, 3, 4, 5].map((number) => [`m${number}`, number]));
  const people = ['ana', 'beto', 'carla', 'dani'];

  test('is made of each person’s share in each meeting', () => {
    const groups = people.flatMap((authorId) =>
      [...numbers].flatMap(([meetingId, number]) => [
        group({ authorId, meetingId, what: 'learning', how: 'evidence', count: number }),
        group({ authorId, meetingId, what: 'learning', count: number }),
        group({ authorId, meetingId, what: 'teaching', how: 'judgment', count: 10 - 2 * number }),
      ]),
    );
    // 0.2, 0.4 ... 1 of ten marked comments for everybody.
    const { found, people: counted, meetings } = trendOf(groups, 'what', numbers);
    expect([counted, meetings, found?.perMeeting]).toEqual([4, 5, expect.closeTo(0.2, 10)]);
    // Of how, only those that say how count: n of 10 - n.
    expect(trendOf(groups, 'how', numbers).found?.perMeeting).toBeGreaterThan(0.2);
  });

  test('leaves out what has no name, no meeting or no mark', () => {
    const groups = [
      group({ authorId: null, meetingId: 'm1', what: 'learning' }),
      group({ meetingId: null, what: 'learning' }),
      group({ meetingId: 'm1' }),
    ];
    expect(trendOf(groups, 'what', numbers)).toMatchObject({
      people: 0,
      withheld: 'few_people',
      found: null,
    });
  });
});
