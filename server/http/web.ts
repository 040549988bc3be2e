import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { problem } from './problems.ts';

const root = fileURLToPath(new URL('../../web/build', import.meta.url));

/** The built page, or an empty one where the web was not built, as in tests of the API. */
export async function readIndex() {
  return readFile(`${root}/index.html`, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '<!doctype html><title>Video Club</title>';
    throw error;
  });
}

/** Serves the built web: files with a hash in their name for ever, and the one page for every other address. */
export async function serveWeb(app: FastifyInstance, indexHtml: string) {
  await app.register(fastifyStatic, {
    root,
    index: false,
    wildcard: false,
    // The build leaves a .br and a .gz beside each file.
    preCompressed: true,
    setHeaders: (reply, path) => {
      const hashed = path.includes('/_app/immutable/');
      void reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.get('/*', { config: { access: 'anyone' }, schema: { hide: true } }, async (request, reply) => {
    if (/^\/(api|_app)(\/|$)/.test(request.url)) throw problem('not_found');
    return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(indexHtml);
  });
}
