import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { problem } from './problems.ts';
import { pageHeaders } from './security.ts';

const root = fileURLToPath(new URL('../../web/build', import.meta.url));

type Page = { html: string; br: Buffer };

/** What each address is answered with: the one page, which names the code that this address begins with. */
async function pages(indexHtml: string) {
  const code = JSON.parse((await readBuilt('_app/routes.json')) ?? '{}') as Record<string, string[]>;
  const pageOf = (files: string[]): Page => {
    const html = indexHtml.replace('</head>', `${files.map(linkTo).join('')}$&`);
    return { html, br: brotliCompressSync(html, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }) };
  };
  const known = Object.entries(code).map(([route, files]) => ({
    address: new RegExp(`^${route.replace(/\[\w+\]/g, '[^/?]+')}/?(\\?|$)`),
    page: pageOf(files),
  }));
  const unknown = pageOf([]);
  return (url: string) => known.find(({ address }) => address.test(url))?.page ?? unknown;
}

function linkTo(file: string) {
  const how = file.endsWith('.css') ? 'rel="preload" as="style"' : 'rel="modulepreload"';
  return `<link ${how} href="/${file}">`;
}

async function readBuilt(file: string) {
  return readFile(`${root}/${file}`, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** Serves the built web: files with a hash in their name for ever, and the one page for every other address. */
export async function serveWeb(app: FastifyInstance) {
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
  // Where the web was not built, as in tests of the API, the page is empty.
  const indexHtml = (await readBuilt('index.html')) ?? '<!doctype html><title>Video Club</title>';
  const { helmet, permissions } = pageHeaders(indexHtml);
  const pageFor = await pages(indexHtml);
  app.get(
    '/*',
    { helmet, config: { access: 'anyone' }, schema: { hide: true } },
    async ({ url, headers }, reply) => {
      if (/^\/(api|_app)(\/|$)/.test(url)) throw problem('not_found');
      reply.headers({
        'cache-control': 'no-cache',
        'permissions-policy': permissions,
        vary: 'accept-encoding',
      });
      reply.type('text/html; charset=utf-8');
      const { html, br } = pageFor(url);
      if (!/\bbr\b/.test(headers['accept-encoding'] ?? '')) return reply.send(html);
      return reply.header('content-encoding', 'br').send(br);
    },
  );
}
