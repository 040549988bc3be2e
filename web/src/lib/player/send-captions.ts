import type { ProblemShape } from '#contract/http';
import { ApiProblem } from '#lib/api.ts';

/** Sends a file of captions, instead of those there were; a form, because it carries a file. Throws ApiProblem. */
export async function sendCaptions(episodeId: string, language: 'es' | 'en', file: File) {
  const body = new FormData();
  body.set('language', language);
  body.set('file', file);
  const answer = await fetch(`/api/episodes/${episodeId}/captions`, { method: 'PUT', body }).catch(() => {
    throw new ApiProblem({ code: 'offline', status: 0 });
  });
  if (answer.ok) return;
  const problem = (await answer.json().catch(() => null)) as ProblemShape | null;
  throw new ApiProblem(problem ?? { code: 'internal', status: answer.status });
}
