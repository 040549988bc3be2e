import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { comments, readings } from '../../db/schema/comments.ts';
import * as contract from '../../server/comments/contract.ts';
import { createMeeting, setStage } from '../../server/meetings/contract.ts';
import { readClub } from '../../server/readings/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode } from '../helpers/episode.ts';

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

const set = (stage: 'alone' | 'open') =>
  app.as('mara').ok(setStage, { params: { meetingId, episodeId }, body: { stage } });
const say = (name: string, more: { mentions?: string[] } = {}) =>
  app.as(name).ok(contract.addComment, {
    params: { episodeId },
    body: { id: randomUUID(), atMs: 1000, text: 'E4 cuenta con los dedos', ...more },
  });
const list = (name: string) => app.as(name).ok(contract.listComments, { params: { episodeId } });
const stored = async (commentId: string) => {
  const [row] = await app.deps.db.select().from(comments).where(eq(comments.id, commentId));
  return row?.independent;
};
const reading = async (name: string) => {
  const its = and(eq(readings.episodeId, episodeId), eq(readings.userId, app.idOf(name)));
  return (await app.deps.db.select().from(readings).where(its))[0];
};

describe('a comment is stored as independent', () => {
  test('until its author was given a comment of somebody else', async () => {
    await say('ana');
    expect(await say('beto')).toMatchObject({ independent: true });
    await list('beto');
    const after = await say('beto');
    expect(after).toMatchObject({ independent: false });
    expect(await stored(after.id)).toBe(false);
    const shown = (await list('ana')).comments.map(({ independent }) => independent);
    expect(shown).toEqual([true, true, false]);
  });

  test('also after reading one’s own, and on one episode whatever was read on another', async () => {
    await say('ana');
    await list('ana');
    expect(await say('ana')).toMatchObject({ independent: true });
    await list('beto');
    const other = await addEpisode(app, clubId, 'ana');
    const body = { id: randomUUID(), atMs: 1, text: 'De otro episodio' };
    const there = await app.as('beto').ok(contract.addComment, { params: { episodeId: other }, body });
    expect(there).toMatchObject({ independent: true });
  });

  const ways = {
    'asking for that one': (commentId: string) =>
      app.as('carla').ok(contract.getComment, { params: { commentId } }),
    'its history': (commentId: string) =>
      app.as('carla').ok(contract.commentHistory, { params: { commentId } }),
    'finding oneself named in it': () => app.as('carla').ok(contract.listMentions, { params: { clubId } }),
  };
  test.each(Object.entries(ways))('but not after %s', async (_, read) => {
    const { id } = await say('ana', { mentions: [app.idOf('carla')] });
    expect(await say('carla')).toMatchObject({ independent: true });
    await read(id);
    expect(await say('carla')).toMatchObject({ independent: false });
  });

  test('when it was written alone, however often its author looked', async () => {
    await set('alone');
    await say('ana');
    for (let n = 0; n < 3; n += 1) {
      await list('beto');
      expect(await say('beto')).toMatchObject({ independent: true });
    }
    await set('open');
    expect(await say('beto')).toMatchObject({ independent: true });
    await list('beto');
    expect(await say('beto')).toMatchObject({ independent: false });
  });

  test('but not alone either, by somebody who had read before that began', async () => {
    await say('ana');
    await list('beto');
    await set('alone');
    expect(await say('beto')).toMatchObject({ independent: false });
    expect(await say('carla')).toMatchObject({ independent: true });
  });

  test('by a late joiner until they choose to read and do', async () => {
    await set('alone');
    await say('ana');
    await set('open');
    await list('carla');
    expect(await say('carla')).toMatchObject({ independent: true });
    await app.as('carla').ok(readClub, { params: { episodeId } });
    await list('carla');
    expect(await say('carla')).toMatchObject({ independent: false });
  });

  test('whatever comes of it later: editing changes nothing', async () => {
    const { id, version } = await say('beto');
    await say('ana');
    await list('beto');
    const body = { version, text: 'E4 cuenta con tres dedos' };
    const changed = await app.as('beto').ok(contract.changeComment, { params: { commentId: id }, body });
    expect(changed).toMatchObject({ independent: true });
  });
});

describe('what a person has read', () => {
  test('is kept once, from the first time, also when it is asked for many times at once', async () => {
    await say('ana');
    await Promise.all(Array.from({ length: 8 }, () => list('beto')));
    const first = await reading('beto');
    expect(first?.readAt).toBeInstanceOf(Date);
    await say('ana');
    await list('beto');
    expect(await reading('beto')).toEqual(first);
  });

  test('is nothing while there is nothing of others to read, and coming is kept all the same', async () => {
    await say('ana');
    await list('ana');
    await list('gil');
    expect(await reading('ana')).toMatchObject({ readAt: null, cameAt: expect.any(Date) });
    expect(await reading('gil')).toMatchObject({ readAt: expect.any(Date) });
    expect(await reading('carla')).toBeUndefined();
  });

  test('is nobody’s business: choosing to read is refused to strangers and on an episode not shared', async () => {
    await app.club({ name: 'Otro club', mediators: ['stranger'] });
    const unshared = await addEpisode(app, clubId, 'beto', { sharedAt: null });
    const refused = { status: 404, code: 'episode_not_found' };
    expect(await app.as('stranger').call(readClub, { params: { episodeId } })).toMatchObject(refused);
    expect(await app.as('ana').call(readClub, { params: { episodeId: unshared } })).toMatchObject(refused);
    expect((await list('ana')).seenUntil).toBeNull();
  });
});
