import type { FastifyInstance } from 'fastify';
import { allow, requireMember } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { mount } from '../http/mount.ts';
import { listBehind } from './behind.ts';
import * as contract from './contract.ts';
import { getMediators } from './mediators.ts';
import { getPaths, showPath } from './paths.ts';
import { getShift } from './shift.ts';

export function shiftRoutes(app: FastifyInstance, deps: Deps) {
  mount(app, contract.getShift, async ({ params, query, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'shift.see');
    return getShift(deps.db, by, query);
  });

  mount(app, contract.getMediators, async ({ params, query, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'shift.see');
    return getMediators(deps.db, by, query);
  });

  mount(app, contract.listBehind, async ({ params, query, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'shift.see');
    return listBehind(deps.db, by, params.meetingId, query);
  });

  mount(app, contract.getPaths, async ({ params, query, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'shift.people');
    return getPaths(deps.db, by, query);
  });

  mount(app, contract.showPath, async ({ params, body, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'shift.people');
    return showPath(deps, by, body.shown);
  });
}
