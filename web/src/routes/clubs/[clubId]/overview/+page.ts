import { getOverview, listCoordinators } from '#contract/overview';
import { call } from '#lib/api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ depends, params }) => {
  depends('club:about', 'club:meetings');
  const [overview, coordinators] = await Promise.all([
    call(getOverview, { params }),
    call(listCoordinators, { params }),
  ]);
  return { overview, coordinators };
};
