import { getAgenda } from '#contract/blind';
import { getResearch, listExports } from '#contract/research';
import { call } from '#lib/api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ depends, params, parent }) => {
  depends('club:research', 'club:agenda');
  const { club } = await parent();
  const [standing, agenda, exports] = await Promise.all([
    call(getResearch, { params }),
    call(getAgenda, { params }),
    club.role === 'mediator' ? call(listExports, { params }) : null,
  ]);
  return { standing, agenda, exports };
};
