import { createHash } from 'node:crypto';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { problem } from './problems.ts';

const unsafe = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Headers on every answer, and no change by a page of another origin. */
export async function secure(app: FastifyInstance, indexHtml: string, https: boolean) {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: contentPolicy(indexHtml) },
    strictTransportSecurity: https ? { maxAge: 180 * 86_400, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginEmbedderPolicy: false,
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('permissions-policy', 'camera=(), microphone=(), geolocation=(), interest-cohort=()');
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
