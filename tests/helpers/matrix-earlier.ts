import { at, type Line, line } from './matrix-line.ts';

const spreadsheet = {
  body: [
    '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n',
    'persona;encuentro;fecha;qué;cómo\nteacher;1;2025-03-26;Aprendizaje;Vi u oí\r\n--x--\r\n',
  ].join('\r\n'),
  headers: { 'content-type': 'multipart/form-data; boundary=x' },
};

/** The routes of earlier meetings; part of the matrix. */
export const earlierMatrix: Record<string, Line> = {
  'GET /api/clubs/:clubId/imports': line('meeting.import', ({ clubId }) =>
    at(`/api/clubs/${clubId}/imports`),
  ),
  'POST /api/clubs/:clubId/imports/preview': line('meeting.import', ({ clubId }) => ({
    path: `/api/clubs/${clubId}/imports/preview`,
    ...spreadsheet,
  })),
  'POST /api/clubs/:clubId/imports': line('meeting.import', ({ clubId }) => ({
    path: `/api/clubs/${clubId}/imports`,
    ...spreadsheet,
  })),
  'DELETE /api/clubs/:clubId/imports/:importId': line('meeting.import', ({ clubId, importId }) =>
    at(`/api/clubs/${clubId}/imports/${importId}`),
  ),
};
