import type { FastifyInstance } from 'fastify';
import { allow, requireMember } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { mount } from '../http/mount.ts';
import { requireMeeting } from './access.ts';
import * as contract from './contract.ts';
import {
  changeMeeting,
  closeMeeting,
  createMeeting,
  openMeeting,
  removeMeeting,
  showMeeting,
  showMeetings,
} from './meetings.ts';
import { setStage } from './stages.ts';

export function meetingRoutes(app: FastifyInstance, deps: Deps) {
  mount(app, contract.listMeetings, async ({ params, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'meeting.see');
    return showMeetings(deps.db, by);
  });
  mount(app, contract.createMeeting, async ({ params, body, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'meeting.steer');
    return createMeeting(deps, by, body);
  });
  mount(app, contract.getMeeting, async ({ params, request }) => {
    const by = await requireMeeting(deps, request, params.meetingId, 'meeting.see');
    return showMeeting(deps.db, by, params.meetingId);
  });
  mount(app, contract.changeMeeting, async ({ params, body, request }) => {
    const by = await requireMeeting(deps, request, params.meetingId, 'meeting.steer');
    return changeMeeting(deps, by, params.meetingId, body);
  });
  mount(app, contract.openMeeting, async ({ params, request }) => {
    const by = await requireMeeting(deps, request, params.meetingId, 'meeting.steer');
    return openMeeting(deps, by, params.meetingId);
  });
  mount(app, contract.closeMeeting, async ({ params, request }) => {
    const by = await requireMeeting(deps, request, params.meetingId, 'meeting.steer');
    return closeMeeting(deps, by, params.meetingId);
  });
  mount(app, contract.setStage, async ({ params: { meetingId, episodeId }, body, request }) => {
    const by = await requireMeeting(deps, request, meetingId, 'meeting.steer');
    return setStage(deps, by, meetingId, episodeId, body.stage);
  });
  mount(app, contract.removeMeeting, async ({ params, request }) => {
    const by = await requireMeeting(deps, request, params.meetingId, 'meeting.steer');
    return removeMeeting(deps, by, params.meetingId);
  });
}
