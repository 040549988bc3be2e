import type { FastifyInstance } from 'fastify';
import { allow, requireMember } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { mount } from '../http/mount.ts';
import { requireEpisode } from './access.ts';
import { captionRoutes } from './captions.routes.ts';
import * as contract from './contract.ts';
import { cut } from './cut.ts';
import { listEpisodes, share, showEpisode, updateEpisode } from './episodes.ts';
import { fileRoute } from './file.routes.ts';
import { storageOf } from './quota.ts';
import { retry } from './retry.ts';
import { beginEpisode, unfinishedUploads } from './uploads.ts';
import { restore, withdraw } from './withdrawal.ts';

export function episodeRoutes(app: FastifyInstance, deps: Deps) {
  mount(app, contract.listEpisodes, async ({ params, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'club.see');
    return listEpisodes(deps.db, by);
  });
  mount(app, contract.createEpisode, async ({ params, body, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'episode.add');
    return beginEpisode(deps, by, body);
  });
  fileRoute(app, deps);
  mount(app, contract.showStorage, async ({ params, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'episode.add');
    return storageOf(deps, by);
  });
  mount(app, contract.listUploads, async ({ params, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'episode.add');
    return unfinishedUploads(deps, by);
  });
  mount(app, contract.getEpisode, async ({ params, request }) => {
    // Its owner still sees it withdrawn, to bring it back.
    const evenWithdrawn = { evenWithdrawn: true };
    const { by } = await requireEpisode(deps, request, params.episodeId, 'episode.watch', evenWithdrawn);
    return showEpisode(deps.db, by, params.episodeId);
  });
  mount(app, contract.changeEpisode, async ({ params, body, request }) => {
    const { by } = await requireEpisode(deps, request, params.episodeId, 'episode.keep');
    return updateEpisode(deps, by, params.episodeId, body);
  });
  mount(app, contract.shareEpisode, async ({ params, request }) => {
    const { by } = await requireEpisode(deps, request, params.episodeId, 'episode.keep');
    return share(deps, by, params.episodeId);
  });
  mount(app, contract.withdrawEpisode, async ({ params, request }) => {
    const { by } = await requireEpisode(deps, request, params.episodeId, 'episode.keep');
    return withdraw(deps, by, params.episodeId);
  });
  mount(app, contract.restoreEpisode, async ({ params, request }) => {
    const { by } = await requireEpisode(deps, request, params.episodeId, 'episode.keep');
    return restore(deps, by, params.episodeId);
  });
  mount(app, contract.retryEpisode, async ({ params, request }) => {
    const { by } = await requireEpisode(deps, request, params.episodeId, 'episode.keep');
    return retry(deps, by, params.episodeId);
  });
  mount(app, contract.cutEpisode, async ({ params, body, request }) => {
    const { by } = await requireEpisode(deps, request, params.episodeId, 'episode.keep');
    return cut(deps, by, params.episodeId, body.part);
  });
  captionRoutes(app, deps);
}
