import type { Codes } from '../coding/contract.ts';
import { type Cell, trend } from './trend.ts';
import { wilson } from './wilson.ts';

/** How many of the comments that a view counts are of one person in one meeting and carry these codes. */
export type Group = Codes & {
  meetingId: string | null;
  /** Null where the names are gone. */
  authorId: string | null;
  count: number;
};

/** Below this many people, an aggregate of *how* would tell who marked what. */
const fewestPeople = 3;

/** The figures of one meeting; *how* only where `howShown`, or where enough people marked it for the club's setting. */
export function figures(groups: readonly Group[], howShown: 'always' | 'of_many' | 'never') {
  const many = (what: Codes['what'], how: Codes['how']) =>
    total(groups.filter((group) => group.what === what && group.how === how));
  const withWhat = groups.filter((group) => group.what);
  const withHow = groups.filter((group) => group.how);
  const howHidden = howShown === 'never' || (howShown === 'of_many' && people(withHow) < fewestPeople);
  return {
    comments: total(groups),
    uncoded: total(groups.filter((group) => !group.what && !group.how)),
    people: people(groups),
    cells: howHidden
      ? null
      : {
          teachingJudgment: many('teaching', 'judgment'),
          teachingEvidence: many('teaching', 'evidence'),
          learningJudgment: many('learning', 'judgment'),
          learningEvidence: many('learning', 'evidence'),
        },
    learning: share(total(withWhat.filter(({ what }) => what === 'learning')), total(withWhat)),
    evidence: howHidden
      ? null
      : share(total(withHow.filter(({ how }) => how === 'evidence')), total(withHow)),
    howHidden,
  };
}

/** How the share of learning, or of evidence, moves over meetings of these numbers. */
export function trendOf(
  groups: readonly Group[],
  axis: 'what' | 'how',
  numbers: ReadonlyMap<string | null, number>,
) {
  const counted = { what: 'learning', how: 'evidence' }[axis];
  const cells = new Map<string, Cell>();
  for (const { meetingId, authorId, count, [axis]: code } of groups) {
    const meeting = numbers.get(meetingId);
    if (meeting === undefined || authorId === null || code === null) continue;
    const key = `${authorId} ${meeting}`;
    const cell = cells.get(key) ?? { person: authorId, meeting, count: 0, n: 0 };
    cells.set(key, { ...cell, count: cell.count + (code === counted ? count : 0), n: cell.n + count });
  }
  return trend([...cells.values()]);
}

export function total(groups: readonly Group[]) {
  return groups.reduce((sum, { count }) => sum + count, 0);
}

export function people(groups: readonly Group[]) {
  return new Set(groups.flatMap(({ authorId }) => authorId ?? [])).size;
}

function share(count: number, n: number) {
  const interval = wilson(count, n);
  return interval && { count, n, ...interval };
}
