import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import * as contract from '../../server/comments/contract.ts';
import { createMeeting, setStage } from '../../server/meetings/contract.ts';
import { sayHere } from '../../server/readings/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode, setEpisode } from '../helpers/episode.ts';

type NewComment = z.input<typeof contract.addComment.body>;

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

const text = '@beto, ¿qué dijo E4?';
const add = (name: string, names: string[], body: Partial<NewComment> = {}) =>
  app.as(name).call(contract.addComment, {
    params: { episodeId },
    body: { id: randomUUID(), atMs: 1000, text, mentions: names.map((one) => app.idOf(one)), ...body },
  });
const added = async (name: string, names: string[], body: Partial<NewComment> = {}) =>
  (await add(name, names, body)).body;
const change = (commentId: string, version: number, body: { text?: string; mentions?: string[] }) =>
  app.as('ana').call(contract.changeComment, { params: { commentId }, body: { version, ...body } });
const mentions = (name: string) => app.as(name).ok(contract.listMentions, { params: { clubId } });
const namesIn = ({ mentions: named }: { mentions: { name: string }[] }) => named.map(({ name }) => name);

describe('naming members', () => {
  test('a comment tells whom it names, once each', async () => {
    const made = await added('ana', ['mara', 'beto', 'beto', 'gil']);
    expect(namesIn(made)).toEqual(['beto', 'gil', 'mara']);
    expect(made.mentions).toContainEqual({ id: app.idOf('beto'), name: 'beto' });
  });

  test('nobody names themselves, nor anybody who is not of the club now', async () => {
    const refused = { status: 400, code: 'mention_not_member' };
    await app.remove(clubId, 'gil');
    for (const name of ['ana', 'stranger', 'gil'])
      expect(await add('ana', ['beto', name])).toMatchObject(refused);
    expect(await add('ana', [], { mentions: [randomUUID()] })).toMatchObject(refused);
    const many = Array.from({ length: 11 }, () => randomUUID());
    expect(await add('ana', [], { mentions: many })).toMatchObject({ status: 400, code: 'invalid_request' });
    expect((await app.as('ana').ok(contract.listComments, { params: { episodeId } })).comments).toEqual([]);
  });

  test('a change names others instead, and can keep somebody who left since', async () => {
    const { id } = await added('ana', ['beto']);
    await app.remove(clubId, 'beto');
    const both = [app.idOf('beto'), app.idOf('mara')];
    expect(namesIn((await change(id, 1, { mentions: both })).body)).toEqual(['beto', 'mara']);
    expect(namesIn((await change(id, 2, { text: 'Otra cosa' })).body)).toEqual(['beto', 'mara']);
    expect(namesIn((await change(id, 3, { mentions: [] })).body)).toEqual([]);
    const again = await change(id, 4, { mentions: [app.idOf('beto')] });
    expect(again).toMatchObject({ status: 400, code: 'mention_not_member' });
  });
});

describe('whoever is named', () => {
  test('finds the comments that name them, the newest first', async () => {
    const [one, two] = [await added('ana', ['beto']), await added('mara', ['beto', 'ana'], { atMs: 0 })];
    expect(await mentions('beto')).toEqual(
      [two, one].map(({ id, author, createdAt }) => ({
        ...{ commentId: id, episodeId, episodeTitle: 'Fracciones, 4º básico', author, text, createdAt },
        unseen: true,
      })),
    );
    expect(await mentions('ana')).toHaveLength(1);
    expect(await mentions('gil')).toEqual([]);
  });

  test('finds fifty at most', async () => {
    for (let count = 0; count < 51; count++) await added('ana', ['beto'], { text: `${count}` });
    const found = await mentions('beto');
    expect(found).toHaveLength(50);
    expect(found[0]?.text).toBe('50');
  });

  test('is told until they were in the room, and again when the comment changed since', async () => {
    const { id } = await added('ana', ['beto']);
    const seenUntil = new Date(Date.now() + 1).toISOString();
    await app.as('beto').ok(sayHere, { params: { episodeId }, body: { seenUntil } });
    expect(await mentions('beto')).toMatchObject([{ commentId: id, unseen: false }]);
    await change(id, 1, { text: 'E4 dice «la mitad»' });
    expect(await mentions('beto')).toMatchObject([{ commentId: id, unseen: true }]);
  });

  test('finds nothing deleted, withdrawn, or of a club they left', async () => {
    const { id } = await added('ana', ['beto', 'gil']);
    const { id: deleted } = await added('ana', ['beto']);
    await app.as('ana').ok(contract.removeComment, { params: { commentId: deleted } });
    expect(await mentions('beto')).toMatchObject([{ commentId: id }]);
    await setEpisode(app, episodeId, { status: 'withdrawn', withdrawnAt: new Date() });
    for (const name of ['beto', 'gil']) expect(await mentions(name)).toEqual([]);
    const away = await app.as('stranger').call(contract.listMentions, { params: { clubId } });
    expect(away).toMatchObject({ status: 404, code: 'club_not_found' });
  });

  test('finds nothing while everybody notices alone, and then what is new to them', async () => {
    const { id: meetingId } = await app.as('mara').ok(createMeeting, {
      params: { clubId },
      body: { heldOn: '2026-05-10', episodeIds: [episodeId] },
    });
    const stage = (to: 'alone' | 'open') =>
      app.as('mara').ok(setStage, { params: { meetingId, episodeId }, body: { stage: to } });
    await stage('alone');
    const { id } = await added('ana', ['beto']);
    const seenUntil = new Date(Date.now() + 1).toISOString();
    await app.as('beto').ok(sayHere, { params: { episodeId }, body: { seenUntil } });
    expect(await mentions('beto')).toEqual([]);
    await stage('open');
    expect(await mentions('beto')).toMatchObject([{ commentId: id, unseen: true }]);
  });

  test('has read the comment, so that what they write next is not independent', async () => {
    await added('ana', ['beto']);
    expect((await added('beto', [])).independent).toBe(true);
    await mentions('beto');
    expect((await added('beto', [])).independent).toBe(false);
  });
});
