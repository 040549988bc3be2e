import { getAgenda, getAgreement } from '#contract/blind';
import { call } from '#lib/api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ depends, params }) => {
  depends('club:agreement', 'club:agenda');
  const [agreement, agenda] = await Promise.all([
    call(getAgreement, { params }),
    call(getAgenda, { params }),
  ]);
  return { agreement, agenda };
};
