import { listEpisodes } from '#contract/episodes';
import { call } from '#lib/api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ depends, params }) => {
  depends('club:episodes');
  return { episodes: await call(listEpisodes, { params }) };
};
