import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { id, problemShape } from '../http/contract.ts';
import { mount } from '../http/mount.ts';
import { problem } from '../http/problems.ts';
import { requireEpisode } from './access.ts';
import { isKnown } from './byte-range.ts';
import { readCaptions } from './caption-file.ts';
import { captionsOf, dropCaptions, putCaptions, webVtt } from './captions.ts';
import { captionLanguages, episode, removeCaptions, showCaptions } from './contract.ts';
import { received } from './file.routes.ts';
import { discardRest } from './upload-body.ts';

const params = z.object({ episodeId: id });
type Params = { Params: z.output<typeof params> };
const fields = z.object({ language: z.enum(captionLanguages) });
const form = fields.extend({ file: z.string().meta({ format: 'binary' }) });

/** Four hours of speech are a tenth of this. */
const mostBytes = 2 * 1024 ** 2;

/** Captions: a file comes in, is kept as rows, and is shown as JSON or as the WebVTT that players take. */
export function captionRoutes(app: FastifyInstance, deps: Deps) {
  app.route<Params>({
    method: 'PUT',
    url: '/api/episodes/:episodeId/captions',
    config: { access: 'episode.keep' },
    schema: {
      summary: 'Captions from a WebVTT or SRT file of at most 2 MiB, instead of those there were.',
      description: 'Access: episode.keep',
      tags: ['episodes'],
      consumes: ['multipart/form-data'],
      params,
      body: form,
      response: { 200: episode, default: problemShape },
    },
    // The body is described above and read below.
    validatorCompiler: (route) =>
      route.httpPart === 'body' ? () => ({ value: undefined }) : validatorCompiler(route as never),
    handler: async (request) => {
      const { episodeId } = request.params;
      const { by } = await requireEpisode(deps, request, episodeId, 'episode.keep');
      try {
        const { language, file } = await readForm(request);
        return await putCaptions(deps, by, episodeId, language, readCaptions(file));
      } catch (error) {
        discardRest(request.raw);
        throw error;
      }
    },
  });
  mount(app, showCaptions, async ({ params, request }) => {
    const { episode } = await requireEpisode(deps, request, params.episodeId, 'episode.watch');
    return captionsOf(deps, episode);
  });
  mount(app, removeCaptions, async ({ params, request }) => {
    const { by } = await requireEpisode(deps, request, params.episodeId, 'episode.keep');
    return dropCaptions(deps, by, params.episodeId);
  });
  app.route<Params>({
    method: ['GET', 'HEAD'],
    url: '/api/episodes/:episodeId/captions.vtt',
    config: { access: 'episode.watch' },
    schema: {
      summary: 'The captions of an episode as WebVTT, for players.',
      description: 'Access: episode.watch',
      tags: ['episodes'],
      params,
    },
    handler: async (request, reply) => {
      const { episode } = await requireEpisode(deps, request, request.params.episodeId, 'episode.watch');
      const text = webVtt((await captionsOf(deps, episode)).cues);
      const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
      reply.type('text/vtt; charset=utf-8').headers({ 'cache-control': 'private, no-cache', etag });
      if (isKnown(request.headers['if-none-match'], etag)) return reply.status(304).send();
      return reply.send(text);
    },
  });
}

/** The language and the file, in any order. Throws `body_too_large`, and `invalid_request` where one is missing. */
async function readForm(request: FastifyRequest) {
  if (!request.isMultipart()) throw problem('unsupported_media_type');
  const given: Record<string, unknown> = {};
  let file: Buffer | undefined;
  for await (const part of received(request.parts())) {
    if (part.type === 'field') given[part.fieldname] = part.value;
    else file = await readFile(received(part.file as AsyncIterable<Buffer>));
  }
  const { data } = fields.safeParse(given);
  if (!data || !file) throw problem('invalid_request', { fields: data ? 'file' : 'language' });
  return { ...data, file };
}

async function readFile(bytes: AsyncIterable<Buffer>) {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > mostBytes) throw problem('body_too_large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
