import { z } from 'zod';
import { roles } from '../clubs/contract.ts';
import { codes, facilitation, moves, practices } from '../coding/contract.ts';
import { endpoint, id, instant, words } from '../http/contract.ts';
import { phases, stages } from '../meetings/contract.ts';

export const textMax = 5000;

export const mentionsMax = 10;

const fraction = z.number().min(0).max(1);
/** A part of the frame, as fractions of its width and height. */
export const box = z
  .object({ x: fraction, y: fraction, width: fraction, height: fraction })
  .refine(({ x, y, width, height }) => width > 0 && height > 0 && x + width <= 1.001 && y + height <= 1.001);
export type Box = z.infer<typeof box>;

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
  /** What in the picture it is about. */
  box: box.nullable(),
  /** The line of the captions it is about, as it was said. */
  quote: z.string().nullable(),
  /** Empty when deleted. */
  text: z.string(),
  /** Members named in it. */
  mentions: z.array(z.object({ id, name: z.string() })),
  /** Only its author sees it. */
  onlyMine: z.boolean(),
  /** Written before its author could read anybody else's. */
  independent: z.boolean(),
  /** What a mediator's reply does for the conversation. */
  practice: z.enum(practices).nullable(),
  move: z.enum(moves).nullable(),
  splitFromId: id.nullable(),
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
    /** How comments are read now. `shared` only for those who have not chosen to read yet: they get their own alone. */
    stage: z.enum(stages),
    /** The meeting whose mediators set the stage; null when no meeting lists the episode. */
    stageMeetingId: id.nullable(),
    /** What others wrote since then is new to the reader; null at the first visit, when nothing is "new". */
    seenUntil: instant.nullable(),
    /** Whether the composer may ask here and now what was seen or heard. */
    mayAsk: z.boolean(),
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
    box: box.nullable().default(null),
    quote: words(500).nullable().default(null),
    mentions: z.array(id).max(mentionsMax).default([]),
    onlyMine: z.boolean().default(false),
    /** Of a mediator's reply; ignored on anything else. */
    facilitation: facilitation.default({ practice: null, move: null }),
    /** What it was before its author took up what the composer asked. */
    before: z
      .object({ text: words(textMax), codes })
      .nullable()
      .default(null),
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
  summary:
    'Changes words or moment of one’s own comment; what it was is kept. Sharing a private one forgets what it was.',
  access: 'comment.keep',
  params: commentParams,
  body: z.object({
    version: z.number().int(),
    text: words(textMax).optional(),
    atMs: moment.optional(),
    endMs: moment.nullable().optional(),
    box: box.nullable().optional(),
    quote: words(500).nullable().optional(),
    mentions: z.array(id).max(mentionsMax).optional(),
    /** Shares a private comment with the club; there is no way back. */
    onlyMine: z.literal(false).optional(),
    /** `asked`: the change takes up what the composer asked. */
    reason: z.enum(['edit', 'asked']).default('edit'),
  }),
  response: comment,
});

export const splitComment = endpoint({
  method: 'POST',
  path: '/api/comments/:commentId/split',
  summary:
    'Makes two of one’s own comment: the first keeps replies and marks, the second is new, of the same meeting.',
  access: 'comment.keep',
  params: commentParams,
  body: z.object({
    version: z.number().int(),
    text: words(textMax),
    second: z.object({ id, text: words(textMax), codes: codes.default({ what: null, how: null }) }),
  }),
  response: z.object({ first: comment, second: comment }),
});

export const commentHistory = endpoint({
  method: 'GET',
  path: '/api/comments/:commentId/history',
  summary: 'What a comment was before each change, the newest first; what was never sent only to its author.',
  access: 'comment.read',
  params: commentParams,
  response: z.array(
    z.object({
      version: z.number().int(),
      text: z.string(),
      atMs: z.number().int(),
      endMs: z.number().int().nullable(),
      reason: z.enum(['edit', 'asked', 'split']),
      replacedAt: instant,
    }),
  ),
});

export const tagComment = endpoint({
  method: 'PUT',
  path: '/api/comments/:commentId/move',
  summary: 'Says what a mediator’s reply does for the conversation: a practice, and the move.',
  access: 'comment.move',
  params: commentParams,
  body: facilitation,
  response: comment,
});

export const listMentions = endpoint({
  method: 'GET',
  path: '/api/clubs/:clubId/mentions',
  summary: 'Comments that name the reader and that the reader may see, the newest first; at most 50.',
  access: 'club.see',
  params: z.object({ clubId: id }),
  response: z.array(
    z.object({
      commentId: id,
      episodeId: id,
      episodeTitle: z.string(),
      author: z.object({ id, name: z.string() }).nullable(),
      text: z.string(),
      createdAt: instant,
      /** Written since the reader was last in that room. */
      unseen: z.boolean(),
    }),
  ),
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
