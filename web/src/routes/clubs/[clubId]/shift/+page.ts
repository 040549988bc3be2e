import { getShift } from '#contract/shift';
import { call } from '#lib/api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ depends, params }) => {
  depends('club:meetings', 'club:shift');
  return { shift: await call(getShift, { params }) };
};
