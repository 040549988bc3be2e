import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { clubs } from '../../db/schema/clubs.ts';
import { agendaExcerpts, agendaPoints, codings } from '../../db/schema/coding.ts';
import { comments } from '../../db/schema/comments.ts';
import { imports } from '../../db/schema/earlier.ts';
import { captions, renditions, uploads } from '../../db/schema/episodes.ts';
import { meetingEpisodes, meetings } from '../../db/schema/meetings.ts';
import { createInvitation } from '../../server/clubs/contract.ts';
import { codebook } from '../../server/coding/contract.ts';
import { keys } from '../../storage/keys.ts';
import type { TestApp } from './app.ts';
import { addEpisode } from './episode.ts';

export type Scene = Awaited<ReturnType<typeof makeScene>>;

/** A club with one of everything: the teacher presents an episode and wrote the comment; another is not shared yet. */
export async function makeScene(app: TestApp) {
  const { db, storage } = app.deps;
  const { clubId } = await app.cast();
  await db.update(clubs).set({ demo: true }).where(eq(clubs.id, clubId));
  const episodeId = await addEpisode(app, clubId, 'teacher');
  const unsharedId = await addEpisode(app, clubId, 'teacher', { sharedAt: null });
  const failedId = await addEpisode(app, clubId, 'teacher', { status: 'failed', failure: 'damaged' });
  const withdrawnId = await addEpisode(app, clubId, 'teacher', {
    status: 'withdrawn',
    withdrawnAt: new Date(),
  });
  const uploadingId = await addEpisode(app, clubId, 'teacher', { status: 'uploading', sharedAt: null });
  await storage.put(keys.source(failedId), Buffer.from('not a video'), 11, 'video/mp4');
  for (const id of [episodeId, unsharedId]) {
    await storage.put(keys.output(id, 1, '240.mp4'), Buffer.from('bytes'), 5, 'video/mp4');
    await db.insert(renditions).values({
      ...{ episodeId: id, attempt: 1, name: '240', bytes: 5, width: 426, height: 240, durationMs: 600_000 },
      ...{ fps: 30, startOffsetMs: 0, bandwidth: 300_000, averageBandwidth: 200_000, codecs: 'avc1.4d401e' },
    });
    await db.insert(captions).values({ episodeId: id, language: 'es' });
  }

  const storageUploadId = await storage.beginParts(keys.source(uploadingId), 'video/mp4');
  const [upload] = await db
    .insert(uploads)
    .values({ episodeId: uploadingId, sizeBytes: 100, storageUploadId })
    .returning();
  const [meeting] = await db.insert(meetings).values({ clubId, number: 1, heldOn: '2026-04-01' }).returning();
  const [spare] = await db.insert(meetings).values({ clubId, number: 2, heldOn: '2026-05-01' }).returning();
  if (!upload || !meeting || !spare) throw new Error('the scene could not be made');
  await db.insert(meetingEpisodes).values({ meetingId: meeting.id, episodeId, position: 0 });

  const commentId = randomUUID();
  const authorId = app.idOf('teacher');
  await db.insert(comments).values({
    ...{ id: commentId, clubId, episodeId, meetingId: meeting.id, phase: 'after', authorId },
    ...{ authorRole: 'teacher', atMs: 1000, text: 'E4 cuenta con los dedos.' },
  });
  await db.insert(codings).values({
    clubId,
    commentId,
    coderId: authorId,
    source: 'author',
    codebook,
    revision: 1,
    what: 'learning',
    how: 'evidence',
  });
  const [point] = await db.insert(agendaPoints).values({ clubId, axis: 'what' }).returning();
  if (!point) throw new Error('the scene could not be made');
  await db.insert(agendaExcerpts).values({ pointId: point.id, commentId });

  const [imported] = await db
    .insert(imports)
    .values({ clubId, importedBy: app.idOf('mediator'), fileName: 'a.csv', fileHash: 'a', rows: 0 })
    .returning();
  const { invitation, url } = await app.as('mediator').ok(createInvitation, {
    params: { clubId },
    body: { kind: 'personal', role: 'teacher' },
  });
  return {
    ...{ clubId, episodeId, unsharedId, failedId, withdrawnId, commentId },
    uploadId: upload.id,
    pointId: point.id,
    meetingId: meeting.id,
    spareId: spare.id,
    importId: imported?.id ?? '',
    invitationId: invitation.id,
    invitationToken: url.split('/').at(-1) ?? '',
    colleagueId: app.idOf('colleague'),
    teacherId: app.idOf('teacher'),
    mediatorId: app.idOf('mediator'),
    coordinatorId: app.idOf('coordinator'),
  };
}
