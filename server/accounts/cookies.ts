import type { FastifyReply, FastifyRequest } from 'fastify';

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
