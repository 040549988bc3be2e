import { z } from 'zod';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One address of the API: its shapes, and who may use it. The same value feeds validation and types on the server
 * (`mount`), OpenAPI, and the browser (`call`).
 */
export type Endpoint<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> = {
  method: Method;
  path: string;
  /** One plain line for /api/docs. */
  summary: string;
  /** `anyone`, `account`, `firstAccount`, or the name of a club rule. The matrix test holds the route to it. */
  access: string;
  params: P;
  query: Q;
  body: B;
  response: R;
};

const nothing = z.object({});

/** Declares an endpoint; what it does not name is empty. */
export function endpoint<
  P extends z.ZodType = typeof nothing,
  Q extends z.ZodType = typeof nothing,
  B extends z.ZodType = z.ZodUndefined,
  R extends z.ZodType = z.ZodNull,
>(given: {
  method: Method;
  path: string;
  summary: string;
  access: string;
  params?: P;
  query?: Q;
  body?: B;
  response?: R;
}): Endpoint<P, Q, B, R> {
  return {
    params: nothing as unknown as P,
    query: nothing as unknown as Q,
    body: z.undefined() as unknown as B,
    response: z.null() as unknown as R,
    ...given,
  };
}

/** A moment: an ISO 8601 string in UTC on the wire, a Date on the server. */
export const instant = z.codec(z.iso.datetime({ offset: true }), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

/** A calendar day, `2026-11-20`, with no time zone. Postgres knows no year 0. */
export const day = z.iso.date().refine((text) => text >= '0001');

export const id = z.uuid();

/** Text a person wrote, or left empty: trimmed, at most `max` characters. Postgres keeps no NUL, and nobody types one. */
export const wordsOrNone = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((text) => !text.includes('\0'));

/** Text a person wrote: trimmed, never empty, at most `max` characters. */
export const words = (max: number) => wordsOrNone(max).min(1);

/** What every refusal looks like on the wire; `code` is one of `problems.ts`, its words live in web/messages. */
export const problemShape = z.object({
  code: z.string(),
  status: z.number().int(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  /** For `invalid_request`: the fields that were not accepted, and the rule each broke. */
  fields: z.array(z.object({ path: z.string(), rule: z.string() })).optional(),
});
export type ProblemShape = z.infer<typeof problemShape>;
