import { randomUUID } from 'node:crypto';
import { password } from './app.ts';
import { blindMatrix } from './matrix-blind.ts';
import { commentMatrix } from './matrix-comments.ts';
import { earlierMatrix } from './matrix-earlier.ts';
import { at, type Line, line } from './matrix-line.ts';
import { researchMatrix } from './matrix-research.ts';
import { shiftMatrix } from './matrix-shift.ts';
import { overviewMatrix } from './matrix-overview.ts';

const tus = { 'tus-resumable': '1.0.0' };
const statements = {
  familiesAgreedOn: '2026-03-01',
  othersOutOfFrameOn: '2026-03-01',
  schoolAuthorisedOn: '2026-03-01',
};
const about = { title: 'Una clase', grade: '', subject: '', lookFor: '' };

/** Every route, with a request that would do something, and the rule it must obey. */
export const matrix: Record<string, Line> = {
  'GET /livez': line('anyone', () => at('/livez')),
  'GET /readyz': line('anyone', () => at('/readyz')),
  'GET /api/openapi.json': line('anyone', () => at('/api/openapi.json')),
  'GET /api/docs': line('anyone', () => at('/api/docs')),
  'GET /api/docs.css': line('anyone', () => at('/api/docs.css')),
  'GET /*': line('anyone', () => at('/clubs')),

  'GET /api/auth/session': line('anyone', () => at('/api/auth/session')),
  'POST /api/auth/setup': line('anyone', () =>
    at('/api/auth/setup', { token: 'x'.repeat(22), name: 'X', email: 'x@x.test', password }),
  ),
  'POST /api/auth/sign-in': line('anyone', () =>
    at('/api/auth/sign-in', { email: 'colleague@club.test', password }),
  ),
  'POST /api/auth/reset': line('anyone', () => at('/api/auth/reset', { token: 'x'.repeat(22), password })),
  'GET /api/auth/sessions': line('account', () => at('/api/auth/sessions')),
  'DELETE /api/auth/sessions/:sessionId': {
    ...line('account', () => at(`/api/auth/sessions/${randomUUID()}`)),
    answer: 404,
  },
  'POST /api/auth/password': line('account', () =>
    at('/api/auth/password', { current: 'another one', next: password }),
  ),
  'PATCH /api/auth/account': line('account', () => at('/api/auth/account', { theme: 'dark' })),
  'POST /api/auth/notices/seen': line('account', () => at('/api/auth/notices/seen', { ids: [] })),
  'POST /api/auth/sign-out': line('account', () => at('/api/auth/sign-out')),
  'GET /api/installation/accounts': line('firstAccount', () => at('/api/installation/accounts')),
  'POST /api/installation/accounts/:userId/reset-link': line('firstAccount', ({ teacherId }) =>
    at(`/api/installation/accounts/${teacherId}/reset-link`),
  ),
  'GET /api/installation/clubs': line('firstAccount', () => at('/api/installation/clubs')),

  'GET /api/clubs': line('account', () => at('/api/clubs')),
  'POST /api/clubs': line('account', () =>
    at('/api/clubs', { name: 'Otro', goal: 'Mirar', howSeen: 'club' }),
  ),
  'GET /api/clubs/:clubId': line('club.see', ({ clubId }) => at(`/api/clubs/${clubId}`)),
  'PATCH /api/clubs/:clubId': line('club.steer', ({ clubId }) =>
    at(`/api/clubs/${clubId}`, { name: 'Nuevo' }),
  ),
  'PATCH /api/clubs/:clubId/members/:userId': line('club.steer', ({ clubId, colleagueId }) =>
    at(`/api/clubs/${clubId}/members/${colleagueId}`, { role: 'teacher' }),
  ),
  // Taking out somebody else; that everybody may take out themselves is told in clubs.test.ts.
  'DELETE /api/clubs/:clubId/members/:userId': line('club.steer', ({ clubId, mediatorId }) =>
    at(`/api/clubs/${clubId}/members/${mediatorId}`),
  ),
  'PUT /api/clubs/:clubId/evaluates': line('club.steer', ({ clubId }) =>
    at(`/api/clubs/${clubId}/evaluates`, { evaluates: false }),
  ),
  'GET /api/clubs/:clubId/invitations': line('club.steer', ({ clubId }) =>
    at(`/api/clubs/${clubId}/invitations`),
  ),
  'POST /api/clubs/:clubId/invitations': line('club.steer', ({ clubId }) =>
    at(`/api/clubs/${clubId}/invitations`, { kind: 'group', maxUses: 2 }),
  ),
  'DELETE /api/clubs/:clubId/invitations/:invitationId': line('club.steer', ({ clubId, invitationId }) =>
    at(`/api/clubs/${clubId}/invitations/${invitationId}`),
  ),
  'GET /api/invitations/:token': line('anyone', ({ invitationToken }) =>
    at(`/api/invitations/${invitationToken}`),
  ),
  'POST /api/invitations/:token/accept': line('anyone', ({ invitationToken }) =>
    at(`/api/invitations/${invitationToken}/accept`, { newAccount: undefined }),
  ),
  'GET /api/clubs/:clubId/live': line('club.see', ({ clubId }) => at(`/api/clubs/${clubId}/live`)),

  'GET /api/clubs/:clubId/episodes': line('club.see', ({ clubId }) => at(`/api/clubs/${clubId}/episodes`)),
  'POST /api/clubs/:clubId/episodes': line('episode.add', ({ clubId }) =>
    at(`/api/clubs/${clubId}/episodes`, { ...about, statements, file: { name: 'a.mp4', bytes: 10 } }),
  ),
  'POST /api/clubs/:clubId/episodes/file': line('episode.add', ({ clubId }) => ({
    path: `/api/clubs/${clubId}/episodes/file`,
    body: '--x\r\ncontent-disposition: form-data; name="title"\r\n\r\n\r\n--x--\r\n',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  })),
  'GET /api/clubs/:clubId/storage': line('episode.add', ({ clubId }) => at(`/api/clubs/${clubId}/storage`)),
  'GET /api/clubs/:clubId/uploads': line('episode.add', ({ clubId }) => at(`/api/clubs/${clubId}/uploads`)),
  'HEAD /api/uploads/:uploadId': line(
    'episode.keep',
    ({ uploadId }) => ({ path: `/api/uploads/${uploadId}`, headers: tus }),
    404,
  ),
  'OPTIONS /api/uploads/:uploadId': line(
    'episode.keep',
    ({ uploadId }) => ({ path: `/api/uploads/${uploadId}`, headers: tus }),
    404,
  ),
  'PATCH /api/uploads/:uploadId': line(
    'episode.keep',
    ({ uploadId }) => ({
      path: `/api/uploads/${uploadId}`,
      body: 'bytes',
      headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    }),
    404,
  ),
  'DELETE /api/uploads/:uploadId': line(
    'episode.keep',
    ({ uploadId }) => ({ path: `/api/uploads/${uploadId}`, headers: tus }),
    404,
  ),
  'GET /api/episodes/:episodeId': line('episode.watch', ({ episodeId }) => at(`/api/episodes/${episodeId}`)),
  'GET /api/episodes/:episodeId (not shared)': line(
    'episode.watchUnshared',
    ({ unsharedId }) => at(`/api/episodes/${unsharedId}`),
    404,
  ),
  'PATCH /api/episodes/:episodeId': line('episode.keep', ({ episodeId }) =>
    at(`/api/episodes/${episodeId}`, { title: 'Otro título' }),
  ),
  'POST /api/episodes/:episodeId/share': line('episode.keep', ({ episodeId }) =>
    at(`/api/episodes/${episodeId}/share`),
  ),
  'POST /api/episodes/:episodeId/withdraw': line('episode.keep', ({ episodeId }) =>
    at(`/api/episodes/${episodeId}/withdraw`),
  ),
  'POST /api/episodes/:episodeId/restore': line(
    'episode.keep',
    ({ withdrawnId }) => at(`/api/episodes/${withdrawnId}/restore`),
    404,
  ),
  'POST /api/episodes/:episodeId/retry': line('episode.keep', ({ failedId }) =>
    at(`/api/episodes/${failedId}/retry`),
  ),
  'PUT /api/episodes/:episodeId/captions': line('episode.keep', ({ episodeId }) => ({
    path: `/api/episodes/${episodeId}/captions`,
    body: '--x\r\ncontent-disposition: form-data; name="language"\r\n\r\nes\r\n--x--\r\n',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  })),
  'GET /api/episodes/:episodeId/captions': line('episode.watch', ({ episodeId }) =>
    at(`/api/episodes/${episodeId}/captions`),
  ),
  'GET /api/episodes/:episodeId/captions (not shared)': line(
    'episode.watchUnshared',
    ({ unsharedId }) => at(`/api/episodes/${unsharedId}/captions`),
    404,
  ),
  'DELETE /api/episodes/:episodeId/captions': line('episode.keep', ({ episodeId }) =>
    at(`/api/episodes/${episodeId}/captions`),
  ),
  'GET /api/episodes/:episodeId/captions.vtt': line('episode.watch', ({ episodeId }) =>
    at(`/api/episodes/${episodeId}/captions.vtt`),
  ),
  'GET /api/episodes/:episodeId/captions.vtt (not shared)': line(
    'episode.watchUnshared',
    ({ unsharedId }) => at(`/api/episodes/${unsharedId}/captions.vtt`),
    404,
  ),
  'POST /api/episodes/:episodeId/cut': line('episode.keep', ({ episodeId }) =>
    at(`/api/episodes/${episodeId}/cut`, { part: null }),
  ),
  'GET /api/episodes/:episodeId/media/:attempt/:name': line('episode.watch', ({ episodeId }) =>
    at(`/api/episodes/${episodeId}/media/1/240.mp4`),
  ),
  'GET /api/episodes/:episodeId/media/:attempt/:name (not shared)': line(
    'episode.watchUnshared',
    ({ unsharedId }) => at(`/api/episodes/${unsharedId}/media/1/240.mp4`),
    404,
  ),

  'GET /api/clubs/:clubId/meetings': line('meeting.see', ({ clubId }) => at(`/api/clubs/${clubId}/meetings`)),
  'POST /api/clubs/:clubId/meetings': line('meeting.steer', ({ clubId }) =>
    at(`/api/clubs/${clubId}/meetings`, { heldOn: '2026-06-01' }),
  ),
  'GET /api/meetings/:meetingId': line('meeting.see', ({ meetingId }) => at(`/api/meetings/${meetingId}`)),
  'PATCH /api/meetings/:meetingId': line('meeting.steer', ({ meetingId }) =>
    at(`/api/meetings/${meetingId}`, { title: 'Otro' }),
  ),
  'POST /api/meetings/:meetingId/open': line('meeting.steer', ({ meetingId }) =>
    at(`/api/meetings/${meetingId}/open`),
  ),
  'POST /api/meetings/:meetingId/close': line('meeting.steer', ({ meetingId }) =>
    at(`/api/meetings/${meetingId}/close`),
  ),
  'PUT /api/meetings/:meetingId/episodes/:episodeId/stage': line(
    'meeting.steer',
    ({ meetingId, episodeId }) =>
      at(`/api/meetings/${meetingId}/episodes/${episodeId}/stage`, { stage: 'alone' }),
  ),
  'DELETE /api/meetings/:meetingId': line('meeting.steer', ({ spareId }) => at(`/api/meetings/${spareId}`)),

  'POST /api/episodes/:episodeId/readings': line('comment.read', ({ episodeId }) =>
    at(`/api/episodes/${episodeId}/readings`),
  ),
  'PUT /api/episodes/:episodeId/presence': line('comment.read', ({ episodeId }) =>
    at(`/api/episodes/${episodeId}/presence`, {}),
  ),
  'DELETE /api/episodes/:episodeId/presence': line('comment.read', ({ episodeId }) =>
    at(`/api/episodes/${episodeId}/presence`),
  ),
  ...commentMatrix,
  ...blindMatrix,
  ...shiftMatrix,
  ...researchMatrix,
  ...earlierMatrix,
  ...overviewMatrix,
  'DELETE /api/demo/:clubId': line('club.steer', ({ clubId }) => at(`/api/demo/${clubId}`)),
};
