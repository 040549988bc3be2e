import type { FastifyInstance } from 'fastify';
import { requireAccount, requireFirstAccount } from '../accounts/accounts.ts';
import { countTry } from '../accounts/limits.ts';
import type { Deps } from '../deps.ts';
import { mount } from '../http/mount.ts';
import { problem } from '../http/problems.ts';
import { allow, may, requireMember } from './access.ts';
import { listAllClubs, listOwnClubs, makeClub, readClub, updateClub } from './clubs.ts';
import * as contract from './contract.ts';
import { invite, listUsable, readInvitation, revoke } from './invitations.ts';
import { join } from './joining.ts';
import { stateEvaluates, takeOut, updateMember } from './members.ts';

export function clubRoutes(app: FastifyInstance, deps: Deps) {
  mount(app, contract.listClubs, async ({ request }) =>
    listOwnClubs(deps, await requireAccount(deps, request)),
  );

  mount(app, contract.createClub, async ({ request, body }) =>
    makeClub(deps, await requireAccount(deps, request), body),
  );

  mount(app, contract.getClub, async ({ request, params }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'club.see');
    return readClub(deps, by);
  });

  mount(app, contract.changeClub, async ({ request, params, body }) =>
    updateClub(deps, await requireMember(deps, request, params.clubId), body),
  );

  mount(app, contract.changeMember, async ({ request, params, body }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'club.steer');
    return updateMember(deps, by, params.userId, body);
  });

  mount(app, contract.removeMember, async ({ request, params }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'member.leave');
    await takeOut(deps, by, params.userId);
    return null;
  });

  mount(app, contract.sayEvaluates, async ({ request, params, body }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'club.steer');
    return stateEvaluates(deps, by, body.evaluates);
  });

  mount(app, contract.listInvitations, async ({ request, params }) => {
    const by = await requireMember(deps, request, params.clubId);
    if (!may(by, 'club.steer')) throw problem('not_allowed');
    return listUsable(deps, by);
  });

  mount(app, contract.createInvitation, async ({ request, params, body }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'club.steer');
    return invite(deps, by, body);
  });

  mount(app, contract.revokeInvitation, async ({ request, params }) => {
    const by = await requireMember(deps, request, params.clubId);
    if (!may(by, 'club.steer')) throw problem('not_allowed');
    await revoke(deps, by, params.invitationId);
    return null;
  });

  mount(app, contract.previewInvitation, async ({ request, params }) => {
    await countTry(deps.db, 'invitation', request.ip);
    const { row, clubName, invitedBy } = await readInvitation(deps.db, params.token);
    return { clubName, invitedBy, role: row.role, kind: row.kind, expiresAt: row.expiresAt };
  });

  mount(app, contract.acceptInvitation, async ({ request, reply, params, body }) => {
    await countTry(deps.db, 'invitation', request.ip);
    return join(deps, request, reply, params.token, body.newAccount);
  });

  mount(app, contract.listInstallationClubs, async ({ request }) => {
    await requireFirstAccount(deps, request);
    return listAllClubs(deps);
  });
}
