import { at, type Line, line } from './matrix-line.ts';

/** The routes of coordinating clubs; see `matrix`. */
export const overviewMatrix: Record<string, Line> = {
  'GET /api/overview': line('account', () => at('/api/overview')),
  'GET /api/clubs/:clubId/overview': line('club.see', ({ clubId }) => at(`/api/clubs/${clubId}/overview`)),
  'GET /api/clubs/:clubId/coordinators': line('club.see', ({ clubId }) =>
    at(`/api/clubs/${clubId}/coordinators`),
  ),
  'PUT /api/clubs/:clubId/coordinators/:userId': line('club.steer', ({ clubId, coordinatorId }) =>
    at(`/api/clubs/${clubId}/coordinators/${coordinatorId}`, { agrees: true }),
  ),
  'GET /api/installation/coordinators': line('firstAccount', () => at('/api/installation/coordinators')),
  'POST /api/installation/coordinators': line('firstAccount', ({ clubId }) =>
    at('/api/installation/coordinators', { email: 'stranger@club.test', clubIds: [clubId] }),
  ),
  'DELETE /api/installation/coordinators/:userId/clubs/:clubId': line(
    'firstAccount',
    ({ clubId, coordinatorId }) => at(`/api/installation/coordinators/${coordinatorId}/clubs/${clubId}`),
  ),
};
