import { z } from 'zod';
import { day, endpoint, id } from '../http/contract.ts';

const count = z.number().int();

/** A share of n with its 95 % Wilson interval, all as fractions; null where n is 0. */
export const share = z.object({
  count,
  n: count,
  estimate: z.number(),
  low: z.number(),
  high: z.number(),
});

export const meetingShift = z.object({
  meetingId: id,
  number: count,
  title: z.string(),
  heldOn: day,
  /** Titles of the clips discussed: they differ from meeting to meeting. */
  episodes: z.array(z.string()),
  /** Teachers' comments, and how many of them carry no code at all. */
  comments: count,
  uncoded: count,
  /** Who wrote them; the comments of an episode withdrawn for good have lost their names and count nobody. */
  people: count,
  /** The four cells, of comments coded on both axes; null where hidden for too few people. */
  cells: z
    .object({
      teachingJudgment: count,
      teachingEvidence: count,
      learningJudgment: count,
      learningEvidence: count,
    })
    .nullable(),
  learning: share.nullable(),
  evidence: share.nullable(),
  /** In clubs that keep *how* to the author, a meeting in which fewer than three people marked it shows no *how*. */
  howHidden: z.boolean(),
  /** Comments and replies alike, for the mediators' share of the talk: they speak mostly in replies. */
  teacherComments: count,
  mediatorComments: count,
});
export type MeetingShift = z.input<typeof meetingShift>;

export const getShift = endpoint({
  method: 'GET',
  path: '/api/clubs/:clubId/shift',
  summary:
    'Both shares by meeting: teachers’ comments without replies, by the first code their authors gave.',
  access: 'shift.see',
  params: z.object({ clubId: id }),
  response: z.object({
    meetings: z.array(meetingShift),
    /** Teachers' comments made outside any meeting, which are not counted above. */
    outside: count,
  }),
});

export type Axis = 'learning' | 'evidence';
export type Share = z.input<typeof share>;
/** Some meetings taken together: how many of their n marked comments were about learning, or were evidence. */
export type End = { numbers: number[]; count: number; n: number };
type Shares = Pick<MeetingShift, 'number' | Axis>;

/** Meetings whose comments carry at least one mark on this axis that may be shown. */
export function marked<M extends Shares>(meetings: readonly M[], axis: Axis) {
  return meetings.filter((meeting) => meeting[axis] !== null);
}

const most = 2;
/** From how many meetings with marks on the seed's panel of opening and closing means something. */
export const fewestForPanel = 3;

/**
 * Opening and closing on one axis: the first two and the last two meetings with marks, or with fewer than four of them
 * the first and the last, so that no comment counts at both ends. Null with fewer than two.
 */
export function ends(meetings: readonly Shares[], axis: Axis) {
  const held = marked(meetings, axis);
  const size = Math.min(most, Math.floor(held.length / 2));
  if (size === 0) return null;
  return { opening: together(held.slice(0, size), axis), closing: together(held.slice(-size), axis) };
}

function together(meetings: readonly Shares[], axis: Axis): End {
  const shares = meetings.flatMap((meeting) => meeting[axis] ?? []);
  return {
    numbers: meetings.map(({ number }) => number),
    count: shares.reduce((sum, share) => sum + share.count, 0),
    n: shares.reduce((sum, share) => sum + share.n, 0),
  };
}
