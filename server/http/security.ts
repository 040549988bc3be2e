import { createHash } from 'node:crypto';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { problem } from './problems.ts';

const unsafe = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Headers on every answer, and no change by a page of another origin. What tells a browser how to treat a page stands on
 * pages alone (`pageHeaders`): on a poor link, headers of a kilobyte on each small file are a file of their own.
 */
export async function secure(app: FastifyInstance, https: boolean) {
  await app.register(helmet, {
    ...onPages(false),
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { 'default-src': ["'self'"], 'frame-ancestors': ["'none'"] },
    },
    strictTransportSecurity: https ? { maxAge: 180 * 86_400, includeSubDomains: false } : false,
    crossOriginEmbedderPolicy: false,
  });
  app.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    if (!unsafe.has(request.method)) return;
    const site = request.headers['sec-fetch-site'];
    if (site && site !== 'same-origin' && site !== 'none') throw problem('foreign_origin');
    const { origin } = request.headers;
    if (origin && !sameHost(origin, request.host)) throw problem('foreign_origin');
  });
}

function sameHost(origin: string, host: string) {
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** For `helmet` in the route of a page with these inline scripts, and what helmet has no word for. */
export function pageHeaders(indexHtml: string) {
  return {
    helmet: {
      ...onPages(),
      contentSecurityPolicy: { useDefaults: false, directives: contentPolicy(indexHtml) },
      referrerPolicy: { policy: 'no-referrer' as const },
    },
    permissions: 'camera=(), microphone=(), geolocation=(), interest-cohort=()',
  };
}

/** As helmet has it by itself, or none of it. */
const onPages = (on?: false) => ({
  crossOriginOpenerPolicy: on,
  originAgentCluster: on,
  referrerPolicy: on,
  xDnsPrefetchControl: on,
  xDownloadOptions: on,
  xFrameOptions: on,
  xPermittedCrossDomainPolicies: on,
  xXssProtection: on,
});

/** Scripts are ours alone: files of this origin, and the inline ones of the built page, named by hash. */
function contentPolicy(indexHtml: string) {
  const inline = [...indexHtml.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)];
  const hashes = inline.map(
    ([, code = '']) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`,
  );
  return {
    'default-src': ["'none'"],
    'script-src': ["'self'", ...hashes],
    'worker-src': ["'self'", 'blob:'],
    'media-src': ["'self'", 'blob:'],
    'style-src': ["'self'"],
    'style-src-attr': ["'unsafe-inline'"],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'", 'data:'],
    'connect-src': ["'self'"],
    'manifest-src': ["'self'"],
    'frame-ancestors': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
  };
}
