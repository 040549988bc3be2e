import { listCoordinators } from '#contract/overview';
import { call } from '#lib/api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ depends, params }) => {
  depends('club:about');
  return { coordinators: await call(listCoordinators, { params }) };
};
