import { listImports } from '#contract/earlier';
import { call } from '#lib/api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ depends, params, parent }) => {
  depends('club:imports', 'club:meetings');
  const { club } = await parent();
  // Nothing of it is for those who may not import.
  if (club.role !== 'mediator') return { imports: [] };
  return { imports: await call(listImports, { params }) };
};
