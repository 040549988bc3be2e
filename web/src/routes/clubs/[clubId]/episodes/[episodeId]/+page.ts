import { listComments } from '#contract/comments';
import { getEpisode } from '#contract/episodes';
import { call } from '#lib/api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params: { episodeId } }) => {
  const params = { episodeId };
  const episode = await call(getEpisode, { params });
  // A withdrawn episode is shown to its owner only as withdrawn; its comments are not.
  const given =
    episode.status === 'withdrawn'
      ? { comments: [], meetingNow: null }
      : await call(listComments, { params });
  return { episode, ...given };
};
