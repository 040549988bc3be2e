import type { FastifyInstance } from 'fastify';
import { allow, may, requireMember } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { mount } from '../http/mount.ts';
import { problem } from '../http/problems.ts';
import { disagreements, raisePoint, raisedPoints } from './agenda.ts';
import * as contract from './contract.ts';
import { codeAtDesk, showDesk } from './desk.ts';
import { answerAsk, showAgenda } from './excerpts.ts';
import { measureAgreement } from './reliability.ts';
import { drawSample } from './sample.ts';

export function blindRoutes(app: FastifyInstance, deps: Deps) {
  const { db } = deps;
  mount(app, contract.drawSample, async ({ params, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'blind.steer');
    return drawSample(deps, by);
  });
  mount(app, contract.getDesk, async ({ params, query: { source, at }, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'blind.see');
    if (source === 'mediator' && !may(by, 'blind.steer')) throw problem('not_allowed');
    return showDesk(db, by, source, at);
  });
  mount(app, contract.codeAtDesk, async ({ params, body, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, body.source === 'mediator' ? 'blind.steer' : 'blind.code');
    return codeAtDesk(deps, by, body);
  });
  mount(app, contract.getAgreement, async ({ params, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'blind.see');
    const measured = await measureAgreement(db, by);
    if (!may(by, 'blind.steer')) return { ...measured, agenda: null };
    const [axes, points] = [await disagreements(db, by), await raisedPoints(db, by)];
    return { ...measured, agenda: { axes, points } };
  });
  mount(app, contract.getAgenda, async ({ params, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'club.see');
    return showAgenda(db, by);
  });
  mount(app, contract.raisePoint, async ({ params, body, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'blind.steer');
    return raisePoint(deps, by, body.axis);
  });
  mount(app, contract.answerAsk, async ({ params, body, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    return answerAsk(deps, by, params, body.answer);
  });
}
