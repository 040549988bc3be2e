import { describe, expect, test } from 'vitest';
import { figures, type Group } from '../../../server/shift/figures.ts';

const group = (given: Partial<Group>): Group => ({
  meetingId: 'm1',
  authorId: 'ana',
  role: 'teacher',
  reply: false,
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
      'club',
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

  test('leave out mediators and replies, and tell how much of the talk was whose', () => {
    const found = figures(
      [
        group({ what: 'teaching', count: 2 }),
        group({ what: 'learning', reply: true, count: 3 }),
        group({ role: 'mediator', authorId: 'mara', what: 'learning', how: 'evidence', count: 4 }),
        group({ role: 'mediator', authorId: 'mara', reply: true, count: 5 }),
      ],
      'club',
    );
    expect(found).toMatchObject({
      comments: 2,
      people: 1,
      learning: { count: 0, n: 2 },
      evidence: null,
      teacherComments: 5,
      mediatorComments: 9,
    });
  });

  test('of a meeting where nothing was said are zero, with no shares', () => {
    expect(figures([], 'club')).toMatchObject({ comments: 0, people: 0, learning: null, evidence: null });
  });

  test('show no how where it is the author’s and fewer than three people marked it', () => {
    const three = ['ana', 'beto', 'carla'].map((authorId) =>
      group({ authorId, what: 'learning', how: 'evidence' }),
    );
    expect(figures(three, 'author')).toMatchObject({
      howHidden: false,
      evidence: { count: 3, n: 3 },
      cells: { learningEvidence: 3 },
    });
    const two = [...three.slice(0, 2), group({ authorId: 'carla', what: 'learning' })];
    expect(figures(two, 'author')).toMatchObject({
      people: 3,
      howHidden: true,
      evidence: null,
      cells: null,
      learning: { count: 3, n: 3 },
    });
    expect(figures(two, 'club')).toMatchObject({ howHidden: false, evidence: { count: 2, n: 2 } });
  });

  test('count no person for comments that have lost their names', () => {
    const unnamed = group({ authorId: null, what: 'learning', how: 'evidence', count: 9 });
    expect(figures([unnamed], 'club')).toMatchObject({ comments: 9, people: 0, learning: { n: 9 } });
    expect(figures([unnamed], 'author')).toMatchObject({ howHidden: true, evidence: null });
  });
});
