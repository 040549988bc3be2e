import { at, type Line, line } from './matrix-line.ts';

/** The routes of the research room; part of the matrix. */
export const researchMatrix: Record<string, Line> = {
  'GET /api/clubs/:clubId/research': line('club.see', ({ clubId }) => at(`/api/clubs/${clubId}/research`)),
  'PUT /api/clubs/:clubId/research/agreed': line('research.answer', ({ clubId }) =>
    at(`/api/clubs/${clubId}/research/agreed`, { agreed: true }),
  ),
  'GET /api/clubs/:clubId/research/exports': line('research.export', ({ clubId }) =>
    at(`/api/clubs/${clubId}/research/exports`),
  ),
  'GET /api/clubs/:clubId/research/exports/:format': line('research.export', ({ clubId }) =>
    at(`/api/clubs/${clubId}/research/exports/csv`),
  ),
};
