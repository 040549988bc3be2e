import type { FastifyInstance } from 'fastify';
import { announceSetup } from '../accounts/setup.ts';
import { allow, requireMember } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { mount } from '../http/mount.ts';
import { removeDemo } from './contract.ts';
import { removeDemoClub } from './remove.ts';

export function demoRoutes(app: FastifyInstance, deps: Deps) {
  mount(app, removeDemo, async ({ params, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'club.steer');
    await removeDemoClub(deps, by);
    await announceSetup(deps);
    return null;
  });
}
