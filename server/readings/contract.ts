import { z } from 'zod';
import { roles } from '../clubs/contract.ts';
import { endpoint, id, instant } from '../http/contract.ts';

/** Whoever says that they are in a room is taken to be there for so long. */
export const hereSeconds = 45;

const episodeParams = z.object({ episodeId: id });

export const readClub = endpoint({
  method: 'POST',
  path: '/api/episodes/:episodeId/readings',
  summary: 'Chooses to read what the club wrote alone. What one writes from then on is not independent.',
  access: 'comment.read',
  params: episodeParams,
});

export const sayHere = endpoint({
  method: 'PUT',
  path: '/api/episodes/:episodeId/presence',
  summary: 'Says that one is in the room, for the next 45 s, and tells who else is.',
  access: 'comment.read',
  params: episodeParams,
  body: z.object({
    /** What others wrote until then was seen. */
    seenUntil: instant.nullable().default(null),
  }),
  response: z.array(z.object({ id, name: z.string(), role: z.enum(roles) })),
});

export const sayGone = endpoint({
  method: 'DELETE',
  path: '/api/episodes/:episodeId/presence',
  summary: 'Says that one has left the room.',
  access: 'comment.read',
  params: episodeParams,
});
