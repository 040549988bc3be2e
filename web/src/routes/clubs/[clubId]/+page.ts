import { getAgenda } from '#contract/blind';
import { listMentions } from '#contract/comments';
import { listEpisodes } from '#contract/episodes';
import { listMeetings } from '#contract/meetings';
import { call } from '#lib/api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ depends, params }) => {
  depends('club:episodes', 'club:meetings', 'club:agenda');
  const [episodes, meetings, mentions, agenda] = await Promise.all([
    call(listEpisodes, { params }),
    call(listMeetings, { params }),
    call(listMentions, { params }),
    call(getAgenda, { params }),
  ]);
  return { episodes, meetings, mentions, asks: agenda.asks };
};
