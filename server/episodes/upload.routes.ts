import { Server } from '@tus/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { allow } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { id } from '../http/contract.ts';
import { Problem, problem, type ProblemCode } from '../http/problems.ts';
import { requireUpload } from './access.ts';
import { bodyOf, discardRest } from './upload-body.ts';
import { UploadLease } from './upload-lease.ts';
import { UploadStore } from './upload-store.ts';

const params = z.object({ uploadId: id });
const path = '/api/uploads';

const summaries = {
  HEAD: 'tus: how many bytes of an upload are held.',
  PATCH: 'tus: sends bytes from an offset on; the last ones hand the episode to processing.',
  DELETE: 'tus: cancels an upload and the episode it was for.',
  OPTIONS: 'tus: what this server can do.',
};

/** The addresses of tus 1.0. An upload is created with its episode, so there is no POST. */
export function uploadRoutes(app: FastifyInstance, deps: Deps) {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/offset+octet-stream', (_request, _body, done) => done(null));
    for (const method of ['HEAD', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
      scope.route<{ Params: z.output<typeof params> }>({
        method,
        url: `${path}/:uploadId`,
        config: { access: 'episode.keep' },
        schema: {
          summary: summaries[method],
          description: 'Access: episode.keep',
          tags: ['uploads'],
          params,
        },
        handler: async (request, reply) => {
          const { by } = await requireUpload(deps, request, request.params.uploadId);
          if (method === 'PATCH') allow(by, 'episode.add');
          const answer = await answerTus(deps, request, request.params.uploadId);
          return reply.status(answer.status).headers(ownHeaders(answer)).send();
        },
      });
    }
  });
}

/** Lets @tus/server speak the protocol for one request; whatever it refuses is thrown as a problem. */
async function answerTus(deps: Deps, request: FastifyRequest, uploadId: string) {
  const lease = new UploadLease(deps, uploadId);
  const server = new Server({
    path,
    datastore: new UploadStore(deps, lease),
    locker: { newLock: () => lease },
    // The holder of a lease stops at once; this is tus's least delay, in ms.
    lockDrainTimeout: 1,
    onResponseError: (_request, error) => {
      throw error instanceof Error ? error : problemOf(error.status_code);
    },
  });
  const body = request.method === 'PATCH' ? bodyOf(request.raw) : undefined;
  try {
    const answer = await server.handleWeb(
      new Request(new URL(request.url, deps.config.publicUrl), {
        method: request.method,
        headers: tusHeaders(request),
        ...(body ? { body, duplex: 'half' } : {}),
      }),
    );
    if (answer.status >= 400) throw problemOf(answer.status);
    return answer;
  } catch (error) {
    if (body) discardRest(request.raw);
    throw error instanceof Problem || !request.raw.errored ? error : problem('upload_interrupted');
  }
}

/** What tus says by status alone, in our codes. */
function problemOf(status: number) {
  const codes: Record<number, ProblemCode> = {
    404: 'upload_not_found',
    409: 'upload_offset_wrong',
    413: 'body_too_large',
  };
  return problem(codes[status] ?? (status < 500 ? 'invalid_request' : 'internal'));
}

function tusHeaders({ headers }: FastifyRequest) {
  const names = ['tus-resumable', 'upload-offset', 'upload-length', 'content-type', 'content-length'];
  return names.flatMap((name): [string, string][] => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value]] : [];
  });
}

/** Ours is one origin: what tus allows to others is left out. */
function ownHeaders({ headers }: Response) {
  return Object.fromEntries(
    [...headers].filter(([name]) => !name.startsWith('access-control-') && name !== 'content-length'),
  );
}
