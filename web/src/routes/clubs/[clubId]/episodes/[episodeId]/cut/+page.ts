import { getEpisode } from '#contract/episodes';
import { call } from '#lib/api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ depends, params: { episodeId } }) => {
  depends('club:episodes');
  return { episode: await call(getEpisode, { params: { episodeId } }) };
};
