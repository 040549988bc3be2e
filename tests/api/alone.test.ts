import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as contract from '../../server/comments/contract.ts';
import { getEpisode } from '../../server/episodes/contract.ts';
import { createMeeting, getMeeting, setStage } from '../../server/meetings/contract.ts';
import { readClub } from '../../server/readings/contract.ts';
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
  const mediators = ['mara', 'milo'];
  clubId = await app.club({ mediators, teachers: ['ana', 'beto', 'carla'], guests: ['gil'] });
  episodeId = await addEpisode(app, clubId, 'beto');
  meetingId = await plan();
});

const plan = async (episodeIds = [episodeId]) =>
  (await app.as('mara').ok(createMeeting, { params: { clubId }, body: { heldOn: '2026-05-10', episodeIds } }))
    .id;
const set = (stage: 'alone' | 'open', meeting = meetingId) =>
  app.as('mara').ok(setStage, { params: { meetingId: meeting, episodeId }, body: { stage } });
type More = { parentId?: string; mentions?: string[] };
const say = async (name: string, more: More = {}) => {
  const body = { id: randomUUID(), atMs: 1000, text: `${name}: E4 cuenta con los dedos`, ...more };
  return (await app.as(name).ok(contract.addComment, { params: { episodeId }, body })).id;
};
const list = (name: string) => app.as(name).ok(contract.listComments, { params: { episodeId } });
const ids = async (name: string) => (await list(name)).comments.map(({ id }) => id);
const choose = (name: string) => app.as(name).ok(readClub, { params: { episodeId } });
/** How many comments this person is told of, at the meeting and at its only episode. */
const count = async (name: string) => {
  const { commentCount } = await app.as(name).ok(getEpisode, { params: { episodeId } });
  expect(await app.as(name).ok(getMeeting, { params: { meetingId } })).toMatchObject({ commentCount });
  return commentCount;
};
const commentsTold = async (name: string) =>
  (await told(app, clubId, name)).flatMap((event) =>
    event.type === 'comment.changed' ? event.commentId : [],
  );
const notFound = { status: 404, code: 'comment_not_found' };

describe('while a club notices alone', () => {
  beforeEach(() => set('alone'));

  test('everybody finds only their own in the list, mediators and the presenter too; a guest finds none', async () => {
    const [anas, betos, maras] = [await say('ana'), await say('beto'), await say('mara')];
    expect(await ids('ana')).toEqual([anas]);
    expect(await ids('beto')).toEqual([betos]);
    expect(await ids('mara')).toEqual([maras]);
    for (const name of ['milo', 'carla', 'gil']) expect(await ids(name)).toEqual([]);
    expect(await list('gil')).toMatchObject({ stage: 'alone', stageMeetingId: meetingId });
  });

  test('a comment of somebody else is as if it did not exist, whatever one tries with it', async () => {
    const commentId = await say('ana');
    const params = { commentId };
    for (const name of ['beto', 'mara', 'gil']) {
      const client = app.as(name);
      const unknown = await client.call(contract.getComment, { params: { commentId: randomUUID() } });
      const theirs = await client.call(contract.getComment, { params });
      expect(theirs).toMatchObject(notFound);
      expect(theirs.body).toEqual(unknown.body);
      expect(await client.call(contract.commentHistory, { params })).toMatchObject(notFound);
      expect(await client.call(contract.removeComment, { params })).toMatchObject(notFound);
    }
    const mara = app.as('mara');
    expect(await mara.call(contract.moveComment, { params, body: { meetingId: null } })).toMatchObject(
      notFound,
    );
    const move = { practice: 'orienting', move: null } as const;
    expect(await mara.call(contract.tagComment, { params, body: move })).toMatchObject(notFound);
    const reply = { id: randomUUID(), atMs: 1000, text: 'Sí', parentId: commentId };
    expect(
      await app.as('beto').call(contract.addComment, { params: { episodeId }, body: reply }),
    ).toMatchObject(notFound);
    expect(await app.as('ana').call(contract.getComment, { params })).toMatchObject({ status: 200 });
  });

  test('news of a comment goes to its author alone', async () => {
    const commentId = await say('ana');
    const params = { commentId };
    await app.as('ana').ok(contract.changeComment, { params, body: { version: 1, text: 'Otra cosa' } });
    await app.as('ana').ok(contract.codeComment, { params, body: { what: 'learning', how: null } });
    await app.as('ana').ok(contract.removeComment, { params });
    expect(await commentsTold('ana')).toEqual([commentId, commentId, commentId, commentId]);
    for (const name of ['beto', 'mara', 'milo', 'gil']) expect(await commentsTold(name)).toEqual([]);
  });

  test('no number tells of the others: neither that of the meeting nor those of the shift', async () => {
    await say('ana');
    await say('ana');
    await say('beto');
    await say('mara');
    const figures = async (name: string) => {
      const { meetings } = await app.as(name).ok(getShift, { params: { clubId } });
      const { comments, people } = meetings[0]!;
      const written = await app.as(name).ok(getMediators, { params: { clubId } });
      const { count = 0, n = 0 } = written.meetings[0]?.comments ?? {};
      return { comments, people, written: n, byMediators: count };
    };
    expect(await count('ana')).toBe(2);
    expect(await figures('ana')).toEqual({ comments: 2, people: 1, written: 2, byMediators: 0 });
    expect(await count('mara')).toBe(1);
    expect(await figures('mara')).toEqual({ comments: 0, people: 0, written: 1, byMediators: 1 });
    expect(await count('gil')).toBe(0);
    await set('open');
    const all = { comments: 3, people: 2, written: 4, byMediators: 1 };
    // Carla has never been in the room: the club's figures are the same for her.
    for (const name of ['ana', 'mara', 'carla', 'gil']) expect(await figures(name)).toEqual(all);
  });

  test('whoever is named learns of it only once the episode is shared', async () => {
    const mentions = () => app.as('carla').ok(contract.listMentions, { params: { clubId } });
    await list('carla');
    const commentId = await say('ana', { mentions: [app.idOf('carla')] });
    expect(await mentions()).toEqual([]);
    await set('open');
    expect(await mentions()).toMatchObject([{ commentId, unseen: true }]);
  });

  test('it also holds for the numbers and names of another episode of the same meeting: they stay as they were', async () => {
    const hidden = await say('ana');
    const other = await addEpisode(app, clubId, 'ana');
    const body = { id: randomUUID(), atMs: 5, text: 'Otra clase' };
    await app.as('ana').ok(contract.addComment, { params: { episodeId: other }, body });
    const { comments, stage } = await app
      .as('carla')
      .ok(contract.listComments, { params: { episodeId: other } });
    expect([stage, comments.map(({ id }) => id)]).toEqual(['open', [body.id]]);
    expect(await commentsTold('carla')).toEqual([body.id]);
    expect(await commentsTold('carla')).not.toContain(hidden);
  });

  test('it lasts as long as any meeting says so', async () => {
    await say('ana');
    const second = await plan();
    await set('alone', second);
    await set('open');
    expect(await ids('beto')).toEqual([]);
    expect(await list('beto')).toMatchObject({ stage: 'alone', stageMeetingId: second });
    await set('open', second);
    expect(await ids('beto')).toHaveLength(1);
  });
});

describe('what was written before the club began to notice alone', () => {
  test('goes back to its author, and a deleted one does not stay for a reply that its author may not see', async () => {
    const anas = await say('ana');
    const betos = await say('beto', { parentId: anas });
    expect(await ids('ana')).toEqual([anas, betos]);
    await set('alone');
    expect(await ids('ana')).toEqual([anas]);
    expect(await ids('beto')).toEqual([betos]);
    await app.as('ana').ok(contract.removeComment, { params: { commentId: anas } });
    expect(await ids('ana')).toEqual([]);
    await set('open');
    expect(await list('ana')).toMatchObject({ comments: [{ deleted: true }, { id: betos }] });
  });

  test('no comment sent at that very moment is told to others after it', async () => {
    const writers = ['ana', 'beto', 'milo'];
    const sent = Array.from({ length: 15 }, (_, n) => say(writers[n % 3]!));
    await Promise.all([...sent, set('alone')]);
    const events = (await told(app, clubId, 'carla')).map(({ type }) => type);
    const began = events.lastIndexOf('meeting.changed');
    expect(began).toBeGreaterThan(0);
    expect(events.slice(began)).toEqual(['meeting.changed']);
  });
});

describe('once it is shared', () => {
  test('everybody who was there reads everything, and so does the mediator who shared it', async () => {
    await set('alone');
    const all = [await say('ana'), await say('beto')];
    await list('gil');
    await set('open');
    for (const name of ['ana', 'beto', 'gil', 'mara']) {
      expect(await ids(name)).toEqual(all);
      expect((await list(name)).stage).toBe('open');
      expect(await count(name)).toBe(2);
    }
    const third = await say('beto');
    expect(await commentsTold('ana')).toContain(third);
  });

  test('whoever comes only then gets their own until they choose to read', async () => {
    await set('alone');
    const anas = await say('ana');
    await set('open');
    for (const name of ['carla', 'milo', 'gil']) {
      expect(await list(name)).toMatchObject({ stage: 'shared', stageMeetingId: meetingId, comments: [] });
      expect(await app.as(name).call(contract.getComment, { params: { commentId: anas } })).toMatchObject(
        notFound,
      );
      expect(await count(name)).toBe(0);
    }
    const carlas = await say('carla');
    const more = await say('ana');
    expect(await ids('carla')).toEqual([carlas]);
    // News goes to whoever may read it, as Mara, who shared.
    expect(await commentsTold('carla')).toEqual([carlas]);
    expect(await commentsTold('gil')).toEqual([]);
    expect(await commentsTold('mara')).toEqual([carlas, more]);
    await choose('carla');
    const all = [{ id: anas }, { id: carlas }, { id: more }];
    expect(await list('carla')).toMatchObject({ stage: 'open', comments: all });
    const last = await say('ana');
    expect(await commentsTold('carla')).toEqual([carlas, last]);
    expect(await ids('gil')).toEqual([]);
  });

  test('a late joiner is told what a mediator does with their own comment', async () => {
    await set('alone');
    await set('open');
    const commentId = await say('carla');
    const params = { commentId };
    await app.as('mara').ok(contract.moveComment, { params, body: { meetingId: null } });
    expect(await commentsTold('carla')).toEqual([commentId, commentId]);
    expect(await commentsTold('milo')).toEqual([]);
  });

  test('it can be closed again, and then who had chosen to read is one of those who were there', async () => {
    await set('alone');
    const anas = await say('ana');
    await set('open');
    await choose('carla');
    await set('alone');
    expect(await ids('carla')).toEqual([]);
    const betos = await say('beto');
    await set('open');
    expect(await ids('carla')).toEqual([anas, betos]);
    expect((await list('milo')).stage).toBe('shared');
  });
});
