import type { ImportMade, Report } from '#contract/earlier';
import type { ProblemShape } from '#contract/http';
import { ApiProblem, sessionEnded } from '#lib/api.ts';

/** A file as it was when it was chosen: what was looked through is what is imported, also if it changes meanwhile. */
export type Sheet = { name: string; content: Blob };
type Told = (fraction: number) => void;

/** What a spreadsheet holds and what is wrong with it. Throws ApiProblem. */
export async function lookThrough(clubId: string, sheet: Sheet, tell: Told) {
  const { status, body } = await post(`/api/clubs/${clubId}/imports/preview`, sheet, tell);
  if (status === 200) return body as Report;
  throw refusal(status, body);
}

/** Imports it; where rows are wrong by now, the report of them is all there is. Throws ApiProblem. */
export async function importSheet(
  clubId: string,
  sheet: Sheet,
  tell: Told,
): Promise<{ made: ImportMade } | { report: Report }> {
  const { status, body } = await post(`/api/clubs/${clubId}/imports`, sheet, tell);
  if (status === 200) return { made: body as ImportMade };
  if (status === 422) return { report: (body as { report: Report }).report };
  throw refusal(status, body);
}

/** `fetch` does not tell how much was sent. */
function post(path: string, { name, content }: Sheet, tell: Told) {
  const form = new FormData();
  form.set('file', content, name);
  return new Promise<{ status: number; body: unknown }>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => tell(total > 0 ? loaded / total : 0);
    request.onload = () => resolve({ status: request.status, body: request.response });
    request.onerror = () => reject(new ApiProblem({ code: 'offline', status: 0 }));
    request.send(form);
  });
}

function refusal(status: number, body: unknown) {
  const problem = new ApiProblem((body as ProblemShape | null) ?? { code: 'internal', status });
  if (problem.code === 'not_signed_in') dispatchEvent(new Event(sessionEnded));
  return problem;
}
