import { and, eq } from 'drizzle-orm';
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
      summary: 'What is played: master.m3u8, <rendition>.m3u8, <rendition>.mp4, poster.jpg. Takes Range.',
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
      if (name === 'master.m3u8') return reply.send(await master(deps, episodeId, attempt));
      return sendObject(deps, keys.output(episodeId, attempt, name), request, reply);
    },
  });
}

async function master({ db }: Deps, episodeId: string, attempt: number) {
  const rows = await db
    .select()
    .from(renditions)
    .where(and(eq(renditions.episodeId, episodeId), eq(renditions.attempt, attempt)));
  return masterPlaylist(
    rows.map((row) => ({ ...row, file: `${row.name}.mp4`, playlistFile: `${row.name}.m3u8` })),
  );
}

/** Sends an object or the part of it that is asked for. Playlists are never kept, media only to be asked about again. */
async function sendObject({ storage }: Deps, key: string, request: FastifyRequest, reply: FastifyReply) {
  const object = await storage.head(key);
  if (!object) throw problem('media_not_found');
  const etag = `"${object.etag}"`;
  const { range, 'if-none-match': ifNoneMatch, 'if-range': ifRange } = request.headers;
  reply.headers({
    'cache-control': key.endsWith('.m3u8') ? 'no-store' : 'private, no-cache',
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
    throw error instanceof ObjectMissing ? problem('media_not_found') : error;
  }
}
