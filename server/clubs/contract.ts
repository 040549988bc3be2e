import { z } from 'zod';
import { endpoint, id, instant, words } from '../http/contract.ts';

export const roles = ['teacher', 'mediator', 'guest'] as const;
export type Role = (typeof roles)[number];
/** `owner` is whoever presents the episode, or wrote the comment, in question. */
export type Actor = Role | 'owner';

/**
 * Who may do what in a club. The server checks these, the matrix test tries them on every route, and the page
 * "Quién ve qué" shows them. Whoever is not of the club is told that there is no such thing (404).
 */
export const rules = {
  'club.see': ['teacher', 'mediator', 'guest'],
  'club.steer': ['mediator'],
  'member.leave': ['teacher', 'mediator', 'guest'],
  'meeting.see': ['teacher', 'mediator', 'guest'],
  'meeting.steer': ['mediator'],
  'meeting.import': ['mediator'],
  'episode.add': ['teacher', 'mediator'],
  'episode.watch': ['owner', 'teacher', 'mediator', 'guest'],
  'episode.watchUnshared': ['owner'],
  'episode.keep': ['owner'],
  'comment.read': ['teacher', 'mediator', 'guest'],
  'comment.write': ['teacher', 'mediator'],
  'comment.keep': ['owner'],
  'comment.move': ['mediator'],
  'shift.see': ['teacher', 'mediator', 'guest'],
  'shift.people': ['teacher', 'mediator'],
  'research.answer': ['teacher', 'mediator'],
  'research.export': ['mediator'],
  'blind.see': ['mediator', 'guest'],
  'blind.code': ['mediator', 'guest'],
  'blind.steer': ['mediator'],
} as const satisfies Record<string, readonly Actor[]>;
export type Rule = keyof typeof rules;

export const howSeenChoices = ['club', 'author'] as const;
export const reactionMaxMs = 5000;
/** Advice, never a wall: what is unusual about the make-up of a club. */
export const adviceCodes = [
  'no_teachers',
  'few_teachers',
  'many_teachers',
  'no_mediator',
  'many_mediators',
] as const;

const clubParams = z.object({ clubId: id });

export const member = z.object({
  userId: id,
  name: z.string(),
  role: z.enum(roles),
  joinedAt: instant,
  /** False while waiting to be admitted. */
  admitted: z.boolean(),
  expiresAt: instant.nullable(),
  /** A mediator's statement on whether they also evaluate members; null when not said. */
  evaluates: z.boolean().nullable(),
});

export const club = z.object({
  id,
  name: z.string(),
  goal: z.string(),
  howSeen: z.enum(howSeenChoices),
  /** How much earlier than its first letter a comment's moment is. */
  reactionMs: z.number().int(),
  /** Whether the composer may ask what was seen or heard. */
  asking: z.boolean(),
  /** How many meetings are planned in all; null when not said. */
  plannedMeetings: z.number().int().nullable(),
  demo: z.boolean(),
  archivedAt: instant.nullable(),
  createdAt: instant,
  /** Of the person asking. */
  role: z.enum(roles),
});

const clubInList = club.extend({ teachers: z.number().int(), mediators: z.number().int() });

export const invitation = z.object({
  id,
  kind: z.enum(['personal', 'group']),
  role: z.enum(roles),
  uses: z.number().int(),
  maxUses: z.number().int(),
  expiresAt: instant,
  createdAt: instant,
});

export const listClubs = endpoint({
  method: 'GET',
  path: '/api/clubs',
  summary: 'The clubs of the person signed in, and those where they wait to be admitted.',
  access: 'account',
  response: z.object({
    clubs: z.array(clubInList),
    waiting: z.array(z.object({ clubId: id, name: z.string(), since: instant })),
  }),
});

export const createClub = endpoint({
  method: 'POST',
  path: '/api/clubs',
  summary: 'Makes a club; whoever makes it is its first mediator.',
  access: 'account',
  body: z.object({ name: words(80), goal: words(500), howSeen: z.enum(howSeenChoices) }),
  response: club,
});

export const getClub = endpoint({
  method: 'GET',
  path: '/api/clubs/:clubId',
  summary: 'A club and its people.',
  access: 'club.see',
  params: clubParams,
  response: z.object({ club, members: z.array(member), advice: z.array(z.enum(adviceCodes)) }),
});

export const changeClub = endpoint({
  method: 'PATCH',
  path: '/api/clubs/:clubId',
  summary: 'Renames, restates the goal, changes how comments are written, archives or reopens a club.',
  access: 'club.steer',
  params: clubParams,
  body: z.object({
    name: words(80).optional(),
    goal: words(500).optional(),
    reactionMs: z.number().int().min(0).max(reactionMaxMs).optional(),
    asking: z.boolean().optional(),
    plannedMeetings: z.number().int().min(1).max(99).nullable().optional(),
    archived: z.boolean().optional(),
  }),
  response: club,
});

export const changeMember = endpoint({
  method: 'PATCH',
  path: '/api/clubs/:clubId/members/:userId',
  summary: 'Admits somebody who waits, or changes a role.',
  access: 'club.steer',
  params: clubParams.extend({ userId: id }),
  body: z.object({ role: z.enum(roles).optional(), admitted: z.literal(true).optional() }),
  response: member,
});

export const removeMember = endpoint({
  method: 'DELETE',
  path: '/api/clubs/:clubId/members/:userId',
  summary: 'Takes a person out of the club, at once; everybody may take out themselves.',
  access: 'member.leave',
  params: clubParams.extend({ userId: id }),
});

export const sayEvaluates = endpoint({
  method: 'PUT',
  path: '/api/clubs/:clubId/evaluates',
  summary: 'A mediator states whether they also evaluate members of the club; everybody sees it.',
  access: 'club.steer',
  params: clubParams,
  body: z.object({ evaluates: z.boolean() }),
  response: member,
});

export const listInvitations = endpoint({
  method: 'GET',
  path: '/api/clubs/:clubId/invitations',
  summary: 'Invitations that can still be used.',
  access: 'club.steer',
  params: clubParams,
  response: z.array(invitation),
});

export const createInvitation = endpoint({
  method: 'POST',
  path: '/api/clubs/:clubId/invitations',
  summary: 'Makes a link. Its address is shown once and stored hashed.',
  access: 'club.steer',
  params: clubParams,
  body: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('personal'),
      role: z.enum(roles),
      /** For guests: how many days they stay. */
      guestDays: z.number().int().min(1).max(90).optional(),
    }),
    z.object({ kind: z.literal('group'), maxUses: z.number().int().min(1).max(40) }),
  ]),
  response: z.object({ invitation, url: z.url() }),
});

export const revokeInvitation = endpoint({
  method: 'DELETE',
  path: '/api/clubs/:clubId/invitations/:invitationId',
  summary: 'Makes a link unusable.',
  access: 'club.steer',
  params: clubParams.extend({ invitationId: id }),
});

const invitationToken = z.object({ token: z.string().regex(/^[\w-]{16,64}$/) });

export const previewInvitation = endpoint({
  method: 'GET',
  path: '/api/invitations/:token',
  summary: 'What an invitation is for; looking does not use it up.',
  access: 'anyone',
  params: invitationToken,
  response: z.object({
    clubName: z.string(),
    invitedBy: z.string(),
    role: z.enum(roles),
    kind: z.enum(['personal', 'group']),
    expiresAt: instant,
  }),
});

export const acceptInvitation = endpoint({
  method: 'POST',
  path: '/api/invitations/:token/accept',
  summary: 'Joins with the account signed in, or makes one.',
  access: 'anyone',
  params: invitationToken,
  body: z.object({
    /** Needed when nobody is signed in. */
    newAccount: z
      .object({
        name: words(80),
        email: z
          .email()
          .max(254)
          .transform((text) => text.toLowerCase()),
        password: z.string().min(1).max(256),
        locale: z.enum(['es', 'en']).default('es'),
      })
      .optional(),
  }),
  response: z.object({ clubId: id, admitted: z.boolean() }),
});

export const listInstallationClubs = endpoint({
  method: 'GET',
  path: '/api/installation/clubs',
  summary: 'Names and sizes of all clubs, for the first account; never episodes or comments.',
  access: 'firstAccount',
  response: z.array(
    z.object({ id, name: z.string(), members: z.number().int(), archived: z.boolean(), createdAt: instant }),
  ),
});
