import { z } from 'zod';
import { id, instant } from '../http/contract.ts';

/** What browsers are told. Ids only: whoever is told fetches again, under their own rights. */
export const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('club.changed') }),
  z.object({ type: z.literal('member.changed'), userId: id }),
  z.object({ type: z.literal('member.removed'), userId: id }),
  z.object({ type: z.literal('episode.changed'), episodeId: id }),
  z.object({
    type: z.literal('episode.progressed'),
    episodeId: id,
    percent: z.number().int(),
    /** When it will be done, as far as its pace tells. */
    expectedAt: instant.nullable(),
  }),
  z.object({ type: z.literal('meeting.changed'), meetingId: id }),
  z.object({ type: z.literal('comment.changed'), episodeId: id, commentId: id }),
  /** Somebody came into the room of an episode, or left it. */
  z.object({ type: z.literal('presence.changed'), episodeId: id }),
]);
export type LiveEvent = z.infer<typeof event>;
