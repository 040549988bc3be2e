import { z } from 'zod';
import { codes } from '../coding/contract.ts';
import { day, endpoint, id } from '../http/contract.ts';
import { phases } from '../meetings/contract.ts';

const count = z.number().int();

/** A share of n with its 95 % Wilson interval, all as fractions; null where n is 0. */
export const share = z.object({
  count,
  n: count,
  estimate: z.number(),
  low: z.number(),
  high: z.number(),
});

/** Which comments are counted, and by whose code. Without a word: no replies, and what their authors marked first. */
export const view = z.object({
  /** Whose codes: the author's own, a mediator's reading, or those of people who did not know whose the comment is. */
  source: z.enum(['author', 'mediator', 'blind']).default('author'),
  /** As first coded, or as recoded. */
  revision: z.enum(['first', 'last']).default('first'),
  replies: z.enum(['without', 'with', 'only']).default('without'),
  /** Written before their author could read anybody else's, or after. */
  reading: z.enum(['all', 'independent', 'after']).default('all'),
  /** Whether they point at something: a stretch, a part of the picture, words that were said. */
  pointing: z.enum(['all', 'with', 'without']).default('all'),
  /** Only comments that took up what the composer asked, with the code from before or the one of now. */
  asked: z.enum(['all', 'before', 'after']).default('all'),
  phase: z.enum(['all', ...phases]).default('all'),
  /** Of whoever presents the episode, or of the others. */
  presenter: z.enum(['all', 'own', 'others']).default('all'),
});
export type View = z.output<typeof view>;

/** How a share moves over the meetings; see trend.ts. Fractions of 1, per meeting. */
export const trend = z.object({
  people: count,
  meetings: count,
  /** Why nothing is said of so few. */
  withheld: z.enum(['few_people', 'few_meetings']).nullable(),
  found: z
    .object({
      perMeeting: z.number(),
      low: z.number(),
      high: z.number(),
      pSlopes: z.number(),
      pMeetings: z.number(),
      /** The larger of both: the weaker test is the one that is quoted. */
      p: z.number(),
    })
    .nullable(),
});
export type Trend = z.infer<typeof trend>;

export const meetingShift = z.object({
  meetingId: id,
  number: count,
  title: z.string(),
  heldOn: day,
  /** Made from a spreadsheet of earlier meetings. */
  imported: z.boolean(),
  /** Titles of the clips discussed: they differ from meeting to meeting. */
  episodes: z.array(z.string()),
  /** The comments counted, and how many of them carry no code at all. */
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
  /**
   * Clubs that keep *how* to the author show it without filters only, and not of meetings in which fewer than three people
   * marked it.
   */
  howHidden: z.boolean(),
});
export type MeetingShift = z.input<typeof meetingShift>;

const clubParams = z.object({ clubId: id });

export const getShift = endpoint({
  method: 'GET',
  path: '/api/clubs/:clubId/shift',
  summary:
    'Both shares by meeting, and how they move. Without filters: no replies, by the first code of their authors.',
  access: 'shift.see',
  params: clubParams,
  query: view,
  response: z.object({
    meetings: z.array(meetingShift),
    /** Comments made outside any meeting, which are not counted above. */
    outside: count,
    /** Who wrote and marked what is counted above. */
    people: count,
    /** Who coded it; null where its authors did. */
    coders: count.nullable(),
    learning: trend,
    /** Null where *how* is hidden. */
    evidence: trend.nullable(),
  }),
});

/** A part of a whole, where an interval would claim what nobody can know: words of one person are no sample. */
const part = z.object({ count, n: count });

export const getMediators = endpoint({
  method: 'GET',
  path: '/api/clubs/:clubId/shift/mediators',
  summary: 'The mediators’ share of what was written, replies too, by meeting; and what their replies do.',
  access: 'shift.see',
  params: clubParams,
  query: view.pick({ reading: true, pointing: true, phase: true, presenter: true }),
  response: z.object({
    meetings: z.array(
      z.object({
        meetingId: id,
        number: count,
        comments: part,
        words: part,
        /** A turn is what one person wrote in a thread until somebody else did. */
        turns: part,
        /** Of what mediators wrote, by practice and by move; `untagged` for the rest. */
        practices: z.record(z.string(), count),
        moves: z.record(z.string(), count),
        untagged: count,
      }),
    ),
    /** Of their share of the words, per meeting; by the order of meetings alone, since mediators are one or two. */
    trend: z.object({ perMeeting: z.number(), p: z.number(), meetings: count }).nullable(),
  }),
});

const path = z.array(
  z.object({ meetingId: id, number: count, learning: part.nullable(), evidence: part.nullable() }),
);
export type Path = z.infer<typeof path>;

export const getPaths = endpoint({
  method: 'GET',
  path: '/api/clubs/:clubId/shift/people',
  summary: 'One’s own path, and those of who agreed to show theirs, once at least four did.',
  access: 'shift.people',
  params: clubParams,
  query: view.omit({ source: true }),
  response: z.object({
    own: path,
    /** Whether the reader shows theirs. */
    shown: z.boolean(),
    /** How many agreed, and how many write: never who did not. */
    agreed: count,
    of: count,
    /** Null below four people. */
    paths: z.array(z.object({ name: z.string(), mine: z.boolean(), path })).nullable(),
  }),
});

export const showPath = endpoint({
  method: 'PUT',
  path: '/api/clubs/:clubId/shift/people',
  summary: 'One’s own yes or no to the club seeing one’s path.',
  access: 'shift.people',
  params: clubParams,
  body: z.object({ shown: z.boolean() }),
});

export const listBehind = endpoint({
  method: 'GET',
  path: '/api/clubs/:clubId/shift/meetings/:meetingId',
  summary:
    'The comments behind a meeting’s figures that the reader may see: where they stand and their codes, not their words.',
  access: 'shift.see',
  params: clubParams.extend({ meetingId: id }),
  query: view.omit({ source: true }),
  response: z.array(
    z.object({
      commentId: id,
      episodeId: id,
      episodeTitle: z.string(),
      atMs: count,
      /** *How* is null for others where the club keeps it to the author; both as the room shows them now. */
      codes,
    }),
  ),
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
  return endsOf(
    marked(meetings, axis).flatMap(({ number, [axis]: share }) => (share ? [{ number, ...share }] : [])),
  );
}

type Part = { number: number; count: number; n: number };

/** The two ends of any part of a whole that was counted meeting by meeting. */
export function endsOf(parts: readonly Part[]) {
  const size = Math.min(most, Math.floor(parts.length / 2));
  if (size === 0) return null;
  return { opening: together(parts.slice(0, size)), closing: together(parts.slice(-size)) };
}

function together(parts: readonly Part[]): End {
  return {
    numbers: parts.map(({ number }) => number),
    count: parts.reduce((sum, { count }) => sum + count, 0),
    n: parts.reduce((sum, { n }) => sum + n, 0),
  };
}
