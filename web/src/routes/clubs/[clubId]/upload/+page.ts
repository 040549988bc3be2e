import { listUploads } from '#contract/episodes';
import { call } from '#lib/api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ depends, params, parent }) => {
  depends('club:uploads');
  const { club } = await parent();
  return { unfinished: club.role === 'guest' ? [] : await call(listUploads, { params }) };
};
