import { z } from 'zod';
import { day, endpoint, id, instant, wordsOrNone } from '../http/contract.ts';

/** An open meeting closes itself after this long. */
export const openHours = 6;
export const states = ['planned', 'open', 'closed'] as const;
export type State = (typeof states)[number];
export const phases = ['before', 'during', 'after'] as const;
export type Phase = (typeof phases)[number];
/**
 * How the comments on an episode of a meeting are read. `open`: as they come. `alone`: everybody sees only their own.
 * `shared`: it was alone before; whoever comes only now chooses when to read.
 */
export const stages = ['open', 'alone', 'shared'] as const;
export type Stage = (typeof stages)[number];

export const meeting = z.object({
  id,
  clubId: id,
  number: z.number().int(),
  title: z.string(),
  heldOn: day,
  state: z.enum(states),
  /** The first opening; a meeting may be opened again, and then only `closesAt` moves. */
  openedAt: instant.nullable(),
  closesAt: instant.nullable(),
  /** In the order of discussion; only those the reader may see. */
  episodes: z.array(
    z.object({ id, title: z.string(), posterUrl: z.string().nullable(), stage: z.enum(stages) }),
  ),
  /** Comments and replies on those episodes, as far as the reader may know of them. */
  commentCount: z.number().int(),
  /** Made from a spreadsheet of meetings that were held before the club came here. */
  imported: z.boolean(),
  /** Comments that came from such a spreadsheet; they count in the shift, and stand in no room. */
  importedCount: z.number().int(),
});
export type Meeting = z.input<typeof meeting>;

const title = wordsOrNone(120);
const episodeIds = z.array(id).max(20);
const clubParams = z.object({ clubId: id });
const meetingParams = z.object({ meetingId: id });

export const listMeetings = endpoint({
  method: 'GET',
  path: '/api/clubs/:clubId/meetings',
  summary: 'The meetings of a club, by number.',
  access: 'meeting.see',
  params: clubParams,
  response: z.array(meeting),
});

export const createMeeting = endpoint({
  method: 'POST',
  path: '/api/clubs/:clubId/meetings',
  summary: 'Plans the next meeting; it takes the next number.',
  access: 'meeting.steer',
  params: clubParams,
  body: z.object({ title: title.default(''), heldOn: day, episodeIds: episodeIds.default([]) }),
  response: meeting,
});

export const getMeeting = endpoint({
  method: 'GET',
  path: '/api/meetings/:meetingId',
  summary: 'One meeting.',
  access: 'meeting.see',
  params: meetingParams,
  response: meeting,
});

export const changeMeeting = endpoint({
  method: 'PATCH',
  path: '/api/meetings/:meetingId',
  summary: 'Changes title, day or the episodes to discuss.',
  access: 'meeting.steer',
  params: meetingParams,
  body: z.object({ title: title.optional(), heldOn: day.optional(), episodeIds: episodeIds.optional() }),
  response: meeting,
});

export const openMeeting = endpoint({
  method: 'POST',
  path: '/api/meetings/:meetingId/open',
  summary: 'Opens a meeting, or opens it again; one at a time in a club. It closes itself after six hours.',
  access: 'meeting.steer',
  params: meetingParams,
  response: meeting,
});

export const closeMeeting = endpoint({
  method: 'POST',
  path: '/api/meetings/:meetingId/close',
  summary: 'Closes the open meeting.',
  access: 'meeting.steer',
  params: meetingParams,
  response: meeting,
});

export const setStage = endpoint({
  method: 'PUT',
  path: '/api/meetings/:meetingId/episodes/:episodeId/stage',
  summary: 'Lets everybody notice alone first (`alone`), or read each other (`open`).',
  access: 'meeting.steer',
  params: meetingParams.extend({ episodeId: id }),
  body: z.object({ stage: z.enum(['alone', 'open']) }),
  response: meeting,
});

export const removeMeeting = endpoint({
  method: 'DELETE',
  path: '/api/meetings/:meetingId',
  summary: 'Removes a meeting that has no comments.',
  access: 'meeting.steer',
  params: meetingParams,
});
