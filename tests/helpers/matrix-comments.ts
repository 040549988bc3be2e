import { randomUUID } from 'node:crypto';
import { at, type Line, line } from './matrix-line.ts';

/** The routes of comments; part of the matrix. */
export const commentMatrix: Record<string, Line> = {
  'GET /api/episodes/:episodeId/comments': line('comment.read', ({ episodeId }) =>
    at(`/api/episodes/${episodeId}/comments`),
  ),
  'POST /api/episodes/:episodeId/comments': line('comment.write', ({ episodeId }) =>
    at(`/api/episodes/${episodeId}/comments`, { id: randomUUID(), atMs: 10, text: 'Cuenta con los dedos.' }),
  ),
  'GET /api/comments/:commentId': line('comment.read', ({ commentId }) => at(`/api/comments/${commentId}`)),
  'PATCH /api/comments/:commentId': line('comment.keep', ({ commentId }) =>
    at(`/api/comments/${commentId}`, { version: 1, text: 'Otra cosa.' }),
  ),
  'DELETE /api/comments/:commentId': line('comment.keep', ({ commentId }) =>
    at(`/api/comments/${commentId}`),
  ),
  'PUT /api/comments/:commentId/coding': line('comment.keep', ({ commentId }) =>
    at(`/api/comments/${commentId}/coding`, { what: 'learning', how: null }),
  ),
  'PUT /api/comments/:commentId/meeting': line('comment.move', ({ commentId }) =>
    at(`/api/comments/${commentId}/meeting`, { meetingId: null }),
  ),
  'POST /api/comments/:commentId/split': line('comment.keep', ({ commentId }) =>
    at(`/api/comments/${commentId}/split`, {
      ...{ version: 1, text: 'E4 cuenta.' },
      second: { id: randomUUID(), text: 'Con los dedos.' },
    }),
  ),
  'GET /api/comments/:commentId/history': line('comment.read', ({ commentId }) =>
    at(`/api/comments/${commentId}/history`),
  ),
  'PUT /api/comments/:commentId/move': line('comment.move', ({ commentId }) =>
    at(`/api/comments/${commentId}/move`, { practice: 'orienting', move: 'launching' }),
  ),
  'GET /api/clubs/:clubId/mentions': line('club.see', ({ clubId }) => at(`/api/clubs/${clubId}/mentions`)),
  'PUT /api/episodes/:episodeId/askings/:askingId': line('comment.write', ({ episodeId, commentId }) =>
    at(`/api/episodes/${episodeId}/askings/${randomUUID()}`, {
      ...{ commentId, cause: 'marked', answer: 'left', askedAt: '2026-04-01T15:00:00.000Z' },
    }),
  ),
};
