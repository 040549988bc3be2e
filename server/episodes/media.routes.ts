import { text } from 'node:stream/consumers';
import { and, eq, ne } from 'drizzle-orm';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { renditions } from '../../db/schema/episodes.ts';
import { keys } from '../../storage/keys.ts';
import { ObjectMissing } from '../../storage/storage.ts';
import type { Deps } from '../deps.ts';
import { id } from '../http/contract.ts';
import { problem } from '../http/problems.ts';
import { masterPlaylist } from '../media/hls.ts';
import { requireEpisode } from './access.ts';
import { isKnown, readRange } from './byte-range.ts';
import { outputType } from './media-types.ts';

const params = z.object({ episodeId: id, attempt: z.coerce.number().int(), name: z.string().max(64) });

/** What is played: the master playlist written here, the rest as it lies in the store. Access is checked each time. */
export function mediaRoutes(app: FastifyInstance, deps: Deps) {
  app.route<{ Params: z.output<typeof params> }>({
    method: ['GET', 'HEAD'],
    url: '/api/episodes/:episodeId/media/:attempt/:name',
    config: { access: 'episode.watch' },
    schema: {
      summary:
        'What is played: master.m3u8, <rendition>.m3u8 and .mp4, pictures, the storyboard. Takes Range.',
      description: 'Access: episode.watch',
      tags: ['episodes'],
      params,
    },
    handler: async (request, reply) => {
      const { episodeId, attempt, name } = request.params;
      const { episode } = await requireEpisode(deps, request, episodeId, 'episode.watch');
      if (attempt !== episode.readyAttempt && attempt !== episode.watchableAttempt)
        throw problem('media_not_found');
      reply.type(outputType(name));
      const key = keys.output(episodeId, attempt, name);
      if (!name.endsWith('.m3u8')) return sendObject(deps, key, request, reply);
      reply.header('cache-control', 'no-store');
      return reply.send(await (name === 'master.m3u8' ? master(deps, episodeId, attempt) : read(deps, key)));
    },
  });
}

async function master({ db }: Deps, episodeId: string, attempt: number) {
  const rows = await db
    .select()
    .from(renditions)
    .where(
      and(
        eq(renditions.episodeId, episodeId),
        eq(renditions.attempt, attempt),
        // The sound alone is a choice of the listener: as one more variant, players would fall back to it by themselves.
        ne(renditions.name, 'audio'),
      ),
    );
  return masterPlaylist(
    rows.map((row) => ({ ...row, file: `${row.name}.mp4`, playlistFile: `${row.name}.m3u8` })),
  );
}

/** A playlist as a whole: one of a rung that is still being encoded is replaced by a longer one at any moment. */
async function read({ storage }: Deps, key: string) {
  try {
    return await text(await storage.get(key));
  } catch (error) {
    throw missing(error);
  }
}

/** Sends an object or the part of it that is asked for, to be kept and asked about again. */
async function sendObject({ storage }: Deps, key: string, request: FastifyRequest, reply: FastifyReply) {
  const object = await storage.head(key);
  if (!object) throw problem('media_not_found');
  const etag = `"${object.etag}"`;
  const { range, 'if-none-match': ifNoneMatch, 'if-range': ifRange } = request.headers;
  reply.headers({
    'cache-control': 'private, no-cache',
    'accept-ranges': 'bytes',
    etag,
  });
  if (isKnown(ifNoneMatch, etag)) return reply.status(304).send();

  const wanted = ifRange === undefined || ifRange === etag ? readRange(range, object.bytes) : null;
  if (wanted === 'unsatisfiable') {
    reply.headers({ 'content-range': `bytes */${object.bytes}`, 'cache-control': 'no-store' });
    throw problem('range_not_satisfiable');
  }
  if (wanted) {
    reply.status(206).header('content-range', `bytes ${wanted.start}-${wanted.end}/${object.bytes}`);
  }
  reply.header('content-length', wanted ? wanted.end - wanted.start + 1 : object.bytes);
  if (request.method === 'HEAD') return reply.send();
  try {
    return reply.send(await storage.get(key, wanted ?? undefined));
  } catch (error) {
    throw missing(error);
  }
}

const missing = (error: unknown) => (error instanceof ObjectMissing ? problem('media_not_found') : error);
