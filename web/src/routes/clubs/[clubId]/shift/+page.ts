import { getMediators, getPaths, getShift } from '#contract/shift';
import { ApiProblem, call } from '#lib/api.ts';
import { viewOf } from '#lib/chart/view.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ depends, params, url }) => {
  depends('club:meetings', 'club:shift');
  const view = viewOf(url.searchParams);
  const { source: _, ...query } = view;
  const [shift, written, people] = await Promise.all([
    call(getShift, { params, query: view }),
    call(getMediators, { params, query }),
    call(getPaths, { params, query }).catch((error: unknown) => {
      // Guests see no person's path.
      if (error instanceof ApiProblem && error.code === 'not_allowed') return null;
      throw error;
    }),
  ]);
  return { view, shift, written, people };
};
