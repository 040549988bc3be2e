import { getResearch, listExports } from '#contract/research';
import { call } from '#lib/api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ depends, params, parent }) => {
  depends('club:research');
  const { club } = await parent();
  const [standing, exports] = await Promise.all([
    call(getResearch, { params }),
    club.role === 'mediator' ? call(listExports, { params }) : null,
  ]);
  return { standing, exports };
};
