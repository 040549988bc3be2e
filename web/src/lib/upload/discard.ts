import { ApiProblem } from '#lib/api.ts';

/** Deletes what has arrived of an upload, and the episode it was for. Throws ApiProblem; one that is gone is fine. */
export async function discard({ uploadUrl }: { uploadUrl: string }) {
  const answer = await fetch(uploadUrl, { method: 'DELETE', headers: { 'tus-resumable': '1.0.0' } }).catch(
    () => null,
  );
  if (!answer) throw new ApiProblem({ code: 'offline', status: 0 });
  if (!answer.ok && answer.status !== 404) {
    throw new ApiProblem({ code: refusalIn(await answer.text()) ?? 'internal', status: answer.status });
  }
}

/** The code of a refusal of ours; a proxy in between may answer with anything. */
export function refusalIn(body: string | undefined) {
  try {
    return (JSON.parse(body ?? '') as { code?: string }).code;
  } catch {
    return undefined;
  }
}
