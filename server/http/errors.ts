import type { FastifyError, FastifyInstance } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { ProblemShape } from './contract.ts';
import { Problem, type ProblemCode, problem, statuses } from './problems.ts';

const fastifyCodes: Record<string, ProblemCode> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'body_not_json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'body_not_json',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_REQ_FILE_TOO_LARGE: 'episode_too_large',
  FST_UNDER_PRESSURE: 'busy',
};

/** Turns whatever was thrown into a problem with a code: the caller's fault is a 4xx, everything else is logged and ours. */
export function answerErrors(app: FastifyInstance) {
  app.setErrorHandler<FastifyError>(async (error, request, reply) => {
    const shape = shapeOf(error);
    if (shape.status >= 500) request.log.error({ err: error }, 'request failed');
    if (shape.code === 'too_many_requests' && shape.params?.seconds)
      reply.header('retry-after', String(shape.params.seconds));
    return reply.status(shape.status).type('application/problem+json').send(shape);
  });
  app.setNotFoundHandler(async (_request, reply) => {
    const { code, status } = problem('not_found');
    return reply.status(status).type('application/problem+json').send({ code, status });
  });
}

/** The wire form of anything thrown. */
export function shapeOf(error: unknown): ProblemShape {
  if (error instanceof Problem) {
    return { code: error.code, status: error.status, ...(error.params ? { params: error.params } : {}) };
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    return {
      code: 'invalid_request',
      status: 400,
      fields: error.validation.map((issue) => ({
        path: issue.instancePath.split('/').filter(Boolean).join('.'),
        rule: issue.keyword,
      })),
    };
  }
  const { code, statusCode } = error as Partial<FastifyError>;
  const known = code ? fastifyCodes[code] : undefined;
  if (known) return { code: known, status: statuses[known] };
  if (statusCode && statusCode >= 400 && statusCode < 500)
    return { code: 'invalid_request', status: statusCode };
  return { code: 'internal', status: 500 };
}
