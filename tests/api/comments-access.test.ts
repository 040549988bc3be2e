import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { clubs } from '../../db/schema/clubs.ts';
import * as contract from '../../server/comments/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode, setEpisode, told } from '../helpers/episode.ts';

let app: TestApp;
let clubId: string;
let episodeId: string;
beforeAll(async () => {
  app = await testApp();
  await app.club({ name: 'Otro club', mediators: ['stranger'] });
});
afterAll(() => app.close());
beforeEach(async () => {
  clubId = await app.club({ mediators: ['mara'], teachers: ['ana', 'beto'], guests: ['gil'] });
  episodeId = await addEpisode(app, clubId, 'beto');
});

const add = (name: string) =>
  app.as(name).call(contract.addComment, {
    params: { episodeId },
    body: { id: randomUUID(), atMs: 1000, text: 'E4 cuenta con los dedos' },
  });
const list = (name: string) => app.as(name).ok(contract.listComments, { params: { episodeId } });
const read = (name: string, commentId: string) =>
  app.as(name).call(contract.getComment, { params: { commentId } });
const change = (name: string, commentId: string) =>
  app.as(name).call(contract.changeComment, { params: { commentId }, body: { version: 1, text: 'x' } });
const remove = (name: string, commentId: string) =>
  app.as(name).call(contract.removeComment, { params: { commentId } });
const code = (name: string, commentId: string) =>
  app
    .as(name)
    .call(contract.codeComment, { params: { commentId }, body: { what: 'learning', how: 'evidence' } });

describe('who may', () => {
  test('change, mark or delete a comment: its author alone', async () => {
    const { id } = (await add('ana')).body;
    const refused = { status: 403, code: 'not_the_author' };
    for (const name of ['beto', 'mara', 'gil'])
      for (const attempt of [change, remove, code]) expect(await attempt(name, id)).toMatchObject(refused);
    for (const attempt of [code, change, remove]) expect((await attempt('ana', id)).status).toBe(200);
  });

  test('a guest reads and does not write', async () => {
    expect(await add('gil')).toMatchObject({ status: 403, code: 'not_allowed' });
    expect((await list('gil')).comments).toEqual([]);
  });

  test('a stranger learns nothing of a comment', async () => {
    const { id } = (await add('ana')).body;
    const theirs = await read('stranger', id);
    expect(theirs).toMatchObject({ status: 404, code: 'comment_not_found' });
    expect(theirs.body).toEqual((await read('stranger', randomUUID())).body);
    expect((await remove('stranger', id)).body).toEqual(theirs.body);
    expect(await add('stranger')).toMatchObject({ status: 404, code: 'episode_not_found' });
    expect(await read('anonymous', id)).toMatchObject({ status: 401, code: 'not_signed_in' });
  });

  test('on an unshared episode its owner alone comments, reads and is told', async () => {
    await setEpisode(app, episodeId, { sharedAt: null });
    const { id } = (await add('beto')).body;
    expect((await list('beto')).comments).toHaveLength(1);
    for (const name of ['ana', 'mara', 'gil']) {
      expect(await add(name)).toMatchObject({ status: 404, code: 'episode_not_found' });
      expect(await read(name, id)).toMatchObject({ status: 404, code: 'comment_not_found' });
      expect(await told(app, clubId, name)).toEqual([]);
    }
    expect(await told(app, clubId, 'beto')).toHaveLength(1);
  });

  test('a withdrawn episode has no comments for anybody', async () => {
    const { id } = (await add('ana')).body;
    await setEpisode(app, episodeId, { status: 'withdrawn', withdrawnAt: new Date() });
    for (const name of ['ana', 'beto', 'mara']) {
      expect(await read(name, id)).toMatchObject({ status: 404, code: 'comment_not_found' });
      expect(await add(name)).toMatchObject({ status: 404, code: 'episode_not_found' });
    }
    expect(await remove('ana', id)).toMatchObject({ status: 404 });
  });

  test('an archived club takes no new comments, and people may still take back their own', async () => {
    const { id } = (await add('ana')).body;
    await app.deps.db.update(clubs).set({ archivedAt: new Date() }).where(eq(clubs.id, clubId));
    expect(await add('ana')).toMatchObject({ status: 409, code: 'club_archived' });
    expect((await list('gil')).comments).toHaveLength(1);
    expect(await remove('ana', id)).toMatchObject({ status: 200 });
  });
});
