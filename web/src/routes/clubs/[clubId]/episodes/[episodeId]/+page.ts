import { listComments } from '#contract/comments';
import { getEpisode } from '#contract/episodes';
import { ApiProblem, type Answer, call } from '#lib/api.ts';
import { askAhead } from '#lib/player/ahead.ts';
import type { PageLoad } from './$types';

/** What there is to read of an episode that is only shown as withdrawn. */
const nothing: Answer<typeof listComments> = {
  comments: [],
  meetingNow: null,
  stage: 'open',
  stageMeetingId: null,
  seenUntil: null,
  mayAsk: false,
};

export const load: PageLoad = async ({ params: { episodeId } }) => {
  // On its way while the page asks: also when a link is only pointed at.
  void import('#lib/player/engine.ts');
  const params = { episodeId };
  const [episode, given] = await Promise.all([
    call(getEpisode, { params }).then((episode) => {
      askAhead(episode);
      return episode;
    }),
    call(listComments, { params }).catch((problem: unknown) => {
      // A withdrawn episode is shown to its owner only as withdrawn; its comments are not.
      if (problem instanceof ApiProblem && problem.code === 'episode_not_found') return null;
      throw problem;
    }),
  ]);
  return { episode, ...(given ?? nothing) };
};
