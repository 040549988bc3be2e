import { z } from 'zod';
import { endpoint, id, instant, words } from '../http/contract.ts';

export const locales = ['es', 'en'] as const;
export const themes = ['system', 'light', 'dark'] as const;
/** NIST 800-63B and OWASP: length counts, not composition. */
export const passwordMin = 12;

const email = z
  .email()
  .max(254)
  .transform((text) => text.toLowerCase());
/** Length is checked in the room, which answers `password_too_short`. */
const password = z.string().min(1).max(256);
const token = z.string().regex(/^[\w-]{16,64}$/);

export const account = z.object({
  id,
  name: z.string(),
  email: z.string(),
  locale: z.enum(locales),
  theme: z.enum(themes),
  /** Whether this is the first account, which runs the machine. */
  first: z.boolean(),
});

export const notice = z.object({
  id,
  kind: z.enum([
    'password_reset',
    'guest_joined',
    'member_waiting',
    'mediator_evaluates',
    'coordinator_asked',
    'coordinator_agreed',
    'coordinator_ended',
  ]),
  params: z.record(z.string(), z.string()),
  createdAt: instant,
});

const session = z.object({
  id,
  current: z.boolean(),
  device: z.string().nullable(),
  address: z.string().nullable(),
  createdAt: instant,
  lastSeenAt: instant,
});

export const whoAmI = endpoint({
  method: 'GET',
  path: '/api/auth/session',
  summary:
    'Who is signed in, whether the installation is still empty, and whether the way here is encrypted.',
  access: 'anyone',
  response: z.object({
    account: account.nullable(),
    needsSetup: z.boolean(),
    encrypted: z.boolean(),
    notices: z.array(notice),
    /** Whether somebody asked clubs to let this person coordinate them; see overview. */
    coordinates: z.boolean(),
  }),
});

export const setUp = endpoint({
  method: 'POST',
  path: '/api/auth/setup',
  summary: 'Makes the first account, with the token printed in the terminal.',
  access: 'anyone',
  body: z.object({ token, name: words(80), email, password, locale: z.enum(locales).default('es') }),
  response: account,
});

export const signIn = endpoint({
  method: 'POST',
  path: '/api/auth/sign-in',
  summary: 'Signs in with address and password.',
  access: 'anyone',
  body: z.object({ email, password }),
  response: account,
});

export const signOut = endpoint({
  method: 'POST',
  path: '/api/auth/sign-out',
  summary: 'Ends this session.',
  access: 'account',
});

export const listSessions = endpoint({
  method: 'GET',
  path: '/api/auth/sessions',
  summary: 'The places where this account is signed in.',
  access: 'account',
  response: z.array(session),
});

export const endSession = endpoint({
  method: 'DELETE',
  path: '/api/auth/sessions/:sessionId',
  summary: 'Ends one of one’s own sessions.',
  access: 'account',
  params: z.object({ sessionId: id }),
});

export const changePassword = endpoint({
  method: 'POST',
  path: '/api/auth/password',
  summary: 'Changes the password and ends the other sessions.',
  access: 'account',
  body: z.object({ current: password, next: password }),
});

export const changeAccount = endpoint({
  method: 'PATCH',
  path: '/api/auth/account',
  summary: 'Changes name, language or theme.',
  access: 'account',
  body: z.object({
    name: words(80).optional(),
    locale: z.enum(locales).optional(),
    theme: z.enum(themes).optional(),
  }),
  response: account,
});

export const noticesSeen = endpoint({
  method: 'POST',
  path: '/api/auth/notices/seen',
  summary: 'Marks notices as seen.',
  access: 'account',
  body: z.object({ ids: z.array(id).max(100) }),
});

export const resetPassword = endpoint({
  method: 'POST',
  path: '/api/auth/reset',
  summary: 'Sets a new password with a link from the first account; ends every session of the account.',
  access: 'anyone',
  body: z.object({ token, password }),
});

export const listAccounts = endpoint({
  method: 'GET',
  path: '/api/installation/accounts',
  summary: 'The people of this installation, for the first account.',
  access: 'firstAccount',
  response: z.array(z.object({ id, name: z.string(), email: z.string(), createdAt: instant })),
});

export const makeResetLink = endpoint({
  method: 'POST',
  path: '/api/installation/accounts/:userId/reset-link',
  summary: 'A link for somebody who forgot their password: single use, 24 hours.',
  access: 'firstAccount',
  params: z.object({ userId: id }),
  response: z.object({ url: z.url(), expiresAt: instant }),
});
