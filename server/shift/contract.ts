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
