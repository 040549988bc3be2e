import { z } from 'zod';
import { roles } from '../clubs/contract.ts';
import { codes } from '../coding/contract.ts';
import { endpoint, id, instant, words } from '../http/contract.ts';
import { phases } from '../meetings/contract.ts';

export const textMax = 5000;

export const comment = z.object({
  id,
  episodeId: id,
  parentId: id.nullable(),
  /** Null once unnamed. */
  author: z.object({ id, name: z.string() }).nullable(),
  authorRole: z.enum(roles),
  mine: z.boolean(),
  /** Milliseconds of the episode; `endMs` makes it a range. */
  atMs: z.number().int(),
  endMs: z.number().int().nullable(),
  /** Empty when deleted. */
  text: z.string(),
  deleted: z.boolean(),
  /** `how` is null for everyone else where the club keeps it to the author; then `howHidden`, marked or not. */
  codes,
  howHidden: z.boolean(),
  meeting: z.object({ id, number: z.number().int() }).nullable(),
  phase: z.enum(phases).nullable(),
  /** To be sent back with a change: two people cannot overwrite each other. */
  version: z.number().int(),
  createdAt: instant,
  editedAt: instant.nullable(),
});
export type Comment = z.input<typeof comment>;

const moment = z.number().int().min(0);
const episodeParams = z.object({ episodeId: id });
const commentParams = z.object({ commentId: id });

export const listComments = endpoint({
  method: 'GET',
  path: '/api/episodes/:episodeId/comments',
  summary: 'The comments of an episode in video order, and the meeting to which a new one would belong.',
  access: 'comment.read',
  params: episodeParams,
  response: z.object({
    comments: z.array(comment),
    /** Null: "fuera de encuentro". */
    meetingNow: z.object({ id, number: z.number().int(), phase: z.enum(phases) }).nullable(),
  }),
});

export const addComment = endpoint({
  method: 'POST',
  path: '/api/episodes/:episodeId/comments',
  summary: 'Adds a comment or a reply at a moment. Sending the same id again is the same comment.',
  access: 'comment.write',
  params: episodeParams,
  body: z.object({
    id,
    parentId: id.nullable().default(null),
    atMs: moment,
    endMs: moment.nullable().default(null),
    text: words(textMax),
    codes: codes.default({ what: null, how: null }),
  }),
  response: comment,
});

export const getComment = endpoint({
  method: 'GET',
  path: '/api/comments/:commentId',
  summary: 'One comment.',
  access: 'comment.read',
  params: commentParams,
  response: comment,
});

export const changeComment = endpoint({
  method: 'PATCH',
  path: '/api/comments/:commentId',
  summary: 'Changes words or moment of one’s own comment.',
  access: 'comment.keep',
  params: commentParams,
  body: z.object({
    version: z.number().int(),
    text: words(textMax).optional(),
    atMs: moment.optional(),
    endMs: moment.nullable().optional(),
  }),
  response: comment,
});

export const removeComment = endpoint({
  method: 'DELETE',
  path: '/api/comments/:commentId',
  summary: 'Deletes one’s own comment; replies to it stay.',
  access: 'comment.keep',
  params: commentParams,
});

export const codeComment = endpoint({
  method: 'PUT',
  path: '/api/comments/:commentId/coding',
  summary: 'Marks one’s own comment; each change is kept as a revision.',
  access: 'comment.keep',
  params: commentParams,
  body: codes,
  response: comment,
});

export const moveComment = endpoint({
  method: 'PUT',
  path: '/api/comments/:commentId/meeting',
  summary: 'Moves a comment to another meeting of the club, or out of all; logged.',
  access: 'comment.move',
  params: commentParams,
  body: z.object({ meetingId: id.nullable() }),
  response: comment,
});
