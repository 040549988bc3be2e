import { createHash } from 'node:crypto';
import http from 'node:http';
import { sql } from 'drizzle-orm';
import { createEpisode } from '../../server/episodes/contract.ts';
import type { ProblemShape } from '../../server/http/contract.ts';
import { keys } from '../../storage/keys.ts';
import type { TestApp } from './app.ts';

export const day = '2026-03-02';
export const statements = { familiesAgreedOn: day, othersOutOfFrameOn: day, schoolAuthorisedOn: day };
export const about = {
  title: 'Fracciones, 4º básico',
  grade: '4º básico',
  subject: 'Matemática',
  lookFor: '',
};

const tus = { 'tus-resumable': '1.0.0' };
const octets = { 'content-type': 'application/offset+octet-stream' };

export const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Begins an episode of so many bytes as its form would, and answers with the way to send them. */
export async function beginUpload(app: TestApp, clubId: string, name: string, bytes: number) {
  const body = { ...about, statements, file: { name: 'clase.mp4', bytes } };
  const { episode, uploadUrl } = await app.as(name).ok(createEpisode, { params: { clubId }, body });
  return { episodeId: episode.id, uploadUrl, ...sender(app, name, uploadUrl) };
}

/** What a tus client does, one request at a time. */
export function sender(app: TestApp, name: string, uploadUrl: string) {
  async function request(method: string, headers: Record<string, string> = {}, body?: Buffer) {
    const init = body ? { body: new Uint8Array(body) } : {};
    const response = await app
      .as(name)
      .fetch(uploadUrl, { method, headers: { ...tus, ...headers }, ...init });
    const text = await response.text();
    const problem = response.ok || text === '' ? null : (JSON.parse(text) as ProblemShape);
    return { status: response.status, headers: response.headers, code: problem?.code };
  }

  /** How many bytes the server holds. */
  async function held() {
    const { status, headers } = await request('HEAD');
    if (status !== 200) throw new Error(`HEAD answered ${status}`);
    return Number(headers.get('upload-offset'));
  }

  const patch = (offset: number, bytes: Buffer) =>
    request('PATCH', { ...octets, 'upload-offset': String(offset) }, bytes);

  /** Opens a request for `bytes` bytes and leaves it open; `write` sends some, `drop` cuts the line. */
  function open(offset: number, bytes: number) {
    const headers = {
      ...tus,
      ...octets,
      'upload-offset': String(offset),
      'content-length': String(bytes),
      cookie: app.as(name).cookie,
    };
    const sending = http.request(new URL(uploadUrl, app.url), { method: 'PATCH', headers });
    const answer = new Promise<{ status: number; code?: string }>((resolve, reject) => {
      sending.on('error', reject).on('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          const problem = text === '' ? {} : (JSON.parse(text) as ProblemShape);
          resolve({ status: response.statusCode ?? 0, ...problem });
        });
      });
    });
    answer.catch(() => {}); // Looked at by those who wait for it; a dropped line has none.
    return {
      answer,
      write: (chunk: Buffer) => new Promise<void>((sent) => sending.write(chunk, () => sent())),
      drop: () => sending.destroy(),
    };
  }

  /** Sends everything from where the server stands. */
  async function sendRest(file: Buffer) {
    const offset = await held();
    return patch(offset, file.subarray(offset));
  }

  return { request, held, patch, open, sendRest };
}

/** SHA-256 of what is stored as the source of an episode. */
export async function storedSha({ deps }: TestApp, episodeId: string) {
  const hash = createHash('sha256');
  for await (const chunk of await deps.storage.get(keys.source(episodeId))) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** How many times the worker was asked to prepare an episode. */
export async function jobsFor({ deps }: TestApp, episodeId: string) {
  const { rows } = await deps.db.execute<{ n: number }>(
    sql`select count(*)::int as n from pgboss.job where name = 'episode.process' and data->>'episodeId' = ${episodeId}`,
  );
  return rows[0]?.n ?? 0;
}
