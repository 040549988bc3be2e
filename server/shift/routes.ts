import type { FastifyInstance } from 'fastify';
import { allow, requireMember } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { mount } from '../http/mount.ts';
import * as contract from './contract.ts';
import { getShift } from './shift.ts';

export function shiftRoutes(app: FastifyInstance, deps: Deps) {
  mount(app, contract.getShift, async ({ params, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'shift.see');
    return getShift(deps.db, by);
  });
}
