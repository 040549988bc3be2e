import type { Multipart } from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { allow, requireMember } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { id, problemShape } from '../http/contract.ts';
import { problem } from '../http/problems.ts';
import { episode, fileFields } from './contract.ts';
import { discardRest } from './upload-body.ts';
import { WholeFile } from './whole-file.ts';

const params = z.object({ clubId: id });
const form = fileFields.extend({ file: z.string().meta({ format: 'binary' }) });

/** The upload of a file in one request, for programs: the fields first, then the file. */
export function fileRoute(app: FastifyInstance, deps: Deps) {
  app.route<{ Params: z.output<typeof params> }>({
    method: 'POST',
    url: '/api/clubs/:clubId/episodes/file',
    config: { access: 'episode.add' },
    schema: {
      summary: 'Makes an episode of one multipart request: the fields first, then the file.',
      description: 'Access: episode.add',
      tags: ['clubs'],
      consumes: ['multipart/form-data'],
      params,
      body: form,
      response: { 200: episode, default: problemShape },
    },
    // The body is described above and read below: it never exists as a value.
    validatorCompiler: (route) =>
      route.httpPart === 'body' ? () => ({ value: undefined }) : validatorCompiler(route as never),
    handler: async (request) => {
      const by = await requireMember(deps, request, request.params.clubId);
      allow(by, 'episode.add');
      if (!request.isMultipart()) throw problem('unsupported_media_type');
      const file = new WholeFile(deps, by);
      // One byte more, so that it is our own rule that says how large a file may be.
      const limits = { fileSize: deps.config.maxEpisodeBytes + 1 };
      try {
        for await (const part of received(request.parts({ limits }))) {
          if (part.type === 'file') await file.receive(fieldsOf(part), part.filename, received(part.file));
        }
        return await file.finish();
      } catch (error) {
        await file.abandon();
        discardRest(request.raw);
        throw error;
      }
    },
  });
}

/** The fields that came before the file; throws `invalid_request`, naming those that are missing or not accepted. */
function fieldsOf({ fields }: Multipart) {
  const given = Object.entries(fields).flatMap(([name, field]) =>
    field && 'value' in field ? [[name, field.value]] : [],
  );
  const parsed = fileFields.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const wrong = new Set(parsed.error.issues.map((issue) => issue.path.join('.')));
  throw problem('invalid_request', { fields: [...wrong].join(', ') });
}

/** Passes on what the sender sends. A form that breaks off or makes no sense is the sender's fault. */
export async function* received<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* items;
  } catch (error) {
    throw error instanceof Error && 'code' in error ? error : problem('upload_interrupted');
  }
}
