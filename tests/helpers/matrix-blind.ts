import { at, type Line, line } from './matrix-line.ts';

/** The routes of the blind desk; part of the matrix. */
export const blindMatrix: Record<string, Line> = {
  'POST /api/clubs/:clubId/sample': line('blind.steer', ({ clubId }) =>
    at(`/api/clubs/${clubId}/sample`, {}),
  ),
  'GET /api/clubs/:clubId/desk': line('blind.see', ({ clubId }) =>
    at(`/api/clubs/${clubId}/desk?source=blind`),
  ),
  'GET /api/clubs/:clubId/desk (as a mediator)': line('blind.steer', ({ clubId }) =>
    at(`/api/clubs/${clubId}/desk?source=mediator`),
  ),
  'PUT /api/clubs/:clubId/desk': line('blind.code', ({ clubId }) =>
    at(`/api/clubs/${clubId}/desk`, { source: 'blind', key: 'x', codes: { what: null, how: null } }),
  ),
  'PUT /api/clubs/:clubId/desk (as a mediator)': line('blind.steer', ({ clubId, commentId }) =>
    at(`/api/clubs/${clubId}/desk`, {
      ...{ source: 'mediator', key: commentId, codes: { what: 'learning', how: null } },
    }),
  ),
  'GET /api/clubs/:clubId/agreement': line('blind.see', ({ clubId }) => at(`/api/clubs/${clubId}/agreement`)),
  'GET /api/clubs/:clubId/agenda': line('club.see', ({ clubId }) => at(`/api/clubs/${clubId}/agenda`)),
  'POST /api/clubs/:clubId/agenda': line('blind.steer', ({ clubId }) =>
    at(`/api/clubs/${clubId}/agenda`, { axis: 'what' }),
  ),
  'PUT /api/clubs/:clubId/agenda/:pointId/excerpts/:commentId': line(
    'comment.keep',
    ({ clubId, pointId, commentId }) =>
      at(`/api/clubs/${clubId}/agenda/${pointId}/excerpts/${commentId}`, { answer: 'yes' }),
    404,
  ),
};
