import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Deps } from '../deps.ts';
import { mount } from '../http/mount.ts';
import {
  coordinatesClubs,
  listPeople,
  markNoticesSeen,
  requireAccount,
  requireFirstAccount,
  requireSession,
  unseenNotices,
  updateAccount,
} from './accounts.ts';
import * as contract from './contract.ts';
import { makeReset, usePasswordReset } from './resets.ts';
import {
  changeOwnPassword,
  endOwnSession,
  endThisSession,
  listOwnSessions,
  prolongSession,
  signInWith,
  startSession,
} from './sessions.ts';
import { makeFirstAccount, needsSetup } from './setup.ts';

export function accountRoutes(app: FastifyInstance, deps: Deps) {
  mount(app, contract.whoAmI, async ({ request, reply }) => {
    const account = await prolongSession(deps, request, reply);
    return {
      account,
      needsSetup: !account && (await needsSetup(deps.db)),
      encrypted: isEncrypted(request),
      notices: account ? await unseenNotices(deps, account) : [],
      coordinates: account !== null && (await coordinatesClubs(deps, account)),
    };
  });

  mount(app, contract.setUp, async ({ request, reply, body }) => {
    const account = await makeFirstAccount(deps, request, body);
    await startSession(deps, request, reply, account.id);
    return account;
  });

  mount(app, contract.signIn, async ({ request, reply, body }) => signInWith(deps, request, reply, body));

  mount(app, contract.signOut, async ({ request, reply }) => {
    await endThisSession(deps, await requireSession(deps, request), request, reply);
    return null;
  });

  mount(app, contract.listSessions, async ({ request }) =>
    listOwnSessions(deps, await requireSession(deps, request)),
  );

  mount(app, contract.endSession, async ({ request, params }) => {
    await endOwnSession(deps, await requireSession(deps, request), params.sessionId);
    return null;
  });

  mount(app, contract.changePassword, async ({ request, body }) => {
    await changeOwnPassword(deps, await requireSession(deps, request), request.ip, body);
    return null;
  });

  mount(app, contract.changeAccount, async ({ request, body }) =>
    updateAccount(deps, await requireAccount(deps, request), body),
  );

  mount(app, contract.noticesSeen, async ({ request, body }) => {
    await markNoticesSeen(deps, await requireAccount(deps, request), body.ids);
    return null;
  });

  mount(app, contract.resetPassword, async ({ request, body }) => {
    await usePasswordReset(deps, request.ip, body);
    return null;
  });

  mount(app, contract.listAccounts, async ({ request }) => {
    await requireFirstAccount(deps, request);
    return listPeople(deps);
  });

  mount(app, contract.makeResetLink, async ({ request, params }) => {
    await requireFirstAccount(deps, request);
    return makeReset(deps, params.userId);
  });
}

/** Whether nobody on the way can read what travels: https as far as we are told, or the same machine. */
function isEncrypted({ protocol, hostname }: FastifyRequest) {
  return protocol === 'https' || /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(hostname);
}
