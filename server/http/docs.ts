import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { pageHeaders } from './security.ts';

type Schema = {
  type?: string;
  format?: string;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  $ref?: string;
};
type Operation = {
  summary?: string;
  description?: string;
  requestBody?: { content?: Record<string, { schema?: Schema }> };
  responses?: Record<string, { content?: Record<string, { schema?: Schema }> }>;
};

/** Collects every route that follows; to be registered before the rooms. */
export async function describeApi(app: FastifyInstance) {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Video Club',
        version: '1',
        description: 'Same-origin JSON, signed in by cookie. Refusals are problems with a code.',
      },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
}

/** The description for machines, and a page of it for people, without a script. */
export function docsRoutes(app: FastifyInstance) {
  const open = { config: { access: 'anyone' }, schema: { hide: true } };
  app.get('/api/openapi.json', open, async () => app.swagger());
  app.get('/api/docs.css', open, async (_request, reply) => reply.type('text/css').send(css));
  app.get('/api/docs', { ...open, helmet: pageHeaders('').helmet }, async (_request, reply) => {
    const { info, paths } = app.swagger() as unknown as {
      info: { title: string; description: string };
      paths: Record<string, Record<string, Operation>>;
    };
    const sections = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => section(method, path, operation)),
    );
    return reply.type('text/html; charset=utf-8').send(
      `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(info.title)} API</title><link rel="stylesheet" href="/api/docs.css">
<main><h1>${escape(info.title)} API</h1><p>${escape(info.description)} <a href="/api/openapi.json">OpenAPI</a></p>
${sections.join('\n')}</main></html>`,
    );
  });
}

function section(method: string, path: string, { summary, description, requestBody, responses }: Operation) {
  const body = Object.values(requestBody?.content ?? {})[0]?.schema;
  const answer = Object.values(responses?.['200']?.content ?? {})[0]?.schema;
  return `<section><h2><b>${escape(method.toUpperCase())}</b> <code>${escape(path)}</code></h2>
<p>${escape(summary ?? '')} <small>${escape(description ?? '')}</small></p>
${body ? `<h3>Body</h3><pre>${escape(outline(body))}</pre>` : ''}
${answer ? `<h3>Answer</h3><pre>${escape(outline(answer))}</pre>` : ''}</section>`;
}

/** A schema as a few readable lines. */
function outline(schema: Schema, indent = ''): string {
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return either.map((one) => outline(one, indent)).join(' | ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.type === 'array') return `${outline(schema.items ?? {}, indent)}[]`;
  if (schema.properties) {
    const lines = Object.entries(schema.properties).map(
      ([name, value]) =>
        `${indent}  ${name}${schema.required?.includes(name) ? '' : '?'}: ${outline(value, `${indent}  `)}`,
    );
    return `{\n${lines.join('\n')}\n${indent}}`;
  }
  return [schema.type ?? 'any', schema.format].filter(Boolean).join(' ');
}

function escape(text: string) {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}

const css = `body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f7f4ee;color:#24211c}
main{max-width:56rem;margin:auto;padding:2rem 1rem}section{border-top:1px solid #e3dccf;padding:1rem 0}
h2{font-size:1.05rem;font-weight:500;margin:0}h3{font-size:.85rem;margin:.5rem 0 0}small{color:#6a6358}
pre{background:#fffdf9;border:1px solid #e3dccf;border-radius:.5rem;padding:.75rem;overflow:auto;margin:.25rem 0}
@media (prefers-color-scheme:dark){body{background:#191814;color:#f1ece2}pre{background:#22201b;border-color:#3a362e}
small{color:#aba395}section{border-color:#3a362e}a{color:#8fb0ff}}`;
