import { randomUUID } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { commentMoves } from '../../db/schema/comments.ts';
import { meetings } from '../../db/schema/meetings.ts';
import * as contract from '../../server/comments/contract.ts';
import { closeMeeting, createMeeting, openMeeting } from '../../server/meetings/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode, told } from '../helpers/episode.ts';

let app: TestApp;
let clubId: string;
let episodeId: string;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  clubId = await app.club({ mediators: ['mara'], teachers: ['ana', 'beto'], guests: ['gil'] });
  episodeId = await addEpisode(app, clubId, 'beto');
});

const add = (parentId: string | null = null, on = episodeId) =>
  app.as('ana').ok(contract.addComment, {
    params: { episodeId: on },
    body: { id: randomUUID(), parentId, atMs: 1000, text: 'E4 cuenta con los dedos' },
  });
const read = (commentId: string) => app.as('ana').ok(contract.getComment, { params: { commentId } });
const move = (name: string, commentId: string, meetingId: string | null) =>
  app.as(name).call(contract.moveComment, { params: { commentId }, body: { meetingId } });
const plan = (heldOn = '2026-05-10', episodeIds = [episodeId]) =>
  app.as('mara').ok(createMeeting, { params: { clubId }, body: { heldOn, episodeIds } });

describe('the meeting of a comment', () => {
  const now = async () =>
    (await app.as('gil').ok(contract.listComments, { params: { episodeId } })).meetingNow;

  test('is the next before it, the open one during it and the last after it; replies go by their own time', async () => {
    expect(await now()).toBeNull();
    const { id: meetingId, number } = await plan();
    const meeting = { id: meetingId, number };

    expect(await now()).toEqual({ ...meeting, phase: 'before' });
    const before = await add();
    expect(before).toMatchObject({ meeting, phase: 'before' });
    await app.as('mara').ok(openMeeting, { params: { meetingId } });
    expect(await now()).toEqual({ ...meeting, phase: 'during' });
    expect(await add(before.id)).toMatchObject({ meeting, phase: 'during' });
    await app.as('mara').ok(closeMeeting, { params: { meetingId } });
    expect(await now()).toEqual({ ...meeting, phase: 'after' });
    expect(await add()).toMatchObject({ meeting, phase: 'after' });

    const next = await plan('2026-06-10');
    expect(await add()).toMatchObject({ meeting: { id: next.id }, phase: 'before' });
    expect(await read(before.id)).toMatchObject({ meeting, phase: 'before' });
  });

  test('is none where the open meeting is about another episode', async () => {
    const other = await addEpisode(app, clubId, 'ana');
    const { id: meetingId } = await plan('2026-05-10', [other]);
    await app.as('mara').ok(openMeeting, { params: { meetingId } });
    expect(await add()).toMatchObject({ meeting: null, phase: null });
    expect(await add(null, other)).toMatchObject({ meeting: { id: meetingId }, phase: 'during' });
  });

  test('can be changed by a mediator, which is logged and keeps to when the comment was written', async () => {
    const [one, two] = [await plan('2026-05-10'), await plan('2026-06-10')];
    const { id } = await add();
    await app.deps.db
      .update(meetings)
      .set({ openedAt: new Date(Date.now() - 7_200_000), closesAt: new Date(Date.now() - 3_600_000) })
      .where(eq(meetings.id, two.id));

    expect((await move('mara', id, two.id)).body).toMatchObject({ meeting: { id: two.id }, phase: 'after' });
    expect((await move('mara', id, two.id)).status).toBe(200);
    expect((await move('mara', id, null)).body).toMatchObject({ meeting: null, phase: null });
    expect((await move('mara', id, one.id)).body).toMatchObject({ meeting: { id: one.id }, phase: 'before' });
    const log = await app.deps.db
      .select({ from: commentMoves.fromMeetingId, to: commentMoves.toMeetingId, by: commentMoves.movedBy })
      .from(commentMoves)
      .where(eq(commentMoves.commentId, id))
      .orderBy(asc(commentMoves.movedAt));
    const by = app.idOf('mara');
    expect(log).toEqual([
      { from: one.id, to: two.id, by },
      { from: two.id, to: null, by },
      { from: null, to: one.id, by },
    ]);
    expect(await told(app, clubId, 'gil')).toContainEqual({
      type: 'comment.changed',
      episodeId,
      commentId: id,
    });
  });

  test('cannot be changed by others, nor to a meeting of another club', async () => {
    const { id } = await add();
    const { id: own } = await plan();
    expect(await move('ana', id, own)).toMatchObject({ status: 403, code: 'not_allowed' });
    const elsewhere = await app.club({ mediators: ['mara'] });
    const params = { clubId: elsewhere };
    const { id: foreign } = await app
      .as('mara')
      .ok(createMeeting, { params, body: { heldOn: '2026-05-10' } });
    for (const meetingId of [foreign, randomUUID()])
      expect(await move('mara', id, meetingId)).toMatchObject({ status: 404, code: 'meeting_not_found' });
  });
});
