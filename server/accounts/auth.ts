import { betterAuth, type BetterAuthPlugin } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';
import type { Db } from '../../db/client.ts';
import { accounts, sessions, users, verifications } from '../../db/schema/accounts.ts';
import type { Config } from '../config.ts';
import { sessionCookie } from './cookies.ts';

const secondsPerDay = 24 * 3600;

/** Lets the room start a session for somebody whose password it has checked, or who has just got their account. */
const sessionStarter = {
  id: 'session-starter',
  endpoints: {
    startSession: createAuthEndpoint(
      '/start-session',
      { method: 'POST', body: z.object({ userId: z.uuid() }), metadata: { SERVER_ONLY: true } },
      async (ctx) => {
        const { internalAdapter } = ctx.context;
        const user = await internalAdapter.findUserById(ctx.body.userId);
        if (!user) throw new Error('there is no account to start a session for');
        const session = await internalAdapter.createSession(user.id);
        await setSessionCookie(ctx, { session, user });
        return ctx.json(null);
      },
    ),
  },
} satisfies BetterAuthPlugin;

export type Auth = ReturnType<typeof createAuth>;

/**
 * better-auth, for sessions and their cookies. Its own router is not mounted (decision 0002): our endpoints call
 * `auth.api`. Accounts come from setup and from invitations; its own sign-up and sign-in stay off.
 */
export function createAuth(config: Config, db: Db) {
  return betterAuth({
    baseURL: config.publicUrl,
    secret: config.authSecret,
    logger: { level: 'error' },
    telemetry: { enabled: false },
    // Ours count in Postgres, for all server processes together; see limits.ts.
    rateLimit: { enabled: false },
    database: drizzleAdapter(db, {
      provider: 'pg',
      schema: { user: users, session: sessions, account: accounts, verification: verifications },
    }),
    plugins: [sessionStarter],
    session: { expiresIn: 30 * secondsPerDay, updateAge: 3600 },
    user: {
      additionalFields: {
        locale: { type: ['es', 'en'], required: true, input: false },
        theme: { type: ['system', 'light', 'dark'], required: true, input: false },
        first: { type: 'boolean', required: true, input: false },
      },
    },
    advanced: {
      database: { generateId: 'uuid' },
      ipAddress: { ipAddressHeaders: ['x-client-ip'] },
      // Its own switch would name the cookie `__Secure-`.
      useSecureCookies: false,
      defaultCookieAttributes: {
        secure: config.secureCookies,
        httpOnly: true,
        sameSite: 'lax',
        path: '/',
      },
      cookies: { session_token: { name: sessionCookie(config) } },
    },
  });
}
