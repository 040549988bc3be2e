import { getClub } from '#contract/clubs';
import { call } from '#lib/api.ts';
import type { LayoutLoad } from './$types';

export const load: LayoutLoad = async ({ depends, params }) => {
  depends('club:about');
  return call(getClub, { params });
};
