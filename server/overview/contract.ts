import { z } from 'zod';
import { endpoint, id, instant } from '../http/contract.ts';
import { share } from '../shift/contract.ts';

const count = z.number().int();

/** Below this many people who marked comments, nothing of a club is shown, nor a share that fewer stand behind. */
export const fewestPeople = 5;

/** The first or last meetings with marks taken together, by their numbers. */
const end = z.object({ meetings: z.array(count), share });

/** Opening and closing on one axis; where there is none, why. */
const axis = z.discriminatedUnion('state', [
  z.object({ state: z.literal('shown'), opening: end, closing: end }),
  z.object({ state: z.literal('few_meetings') }),
  z.object({ state: z.literal('few_people') }),
]);
export type AxisOverview = z.input<typeof axis>;

/** A club as whoever coordinates it sees it. No comment, video or name is in it, whoever asks. */
export const clubOverview = z.discriminatedUnion('state', [
  z.object({ state: z.literal('unanswered'), clubId: id, name: z.string() }),
  z.object({ state: z.literal('few_people'), clubId: id, name: z.string() }),
  z.object({
    state: z.literal('shown'),
    clubId: id,
    name: z.string(),
    archived: z.boolean(),
    teachers: count,
    mediators: count,
    /** Held so far. */
    meetings: count,
    /** Shared with the club now. */
    episodes: count,
    /** Replies too; private notes and what is still noticed alone are not among them. */
    comments: count,
    learning: axis,
    evidence: axis,
  }),
]);
export type ClubOverview = z.input<typeof clubOverview>;

export const listOverviews = endpoint({
  method: 'GET',
  path: '/api/overview',
  summary: 'Sizes and club-level shares of the clubs that one coordinates and that agreed, by name.',
  access: 'account',
  response: z.array(clubOverview),
});

export const getOverview = endpoint({
  method: 'GET',
  path: '/api/clubs/:clubId/overview',
  summary: 'What a coordinator with the club’s yes sees of it, for the club itself.',
  access: 'club.see',
  params: z.object({ clubId: id }),
  response: clubOverview,
});

/** `unanswered` until the club says yes or no. */
const answers = ['unanswered', 'yes', 'no'] as const;

export const coordinator = z.object({
  userId: id,
  name: z.string(),
  givenAt: instant,
  answer: z.enum(answers),
  agreedAt: instant.nullable(),
});

export const listCoordinators = endpoint({
  method: 'GET',
  path: '/api/clubs/:clubId/coordinators',
  summary: 'Who coordinates the club, or asks to, and what the club answered.',
  access: 'club.see',
  params: z.object({ clubId: id }),
  response: z.array(coordinator),
});

export const answerCoordinator = endpoint({
  method: 'PUT',
  path: '/api/clubs/:clubId/coordinators/:userId',
  summary: 'A mediator says yes or no for the club, or takes the yes back; the club is told.',
  access: 'club.steer',
  params: z.object({ clubId: id, userId: id }),
  body: z.object({ agrees: z.boolean() }),
  response: coordinator,
});

export const listAllCoordinators = endpoint({
  method: 'GET',
  path: '/api/installation/coordinators',
  summary: 'Who was named to coordinate which clubs, and whether each agreed.',
  access: 'firstAccount',
  response: z.array(
    z.object({
      userId: id,
      name: z.string(),
      email: z.string(),
      clubs: z.array(z.object({ clubId: id, name: z.string(), agreed: z.boolean() })),
    }),
  ),
});

export const nameCoordinator = endpoint({
  method: 'POST',
  path: '/api/installation/coordinators',
  summary: 'Asks clubs to let an account coordinate them; nothing is seen before each says yes.',
  access: 'firstAccount',
  body: z.object({
    email: z
      .email()
      .max(254)
      .transform((text) => text.toLowerCase()),
    clubIds: z.array(id).min(1).max(200),
  }),
});

export const dropCoordinator = endpoint({
  method: 'DELETE',
  path: '/api/installation/coordinators/:userId/clubs/:clubId',
  summary: 'Takes a club from a coordinator, at once.',
  access: 'firstAccount',
  params: z.object({ userId: id, clubId: id }),
});
