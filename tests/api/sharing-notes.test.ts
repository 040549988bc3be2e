import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import * as contract from '../../server/comments/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode, told } from '../helpers/episode.ts';

type NewComment = z.input<typeof contract.addComment.body>;

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

const others = ['beto', 'mara', 'gil'];
const add = (name: string, body: Partial<NewComment> = {}) =>
  app.as(name).call(contract.addComment, {
    params: { episodeId },
    body: { id: randomUUID(), atMs: 1000, text: 'No se oye lo que dice E4', ...body },
  });
const note = async (body: Partial<NewComment> = {}) => (await add('ana', { onlyMine: true, ...body })).body;
const change = (name: string, commentId: string, body: z.input<typeof contract.changeComment.body>) =>
  app.as(name).call(contract.changeComment, { params: { commentId }, body });
const share = (commentId: string, version = 1) => change('ana', commentId, { version, onlyMine: false });
const history = (name: string, commentId: string) =>
  app.as(name).call(contract.commentHistory, { params: { commentId } });
const list = async (name: string) =>
  (await app.as(name).ok(contract.listComments, { params: { episodeId } })).comments;

describe('a private note', () => {
  test('takes no replies, and no reply is private', async () => {
    const { id: parentId } = await note();
    expect(await add('beto', { parentId })).toMatchObject({ status: 404, code: 'comment_not_found' });
    expect(await add('ana', { parentId })).toMatchObject({ status: 400, code: 'invalid_request' });
    const { id } = (await add('beto')).body;
    expect(await add('ana', { parentId: id, onlyMine: true })).toMatchObject({ status: 400 });
  });

  test('once shared is the club’s, with whom it names, and there is no way back', async () => {
    const { id } = await note({ mentions: [app.idOf('beto')] });
    const shared = await share(id);
    expect(shared.body).toMatchObject({ onlyMine: false, version: 2, text: 'No se oye lo que dice E4' });
    for (const name of others) {
      expect(await list(name)).toMatchObject([{ id, onlyMine: false, mine: false }]);
      expect(await told(app, clubId, name)).toEqual([{ type: 'comment.changed', episodeId, commentId: id }]);
    }
    const mentions = await app.as('beto').ok(contract.listMentions, { params: { clubId } });
    expect(mentions).toMatchObject([{ commentId: id, unseen: true }]);
    expect(await share(id, 2)).toMatchObject({ status: 409, code: 'comment_not_private' });
    const back = { version: 2, onlyMine: true } as unknown as { version: number };
    expect(await change('ana', id, back)).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  test('does not take along what it was while it was private', async () => {
    const { id } = await note({ text: 'La colega se enreda' });
    await change('ana', id, { version: 1, text: 'Se enreda en la consigna' });
    const text = 'Da la consigna dos veces, con otras palabras';
    await change('ana', id, { version: 2, text, onlyMine: false });
    for (const name of ['ana', ...others]) expect((await history(name, id)).body).toEqual([]);
    await change('ana', id, { version: 3, text: 'La da tres veces' });
    expect((await history('gil', id)).body).toMatchObject([{ version: 3, text }]);
  });

  test('can be shared though somebody it names has left', async () => {
    const { id } = await note({ mentions: [app.idOf('beto')] });
    await app.remove(clubId, 'beto');
    expect((await share(id)).body.mentions).toMatchObject([{ name: 'beto' }]);
  });
});
