import type { FastifyInstance } from 'fastify';
import type { Deps } from '../deps.ts';
import { requireEpisode } from '../episodes/access.ts';
import { mount } from '../http/mount.ts';
import { recordAsking } from './asking.ts';
import * as contract from './contract.ts';

export function askingRoutes(app: FastifyInstance, deps: Deps) {
  mount(app, contract.recordAsking, async ({ params, body, request }) => {
    const { by, episode } = await requireEpisode(deps, request, params.episodeId, 'comment.write');
    return recordAsking(deps, by, episode, params.askingId, body);
  });
}
