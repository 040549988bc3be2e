import type { FastifyInstance } from 'fastify';
import { requireAccount, requireFirstAccount } from '../accounts/accounts.ts';
import { allow, may, requireMember } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { mount } from '../http/mount.ts';
import { problem } from '../http/problems.ts';
import * as contract from './contract.ts';
import { answerFor, askClubs, coordinatorsHere, coordinatorsOf, takeClub } from './coordinators.ts';
import { overviewsFor, ownOverview } from './overview.ts';

export function overviewRoutes(app: FastifyInstance, deps: Deps) {
  mount(app, contract.listAllCoordinators, async ({ request }) => {
    await requireFirstAccount(deps, request);
    return coordinatorsHere(deps);
  });

  mount(app, contract.nameCoordinator, async ({ request, body }) => {
    await requireFirstAccount(deps, request);
    await askClubs(deps, body.email, body.clubIds);
    return null;
  });

  mount(app, contract.dropCoordinator, async ({ request, params }) => {
    await requireFirstAccount(deps, request);
    await takeClub(deps, params.userId, params.clubId);
    return null;
  });

  mount(app, contract.listCoordinators, async ({ request, params }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'club.see');
    return coordinatorsOf(deps.db, by.clubId);
  });

  mount(app, contract.answerCoordinator, async ({ request, params, body }) => {
    const by = await requireMember(deps, request, params.clubId);
    // An archived club may still take its yes back.
    if (body.agrees) allow(by, 'club.steer');
    else if (!may(by, 'club.steer')) throw problem('not_allowed');
    return answerFor(deps, by, params.userId, body.agrees);
  });

  mount(app, contract.getOverview, async ({ request, params }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'club.see');
    return ownOverview(deps, by);
  });

  mount(app, contract.listOverviews, async ({ request }) =>
    overviewsFor(deps, await requireAccount(deps, request)),
  );
}
