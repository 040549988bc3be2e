import type { z } from 'zod';
import { signIn } from '../../server/accounts/contract.ts';
import type { Endpoint, ProblemShape } from '../../server/http/contract.ts';
import { openStream } from './stream.ts';

type Input<E extends Endpoint> = {
  params?: z.input<E['params']>;
  query?: z.input<E['query']>;
  body?: z.input<E['body']>;
};

/** One browser: an origin and its cookies. */
export class Client {
  readonly #url: string;
  readonly #cookies = new Map<string, string>();

  constructor(url: string) {
    this.#url = url;
  }

  get cookie() {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** A request as this browser sends it; the cookies of the answer are kept. */
  async fetch(path: string, init: RequestInit = {}) {
    const headers = new Headers(init.headers);
    if (this.#cookies.size > 0) headers.set('cookie', this.cookie);
    const response = await fetch(new URL(path, this.#url), { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return response;
  }

  /** Calls an endpoint of a contract. `body` is as it travels (dates are text); `code` is that of a refusal. */
  async call<E extends Endpoint>(endpoint: E, { params, query, body }: Input<E> = {}) {
    const given = (params ?? {}) as Record<string, string>;
    const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(given[name] ?? ''));
    const search = new URLSearchParams(query as Record<string, string> | undefined).toString();
    const response = await this.fetch(search ? `${path}?${search}` : path, {
      method: endpoint.method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    const answer: unknown = text === '' ? null : JSON.parse(text);
    return {
      status: response.status,
      headers: response.headers,
      body: answer as z.input<E['response']>,
      code: response.ok ? undefined : (answer as ProblemShape).code,
    };
  }

  /** Calls an endpoint that must not refuse. */
  async ok<E extends Endpoint>(endpoint: E, input: Input<E> = {}) {
    const { status, body } = await this.call(endpoint, input);
    if (status !== 200) throw new Error(`${endpoint.method} ${endpoint.path}: ${JSON.stringify(body)}`);
    return body;
  }

  /** Signs in and stays so. */
  async signIn(email: string, password: string) {
    return this.ok(signIn, { body: { email, password } });
  }

  /** Opens the live events of a club; see `Stream`. */
  async live(clubId: string, after?: number) {
    const headers = after === undefined ? undefined : { 'last-event-id': String(after) };
    return openStream(await this.fetch(`/api/clubs/${clubId}/live`, { headers }));
  }

  #keep(line: string) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '' || /max-age=0/i.test(line)) this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}
