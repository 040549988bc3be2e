import type { FastifyInstance } from 'fastify';
import type { Deps } from '../deps.ts';
import { requireEpisode } from '../episodes/access.ts';
import { mount } from '../http/mount.ts';
import * as contract from './contract.ts';
import { comeHere, leave } from './presence.ts';
import { chooseToRead } from './readings.ts';

export function readingRoutes(app: FastifyInstance, deps: Deps) {
  mount(app, contract.readClub, async ({ params, request }) => {
    const { by, episode } = await requireEpisode(deps, request, params.episodeId, 'comment.read');
    await chooseToRead(deps.db, by, episode.id);
    return null;
  });
  mount(app, contract.sayHere, async ({ params, body, request }) => {
    const { by, episode } = await requireEpisode(deps, request, params.episodeId, 'comment.read');
    return comeHere(deps, by, episode, body.seenUntil);
  });
  mount(app, contract.sayGone, async ({ params, request }) => {
    const { by, episode } = await requireEpisode(deps, request, params.episodeId, 'comment.read');
    return leave(deps, by, episode);
  });
}
