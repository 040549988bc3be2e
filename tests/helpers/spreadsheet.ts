import { undoImport } from '../../server/earlier/contract.ts';
import type { TestApp } from './app.ts';

/** A form with a CSV of these rows under the usual headings, or with a file as it is. */
export function book(...rows: string[] | [Buffer]) {
  const heading = 'persona;encuentro;fecha;qué;cómo;texto;episodio;momento';
  const file = rows[0] instanceof Buffer ? rows[0] : Buffer.from([heading, ...rows].join('\r\n'));
  const body = new FormData();
  body.set('file', new Blob([new Uint8Array(file)]), '../../planilla.csv');
  return body;
}

type Way = (app: TestApp, clubId: string, body: FormData | string, name?: string) => Promise<Answer>;
type Answer = { status: number; body: unknown };

/** Imports a form as this person, and tells what came back. */
export const send: Way = (app, clubId, body, name) => post(app, `/api/clubs/${clubId}/imports`, body, name);
/** The same, only looked through. */
export const preview: Way = (app, clubId, body, name) =>
  post(app, `/api/clubs/${clubId}/imports/preview`, body, name);

async function post(app: TestApp, path: string, body: FormData | string, name = 'mara'): Promise<Answer> {
  const response = await app.as(name).fetch(path, { method: 'POST', body });
  return { status: response.status, body: await response.json() };
}

/** The status and the code of a refusal. */
export async function refused(answer: Promise<Answer>) {
  const { status, body } = await answer;
  return [status, (body as { code?: string }).code];
}

/** Takes an import back, as the mediator. */
export const undo = (app: TestApp, clubId: string, importId: string) =>
  app.as('mara').call(undoImport, { params: { clubId, importId } });
