import type { z } from 'zod';
import type { Endpoint, ProblemShape } from '#contract/http';

/** A refusal, ours or the network's: `code` has its sentence in `problems.ts`. `offline` means nobody answered. */
export class ApiProblem extends Error {
  readonly code: string;
  /** The HTTP status; 0 when offline. */
  readonly status: number;
  readonly params: NonNullable<ProblemShape['params']>;
  readonly fields: NonNullable<ProblemShape['fields']>;

  constructor({ code, status, params = {}, fields = [] }: ProblemShape) {
    super(code);
    this.code = code;
    this.status = status;
    this.params = params;
    this.fields = fields;
  }
}

/** Told to the window when anything is refused because nobody is signed in any more. */
export const sessionEnded = 'session-ended';

type Part<Name extends string, S extends z.ZodType> =
  undefined extends z.input<S>
    ? { [K in Name]?: undefined }
    : Record<string, never> extends z.input<S>
      ? { [K in Name]?: z.input<S> }
      : { [K in Name]: z.input<S> };

/** What an endpoint has to be given; parts in which everything is optional may be left out. */
export type Input<E extends Endpoint> = Part<'params', E['params']> &
  Part<'query', E['query']> &
  Part<'body', E['body']> & {
    signal?: AbortSignal;
    /** Is sent to the end, also when the page is left meanwhile. */
    keepalive?: boolean;
  };

/** What the wire carries back: dates are still ISO strings. */
export type Answer<E extends Endpoint> = z.input<E['response']>;

/** Calls one endpoint of the contract. Throws ApiProblem for every refusal, `offline` when the network is down. */
export async function call<E extends Endpoint>(
  { method, path, response: _ }: E,
  ...[input]: Record<string, never> extends Input<E> ? [input?: Input<E>] : [input: Input<E>]
): Promise<Answer<E>> {
  const { params, query, body, signal, keepalive } = (input ?? {}) as {
    params?: Record<string, unknown>;
    query?: Record<string, unknown>;
    body?: unknown;
    signal?: AbortSignal;
    keepalive?: boolean;
  };
  const address = path.replace(/:(\w+)/g, (_whole, name: string) =>
    encodeURIComponent(String(params?.[name])),
  );
  const search = new URLSearchParams(
    Object.entries(query ?? {}).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, String(value)]],
    ),
  ).toString();

  let answer: Response;
  let text: string;
  try {
    answer = await fetch(search ? `${address}?${search}` : address, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
      keepalive,
    });
    text = await answer.text();
  } catch (error) {
    // Given up by whoever asked; time that ran out is nobody answering.
    if (signal?.aborted && !isTimeout(signal.reason)) throw error;
    throw new ApiProblem({ code: 'offline', status: 0 });
  }
  if (answer.ok) return (text === '' ? null : JSON.parse(text)) as Answer<E>;
  const problem = new ApiProblem(problemIn(text, answer.status));
  if (problem.code === 'not_signed_in') dispatchEvent(new Event(sessionEnded));
  throw problem;
}

function isTimeout(reason: unknown) {
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}

/** A proxy in between may answer with a page of its own. */
function problemIn(text: string, status: number): ProblemShape {
  try {
    const given = JSON.parse(text) as Partial<ProblemShape>;
    if (typeof given.code === 'string') return { ...given, code: given.code, status };
  } catch {
    // Not ours: told by its status alone.
  }
  return { code: status === 502 || status === 503 || status === 504 ? 'busy' : 'internal', status };
}
