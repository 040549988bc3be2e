import { z } from 'zod';
import { endpoint, id, instant } from '../http/contract.ts';

/** Why somebody was asked: they marked an impression, or their words alone say one. */
export const causes = ['marked', 'words'] as const;
export type Cause = (typeof causes)[number];
export const answers = ['added', 'left', 'not_today'] as const;
export type AskingAnswer = (typeof answers)[number];

export const recordAsking = endpoint({
  method: 'PUT',
  path: '/api/episodes/:episodeId/askings/:askingId',
  summary:
    'Records that the composer asked what was seen or heard, and the answer; sending it again changes it.',
  access: 'comment.write',
  params: z.object({ episodeId: id, askingId: id }),
  body: z.object({
    /** The comment being written; it need not exist yet, or ever. */
    commentId: id,
    cause: z.enum(causes),
    answer: z.enum(answers).nullable(),
    askedAt: instant,
  }),
});
