import type { HandleClientError } from '@sveltejs/kit/hooks';
import { ApiProblem } from '#lib/api.ts';

/** A refusal met while loading a page becomes that page: its status, and its code for the sentence. */
export const handleError: HandleClientError = ({ kind, error }) => {
  if (error instanceof ApiProblem)
    return { status: error.status || 503, message: error.code, code: error.code };
  if (kind === 'framework') return { code: error.status === 404 ? 'not_found' : 'internal' };
  console.error(error);
  return { code: 'internal' };
};
