import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as contract from '../../server/comments/contract.ts';
import { getEpisode } from '../../server/episodes/contract.ts';
import { createMeeting, getMeeting, removeMeeting } from '../../server/meetings/contract.ts';
import { getMediators, getShift } from '../../server/shift/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode, told } from '../helpers/episode.ts';

let app: TestApp;
let clubId: string;
let episodeId: string;
let meetingId: string;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  clubId = await app.club({ mediators: ['mara'], teachers: ['ana', 'beto', 'carla'], guests: ['gil'] });
  episodeId = await addEpisode(app, clubId, 'beto');
  const body = { heldOn: '2026-05-10', episodeIds: [episodeId] };
  meetingId = (await app.as('mara').ok(createMeeting, { params: { clubId }, body })).id;
});

const others = ['beto', 'carla', 'mara', 'gil'];
const say = (name: string, onlyMine: boolean) =>
  app.as(name).ok(contract.addComment, {
    params: { episodeId },
    body: {
      ...{ id: randomUUID(), atMs: 1000, text: 'E4 cuenta con los dedos', onlyMine },
      codes: { what: 'learning', how: 'evidence' },
      mentions: [app.idOf('carla')],
    },
  });
const note = () => say('ana', true);
const share = (commentId: string, version = 1) =>
  app.as('ana').ok(contract.changeComment, { params: { commentId }, body: { version, onlyMine: false } });
const list = async (name: string) =>
  (await app.as(name).ok(contract.listComments, { params: { episodeId } })).comments;
/** How many comments this person is told of, at the meeting and at its only episode. */
const count = async (name: string) => {
  const { commentCount } = await app.as(name).ok(getEpisode, { params: { episodeId } });
  expect(await app.as(name).ok(getMeeting, { params: { meetingId } })).toMatchObject({ commentCount });
  return commentCount;
};
const shift = async (name: string) => {
  const { meetings, outside } = await app.as(name).ok(getShift, { params: { clubId } });
  const written = await app.as(name).ok(getMediators, { params: { clubId } });
  return [meetings[0]?.comments, written.meetings[0]?.comments.n ?? 0, outside];
};
const commentsTold = async (name: string) =>
  (await told(app, clubId, name)).filter(({ type }) => type === 'comment.changed').length;

describe('a private note', () => {
  test('is read by its author alone, in the list and one by one', async () => {
    const { id } = await note();
    expect(await list('ana')).toMatchObject([{ id, onlyMine: true, mine: true }]);
    expect(await app.as('ana').ok(contract.getComment, { params: { commentId: id } })).toMatchObject({ id });
    for (const name of others) {
      expect(await list(name)).toEqual([]);
      const answer = await app.as(name).call(contract.getComment, { params: { commentId: id } });
      expect(answer).toMatchObject({ status: 404, code: 'comment_not_found' });
    }
  });

  test('is as if it did not exist for whoever would change, move, tag, answer or look into its past', async () => {
    const { id } = await note();
    const params = { commentId: id };
    const refused = { status: 404, code: 'comment_not_found' };
    const mara = app.as('mara');
    const reply = { id: randomUUID(), parentId: id, atMs: 1000, text: '¿Qué vio?' };
    const tag = { practice: 'video', move: null } as const;
    for (const attempt of [
      mara.call(contract.changeComment, { params, body: { version: 1, onlyMine: false } }),
      mara.call(contract.removeComment, { params }),
      mara.call(contract.codeComment, { params, body: { what: null, how: null } }),
      mara.call(contract.moveComment, { params, body: { meetingId: null } }),
      mara.call(contract.tagComment, { params, body: tag }),
      mara.call(contract.commentHistory, { params }),
      mara.call(contract.addComment, { params: { episodeId }, body: reply }),
    ])
      expect(await attempt).toMatchObject(refused);
    expect(await app.as('ana').ok(contract.getComment, { params })).toMatchObject({ version: 1 });
  });

  test('is told to nobody else, neither when it is written nor changed, marked or deleted', async () => {
    const { id } = await note();
    const params = { commentId: id };
    await app.as('ana').ok(contract.changeComment, { params, body: { version: 1, text: 'Otra cosa' } });
    await app.as('ana').ok(contract.codeComment, { params, body: { what: null, how: null } });
    await app.as('ana').ok(contract.removeComment, { params });
    for (const name of others) expect(await commentsTold(name)).toBe(0);
    expect(await commentsTold('ana')).toBe(4);
    expect(await list('ana')).toEqual([]);
  });

  test('is counted nowhere, not even for its author', async () => {
    await note();
    for (const name of ['ana', ...others]) {
      expect(await count(name)).toBe(0);
      expect(await shift(name)).toEqual([0, 0, 0]);
    }
  });

  test('names nobody', async () => {
    const { mentions } = await note();
    expect(mentions).toEqual([{ id: app.idOf('carla'), name: 'carla' }]);
    expect(await app.as('carla').ok(contract.listMentions, { params: { clubId } })).toEqual([]);
  });

  test('does not keep a mediator from removing its meeting, which would tell of it; it stays', async () => {
    const { id } = await note();
    await app.as('mara').ok(removeMeeting, { params: { meetingId } });
    expect(await list('ana')).toMatchObject([{ id, meeting: null }]);
  });

  test('of somebody else is not something one has read', async () => {
    await note();
    await list('beto');
    expect(await say('beto', false)).toMatchObject({ independent: true });
  });
});

describe('a private note that its author shares', () => {
  test('is a comment like any other from then on, and the club is told', async () => {
    const { id } = await note();
    expect(await share(id)).toMatchObject({ onlyMine: false, independent: true });
    for (const name of others) {
      expect(await list(name)).toMatchObject([{ id, text: 'E4 cuenta con los dedos' }]);
      expect(await commentsTold(name)).toBe(1);
      expect(await count(name)).toBe(1);
      expect(await shift(name)).toEqual([1, 1, 0]);
    }
    const mentions = await app.as('carla').ok(contract.listMentions, { params: { clubId } });
    expect(mentions).toMatchObject([{ commentId: id }]);
  });

  test('is not independent once its author has read the others', async () => {
    const { id, independent } = await note();
    expect(independent).toBe(true);
    await say('beto', false);
    await list('ana');
    expect(await share(id)).toMatchObject({ onlyMine: false, independent: false });
  });
});
