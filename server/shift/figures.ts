import type { Role } from '../clubs/contract.ts';
import type { Codes } from '../coding/contract.ts';
import { wilson } from './wilson.ts';

/** How many comments of one person in one meeting carry these codes. */
export type Group = Codes & {
  meetingId: string | null;
  /** Null where the names are gone. */
  authorId: string | null;
  role: Role;
  reply: boolean;
  count: number;
};

/** Below this many people, an aggregate of *how* would tell who marked what. */
const fewestPeople = 3;

/** The figures of one meeting: those of the teachers' own comments, and how much of the talk is whose. */
export function figures(groups: readonly Group[], howSeen: 'club' | 'author') {
  const own = groups.filter(isTeachersOwn);
  const many = (what: Codes['what'], how: Codes['how']) =>
    total(own.filter((group) => group.what === what && group.how === how));
  const withWhat = own.filter((group) => group.what);
  const withHow = own.filter((group) => group.how);
  const howHidden = howSeen === 'author' && people(withHow) < fewestPeople;
  return {
    comments: total(own),
    uncoded: many(null, null),
    people: people(own),
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
    teacherComments: total(groups.filter(({ role }) => role === 'teacher')),
    mediatorComments: total(groups.filter(({ role }) => role === 'mediator')),
  };
}

/** What the shift counts: a teacher's comment that is not a reply. */
export function isTeachersOwn({ role, reply }: Group) {
  return role === 'teacher' && !reply;
}

export function total(groups: readonly Group[]) {
  return groups.reduce((sum, { count }) => sum + count, 0);
}

function people(groups: readonly Group[]) {
  return new Set(groups.flatMap(({ authorId }) => authorId ?? [])).size;
}

function share(count: number, n: number) {
  const interval = wilson(count, n);
  return interval && { count, n, ...interval };
}
