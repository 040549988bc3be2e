import { at, type Line, line } from './matrix-line.ts';

/** The routes of the shift; part of the matrix. */
export const shiftMatrix: Record<string, Line> = {
  'GET /api/clubs/:clubId/shift': line('shift.see', ({ clubId }) => at(`/api/clubs/${clubId}/shift`)),
  'GET /api/clubs/:clubId/shift/mediators': line('shift.see', ({ clubId }) =>
    at(`/api/clubs/${clubId}/shift/mediators`),
  ),
  'GET /api/clubs/:clubId/shift/meetings/:meetingId': line('shift.see', ({ clubId, meetingId }) =>
    at(`/api/clubs/${clubId}/shift/meetings/${meetingId}`),
  ),
  'GET /api/clubs/:clubId/shift/people': line('shift.people', ({ clubId }) =>
    at(`/api/clubs/${clubId}/shift/people`),
  ),
  'PUT /api/clubs/:clubId/shift/people': line('shift.people', ({ clubId }) =>
    at(`/api/clubs/${clubId}/shift/people`, { shown: true }),
  ),
};
