import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { z } from 'zod';
import { comments } from '../../db/schema/comments.ts';
import * as contract from '../../server/comments/contract.ts';
import { closeMeeting, createMeeting, openMeeting } from '../../server/meetings/contract.ts';
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

const box = { x: 0, y: 0, width: 0.5, height: 0.5 };
const teaching = 'Pregunta «¿por qué?» y espera.';
const learning = 'E4 tapa la mitad del dibujo con la mano.';
const add = (name: string, body: Partial<NewComment> = {}) =>
  app.as(name).ok(contract.addComment, {
    params: { episodeId },
    body: { id: randomUUID(), atMs: 1000, text: `${teaching} ${learning}`, ...body },
  });
const split = (
  name: string,
  commentId: string,
  { version = 1, ...second }: { id?: string; version?: number; codes?: NewComment['codes'] } = {},
) =>
  app.as(name).call(contract.splitComment, {
    params: { commentId },
    body: { version, text: teaching, second: { id: randomUUID(), text: learning, ...second } },
  });
const list = async (name: string) =>
  (await app.as(name).ok(contract.listComments, { params: { episodeId } })).comments;

test('makes two comments of one, about the same moment and of the same meeting, and everybody is told', async () => {
  const meeting = await app.as('mara').ok(createMeeting, {
    params: { clubId },
    body: { heldOn: '2026-05-10', episodeIds: [episodeId] },
  });
  await app.as('mara').ok(openMeeting, { params: { meetingId: meeting.id } });
  const codes = { what: 'teaching', how: 'evidence' } as const;
  const { id, createdAt } = await add('ana', { endMs: 4000, codes, box, quote: 'tres sextos' });
  await app.as('mara').ok(closeMeeting, { params: { meetingId: meeting.id } });
  await app.as('ana').ok(contract.listComments, { params: { episodeId } });

  const { status, body } = await split('ana', id, { codes: { what: 'learning', how: 'evidence' } });
  expect(status).toBe(200);
  const common = { atMs: 1000, endMs: 4000, independent: true, phase: 'during', meeting: { number: 1 } };
  expect(body.first).toMatchObject({
    ...{ ...common, id, text: teaching, codes, box, quote: 'tres sextos', version: 2, splitFromId: null },
    createdAt,
  });
  expect(body.second).toMatchObject({
    ...{ ...common, text: learning, codes: { what: 'learning', how: 'evidence' }, box: null, quote: null },
    ...{ splitFromId: id, version: 1, editedAt: null, author: { name: 'ana' }, authorRole: 'teacher' },
  });
  expect(body.second.createdAt > createdAt).toBe(true);
  expect((await list('gil')).map(({ text }) => text)).toEqual([teaching, learning]);
  expect(await told(app, clubId, 'gil')).toContainEqual({
    ...{ type: 'comment.changed', episodeId, commentId: body.second.id },
  });
  const history = await app.as('gil').ok(contract.commentHistory, { params: { commentId: id } });
  expect(history).toMatchObject([{ version: 1, text: `${teaching} ${learning}`, reason: 'split' }]);
});

test('leaves replies with the first, and makes two replies of a reply', async () => {
  const { id } = await add('ana');
  const reply = await add('beto', { parentId: id });
  await split('ana', id);
  const { body } = await split('beto', reply.id);
  expect(body.second.parentId).toBe(id);
  expect((await list('gil')).filter(({ parentId }) => parentId === id)).toHaveLength(2);
});

test('keeps a private note private, both parts of it', async () => {
  const { id } = await add('ana', { onlyMine: true });
  const { body } = await split('ana', id);
  expect(body).toMatchObject({ first: { onlyMine: true }, second: { onlyMine: true } });
  expect(await list('mara')).toEqual([]);
  expect(await told(app, clubId, 'mara')).toEqual([]);
  expect(await told(app, clubId, 'ana')).toHaveLength(3);
});

test('keeps whether it was independent, though its author has read the others since', async () => {
  const { id } = await add('ana');
  await add('beto');
  await list('ana');
  expect((await split('ana', id)).body.second.independent).toBe(true);
  expect((await add('ana')).independent).toBe(false);
});

test('sent twice, also at once, splits once', async () => {
  const { id } = await add('ana');
  const second = randomUUID();
  const [one, two] = await Promise.all([split('ana', id, { id: second }), split('ana', id, { id: second })]);
  expect(one.status).toBe(200);
  expect(two.body).toEqual(one.body);
  expect(await list('ana')).toHaveLength(2);
});

test('of an older version is refused, and leaves everything as it is', async () => {
  const { id } = await add('ana');
  await split('ana', id);
  const late = await split('ana', id);
  expect(late).toMatchObject({ status: 409, code: 'comment_changed_meanwhile' });
  expect(await list('ana')).toHaveLength(2);
});

test('takes no id that is another comment’s', async () => {
  const { id } = await add('ana');
  for (const taken of [await add('beto'), await add('ana')])
    expect(await split('ana', id, { id: taken.id })).toMatchObject({ status: 404 });
  const [row] = await app.deps.db.select().from(comments).where(eq(comments.id, id));
  expect(row).toMatchObject({ version: 1, text: `${teaching} ${learning}` });
});

test('is its author’s to do, and not of what was deleted', async () => {
  const { id } = await add('ana');
  for (const name of ['beto', 'mara', 'gil'])
    expect(await split(name, id)).toMatchObject({ status: 403, code: 'not_the_author' });
  await app.as('ana').ok(contract.removeComment, { params: { commentId: id } });
  expect(await split('ana', id, { version: 2 })).toMatchObject({ status: 404, code: 'comment_not_found' });
});
