import type { HandleClientError } from '@sveltejs/kit/hooks';
import { ApiProblem } from '#lib/api.ts';

/** The address alone tells that the video engine, the largest part of the room, will be needed: it need not wait its turn. */
export function init() {
  if (/^\/clubs\/[^/]+\/episodes\/[^/]+\/?$/.test(location.pathname)) void import('#lib/player/engine.ts');
}

/** A refusal met while loading a page becomes that page: its status, and its code for the sentence. */
export const handleError: HandleClientError = ({ kind, error }) => {
  if (error instanceof ApiProblem)
    return { status: error.status || 503, message: error.code, code: error.code };
  if (kind === 'framework') return { code: error.status === 404 ? 'not_found' : 'internal' };
  console.error(error);
  return { code: 'internal' };
};
