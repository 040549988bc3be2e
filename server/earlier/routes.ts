import type { FastifyInstance, FastifySchema, FastifySchemaCompiler } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { allow, requireMember } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { discardRest } from '../episodes/upload-body.ts';
import { id, problemShape } from '../http/contract.ts';
import { mount } from '../http/mount.ts';
import { problem } from '../http/problems.ts';
import * as contract from './contract.ts';
import { listImports, makeImport, previewImport, undoImport } from './imports.ts';
import { receiveFile } from './sent-file.ts';

const params = z.object({ clubId: id });
type Params = { Params: z.output<typeof params> };
const rule = 'meeting.import';

const refused = problemShape.extend({ report: contract.report });
/** A form with a file in it; the body is described here and read by the handler. */
const form = {
  config: { access: rule },
  schema: {
    description: `Access: ${rule}`,
    tags: ['clubs'],
    consumes: ['multipart/form-data'],
    params,
    body: z.object({ file: z.string().meta({ format: 'binary' }) }),
  },
};

const readsItsBody: FastifySchemaCompiler<FastifySchema> = (route) =>
  route.httpPart === 'body' ? () => ({ value: undefined }) : validatorCompiler(route as never);

/** Earlier meetings from a spreadsheet: looked through first, then imported whole or not at all, and undone. */
export function earlierRoutes(app: FastifyInstance, deps: Deps) {
  app.route<Params>({
    ...{ method: 'POST', url: '/api/clubs/:clubId/imports/preview', config: form.config },
    schema: {
      ...form.schema,
      summary: 'What a spreadsheet of earlier meetings holds, and what is wrong with it, row by row.',
      response: { 200: contract.report, default: problemShape },
    },
    validatorCompiler: readsItsBody,
    handler: async (request) => {
      const by = await requireMember(deps, request, request.params.clubId);
      allow(by, rule);
      try {
        return await previewImport(deps, by, await receiveFile(request));
      } catch (error) {
        discardRest(request.raw);
        throw error;
      }
    },
  });
  app.route<Params>({
    ...{ method: 'POST', url: '/api/clubs/:clubId/imports', config: form.config },
    schema: {
      ...form.schema,
      summary: 'Imports a spreadsheet of earlier meetings: all of it, or nothing where anything is wrong.',
      response: { 200: contract.importMade, 422: refused, default: problemShape },
    },
    validatorCompiler: readsItsBody,
    handler: async (request, reply) => {
      const by = await requireMember(deps, request, request.params.clubId);
      allow(by, rule);
      try {
        const { report, made } = await makeImport(deps, by, await receiveFile(request));
        if (made) return made;
        const { code, status } = problem('import_rows_wrong');
        return await reply.status(422).type('application/problem+json').send({ code, status, report });
      } catch (error) {
        discardRest(request.raw);
        throw error;
      }
    },
  });
  mount(app, contract.listImports, async ({ params, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, rule);
    return listImports(deps.db, by);
  });
  mount(app, contract.undoImport, async ({ params, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, rule);
    return undoImport(deps, by, params.importId);
  });
}
