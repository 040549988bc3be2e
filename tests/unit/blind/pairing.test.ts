import { describe, expect, test } from 'vitest';
import { agreementOf, togetherOf } from '../../../server/blind/figures.ts';
import {
  codeBy,
  type Coded,
  disputeOf,
  type Given,
  type Pair,
  pairsOf,
  wholeSteps,
} from '../../../server/blind/pairing.ts';

const author = { source: 'author' } as const;
const gil = { source: 'blind', coderId: 'gil' } as const;
const mara = { source: 'blind', coderId: 'mara' } as const;

const given = (change: Partial<Given>): Given => ({
  ...{ source: 'blind', coderId: 'gil', revision: 1, at: 0, what: null, how: null },
  ...change,
});
const comment = (codings: Given[], change: Partial<Coded> = {}): Coded => ({
  ...{ commentId: 'c', authorId: 'ana', inSample: true, codings },
  ...change,
});
const pair = (one: string, other: string, authorId = 'ana', at = 0): Pair => ({ one, other, authorId, at });
const times = (many: number, one: string, other: string) =>
  Array.from({ length: many }, () => pair(one, other));

describe('the code that counts', () => {
  test('of an author is the first they gave on an axis', () => {
    const own = comment([
      given({ source: 'author', coderId: 'ana', how: 'judgment' }),
      given({ source: 'author', coderId: 'ana', revision: 2, what: 'learning', how: 'evidence' }),
      given({ source: 'author', coderId: 'ana', revision: 3, what: 'teaching' }),
    ]);
    expect([codeBy(author, own, 'what'), codeBy(author, own, 'how')]).toEqual(['learning', 'judgment']);
  });

  test('of an author stays when the name is gone, and is open where they never marked', () => {
    const unnamed = comment([given({ source: 'author', coderId: null, what: 'learning' })], {
      authorId: null,
    });
    expect([codeBy(author, unnamed, 'what'), codeBy(author, unnamed, 'how')]).toEqual(['learning', null]);
  });

  test('of a coder is the last, by that coder and source alone', () => {
    const coded = comment([
      given({ what: 'teaching' }),
      given({ source: 'mediator', what: 'learning' }),
      given({ coderId: 'mara', what: 'learning' }),
      given({ revision: 2, what: null }),
    ]);
    expect(codeBy(gil, coded, 'what')).toBeNull();
    expect(codeBy(gil, coded, 'what', true)).toBe('teaching');
    expect(codeBy({ source: 'blind', coderId: 'rosa' }, coded, 'what')).toBeUndefined();
  });
});

test('pairs are of what both coded, in the order of coding; what one left open is counted apart', () => {
  const said = (commentId: string, what: Given['what'], own: Given['what'], at: number) =>
    comment([given({ source: 'author', coderId: 'ana', what: own }), given({ what, at })], { commentId });
  const all = [
    said('late', 'teaching', 'learning', 9),
    said('early', 'learning', 'learning', 1),
    said('open', null, 'learning', 2),
    said('unmarked', 'learning', null, 3),
    comment([given({ source: 'author', coderId: 'ana', what: 'learning' })], { commentId: 'not coded' }),
  ];
  expect(pairsOf(all, author, gil, 'what')).toEqual({
    pairs: [pair('learning', 'learning', 'ana', 1), pair('learning', 'teaching', 'ana', 9)],
    open: 2,
  });
});

describe('where how is the author’s', () => {
  const by = (...authors: string[]) => authors.map((authorId) => pair('judgment', 'judgment', authorId));

  test('nothing is told of fewer than ten comments, or of fewer than three people', () => {
    expect(wholeSteps(by('a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c'))).toHaveLength(0);
    expect(wholeSteps(by(...Array.from({ length: 40 }, (_, at) => (at % 2 ? 'a' : 'b'))))).toHaveLength(0);
    expect(wholeSteps(by('a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c', 'a'))).toHaveLength(10);
  });

  test('what is told grows by ten comments of three people, never by one', () => {
    const first = by('a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c', 'a');
    const ofOne = by(...Array.from({ length: 12 }, () => 'a'));
    for (const added of [1, 9, 10, 12])
      expect(wholeSteps([...first, ...ofOne.slice(0, added)])).toHaveLength(10);
    expect(wholeSteps([...first, ...ofOne, ...by('b')])).toHaveLength(10);
    expect(wholeSteps([...first, ...ofOne, ...by('b', 'c')])).toHaveLength(24);
  });
});

describe('agreement on an axis', () => {
  test('is kappa and alpha with n and prevalence, by the printed example', () => {
    const pairs = [
      ...times(20, 'teaching', 'teaching'),
      ...times(5, 'teaching', 'learning'),
      ...times(10, 'learning', 'teaching'),
      ...times(15, 'learning', 'learning'),
    ];
    const found = agreementOf(pairs, 3, 'what');
    expect(found).toMatchObject({
      ...{ n: 50, agreed: 35, open: 3, why: null },
      prevalence: [
        { code: 'teaching', one: 25, other: 30 },
        { code: 'learning', one: 25, other: 20 },
      ],
    });
    expect(found.kappa).toBeCloseTo(0.4, 10);
    // By hand: 30 disagreeing values of 100, and 2 * 55 * 45 / 99 expected.
    expect(found.alpha).toBeCloseTo(1 - 30 / ((2 * 55 * 45) / 99), 10);
  });

  test('has no coefficient below ten pairs, and says why', () => {
    const found = agreementOf(
      [...times(5, 'judgment', 'judgment'), ...times(4, 'evidence', 'evidence')],
      0,
      'how',
    );
    expect(found).toMatchObject({ n: 9, agreed: 9, kappa: null, alpha: null, why: 'few' });
    expect(agreementOf([], 2, 'how')).toMatchObject({ n: 0, open: 2, kappa: null, alpha: null, why: 'none' });
  });

  test('has no kappa where one side gave one code throughout, and never NaN', () => {
    const oneSide = [...times(8, 'judgment', 'judgment'), ...times(4, 'judgment', 'evidence')];
    expect(agreementOf(oneSide, 0, 'how')).toMatchObject({ kappa: null, why: 'constant', agreed: 8 });
    const all = agreementOf(times(12, 'judgment', 'judgment'), 0, 'how');
    expect(all).toMatchObject({ kappa: null, alpha: null, why: 'constant', agreed: 12 });
  });
});

test('alpha of all together counts what two or more coded', () => {
  const units = [
    ...Array.from({ length: 6 }, () => ['teaching', 'teaching', 'teaching']),
    ...Array.from({ length: 6 }, () => ['learning', 'learning']),
    ['learning'],
    [],
  ];
  expect(togetherOf(units, 'what')).toEqual({ n: 12, alpha: 1, why: null });
  expect(togetherOf(units.slice(0, 6), 'what')).toEqual({ n: 6, alpha: null, why: 'few' });
  expect(
    togetherOf(
      Array.from({ length: 10 }, () => ['learning', 'learning']),
      'what',
    ),
  ).toEqual({
    ...{ n: 10, alpha: null, why: 'constant' },
  });
});

test('a comment is disputed with its author, or among coders; what is left open disputes nothing', () => {
  const own = given({ source: 'author', coderId: 'ana', what: 'learning' });
  const dispute = (...codings: Given[]) => disputeOf(comment(codings), ['gil', 'mara'], 'what');
  const no = { withAuthor: false, amongCoders: false };
  expect(dispute(own, given({ what: 'learning' }))).toEqual(no);
  expect(dispute(own, given({ what: null }), given({ coderId: mara.coderId }))).toEqual(no);
  expect(dispute(own, given({ what: 'teaching' }))).toEqual({ ...no, withAuthor: true });
  expect(dispute(given({ what: 'teaching' }), given({ coderId: 'mara', what: 'learning' }))).toEqual({
    ...{ ...no, amongCoders: true },
  });
  expect(dispute(own, given({ source: 'mediator', coderId: 'mara', what: 'teaching' }))).toEqual(no);
});
