import { createHmac, timingSafeEqual } from 'node:crypto';
import { parseCookies } from 'better-auth/cookies';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';

/** Bound to the host where cookies may be secure at all. */
export const sessionCookie = ({ secureCookies }: Config) => (secureCookies ? '__Host-session' : 'session');

/** The token of the session that the browser names; null without a cookie that we have signed. */
export function sessionToken(config: Config, request: FastifyRequest) {
  const cookie = parseCookies(request.headers.cookie ?? '').get(sessionCookie(config));
  if (!cookie) return null;
  // As better-auth signs it: the token, a dot, and its HMAC.
  const dot = cookie.lastIndexOf('.');
  const token = cookie.slice(0, Math.max(0, dot));
  const signature = Buffer.from(cookie.slice(dot + 1), 'base64');
  const right = createHmac('sha256', config.authSecret).update(token).digest();
  return signature.length === right.length && timingSafeEqual(signature, right) ? token : null;
}

/** What better-auth may know of a request; the client's address is Fastify's, which knows the trusted proxies. */
export function headersFor({ headers, ip }: FastifyRequest) {
  const known = new Headers({ 'x-client-ip': ip });
  if (headers.cookie) known.set('cookie', headers.cookie);
  if (headers['user-agent']) known.set('user-agent', headers['user-agent'].slice(0, 400));
  return known;
}

/** Hands on the cookies that better-auth wants set. */
export function passCookies(from: Headers, reply: FastifyReply) {
  for (const cookie of from.getSetCookie()) reply.header('set-cookie', cookie);
}
