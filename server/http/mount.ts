import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Endpoint } from './contract.ts';
import { problemShape } from './contract.ts';

/** What a handler is given: already validated, in the server's types (dates are Dates). */
export type Call<E extends Endpoint> = {
  params: z.output<E['params']>;
  query: z.output<E['query']>;
  body: z.output<E['body']>;
  request: FastifyRequest;
  reply: FastifyReply;
};

/** Serves one endpoint of a contract. A handler that returns the wrong shape does not compile, and does not leave. */
export function mount<E extends Endpoint>(
  app: FastifyInstance,
  { method, path, summary, access, params, query, body, response }: E,
  handler: (call: Call<E>) => Promise<z.output<E['response']>>,
) {
  const hasBody = method !== 'GET' && body.type !== 'undefined';
  app.route({
    method,
    url: path,
    config: { access },
    schema: {
      summary,
      tags: [path.split('/')[2] ?? 'api'],
      description: `Access: ${access}`,
      params,
      querystring: query,
      ...(hasBody ? { body } : {}),
      response: { 200: response, default: problemShape },
    },
    handler: async (request, reply) => {
      const result = await handler({
        params: request.params as z.output<E['params']>,
        query: request.query as z.output<E['query']>,
        body: request.body as z.output<E['body']>,
        request,
        reply,
      });
      return reply.send(result);
    },
  });
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may use the route; see `Endpoint.access`. */
    access?: string;
  }
}
