import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { memberships } from '../../db/schema/clubs.ts';
import { comments } from '../../db/schema/comments.ts';
import * as contract from '../../server/comments/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode, setEpisode, told } from '../helpers/episode.ts';

type NewComment = z.input<(typeof contract.addComment)['body']>;

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

const text = 'E4 cuenta con los dedos y dice que 3/6 es la mitad';
const add = (name: string, body: Partial<NewComment> = {}, on = episodeId) =>
  app.as(name).call(contract.addComment, {
    params: { episodeId: on },
    body: { id: randomUUID(), atMs: 1000, text, ...body },
  });
const added = async (name: string, body: Partial<NewComment> = {}) => (await add(name, body)).body;
const list = async (name: string) => app.as(name).ok(contract.listComments, { params: { episodeId } });
const read = (name: string, commentId: string) =>
  app.as(name).call(contract.getComment, { params: { commentId } });
const change = (name: string, commentId: string, body: z.input<(typeof contract.changeComment)['body']>) =>
  app.as(name).call(contract.changeComment, { params: { commentId }, body });
const remove = (name: string, commentId: string) =>
  app.as(name).call(contract.removeComment, { params: { commentId } });

describe('writing', () => {
  test('a comment carries its moment, its words as they are, its author and both codes', async () => {
    const words = '  <b>¿3/6?</b> <script>alert(1)</script> & "la mitad"\n— E4 🙂  ';
    const codes = { what: 'learning', how: 'evidence' } as const;
    const { status, body } = await add('ana', { text: words, atMs: 72_000, endMs: 90_000, codes });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ episodeId, parentId: null, atMs: 72_000, endMs: 90_000, codes, howHidden: false },
      ...{ mine: true, deleted: false, meeting: null, phase: null, version: 1, editedAt: null },
      author: { id: app.idOf('ana'), name: 'ana' },
      authorRole: 'teacher',
      text: words.trim(),
    });
    expect((await list('gil')).comments).toEqual([{ ...body, mine: false }]);
    expect((await read('mara', body.id)).body).toEqual({ ...body, mine: false });
    const news = { type: 'comment.changed', episodeId, commentId: body.id };
    expect(await told(app, clubId, 'gil')).toContainEqual(news);
  });

  test('comments are listed in video order, then as they were written', async () => {
    const ids: string[] = [];
    for (const atMs of [5000, 1000, 5000, 0]) ids.push((await added('ana', { atMs })).id);
    expect((await list('beto')).comments.map(({ id }) => id)).toEqual([ids[3], ids[1], ids[0], ids[2]]);
  });

  test('sending the same id again, also at once, is the same comment', async () => {
    const body = { id: randomUUID(), text: 'una vez' };
    const [one, two] = await Promise.all([add('ana', body), add('ana', body)]);
    expect(one).toMatchObject({ status: 200 });
    expect(two.body).toEqual(one.body);
    expect((await add('ana', { ...body, text: 'otra vez' })).body.text).toBe('una vez');
    expect((await list('ana')).comments).toHaveLength(1);
    expect(await told(app, clubId, 'ana')).toHaveLength(1);
  });

  test('an id that is someone else’s is not there, and theirs stays as it is', async () => {
    const { id } = await added('ana');
    expect(await add('beto', { id, text: 'mío' })).toMatchObject({ status: 404, code: 'comment_not_found' });
    expect((await read('ana', id)).body).toMatchObject({ text, author: { name: 'ana' } });
  });

  test('its author’s role is that of the moment of writing', async () => {
    const { id } = await added('ana');
    await app.deps.db
      .update(memberships)
      .set({ role: 'mediator' })
      .where(eq(memberships.userId, app.idOf('ana')));
    expect((await read('mara', id)).body.authorRole).toBe('teacher');
    expect((await added('ana')).authorRole).toBe('mediator');
    await app.deps.db
      .update(memberships)
      .set({ role: 'teacher' })
      .where(eq(memberships.userId, app.idOf('ana')));
  });

  test.each([
    { that: 'beyond the end', body: { atMs: 600_001 }, code: 'comment_beyond_end' },
    { that: 'far beyond the end', body: { atMs: 2 ** 53 - 1 }, code: 'comment_beyond_end' },
    { that: 'over a range that ends beyond the end', body: { endMs: 600_001 }, code: 'comment_beyond_end' },
    {
      that: 'over a range that ends where it begins',
      body: { endMs: 1000 },
      code: 'comment_ends_before_start',
    },
    { that: 'over a range that ends before', body: { endMs: 999 }, code: 'comment_ends_before_start' },
    { that: 'before the beginning', body: { atMs: -1 }, code: 'invalid_request' },
    { that: 'at a half of a millisecond', body: { atMs: 0.5 }, code: 'invalid_request' },
    { that: 'without words', body: { text: ' \n ' }, code: 'invalid_request' },
    { that: 'of more than 5,000 characters', body: { text: 'x'.repeat(5001) }, code: 'invalid_request' },
    { that: 'of 100,000 characters', body: { text: 'x'.repeat(100_000) }, code: 'invalid_request' },
    { that: 'with a NUL, which no database keeps', body: { text: 'a\u0000b' }, code: 'invalid_request' },
    { that: 'with an id that is none', body: { id: '7' }, code: 'invalid_request' },
  ])('is refused $that', async ({ body, code }) => {
    expect(await add('ana', body)).toMatchObject({ status: 400, code });
    expect((await list('ana')).comments).toEqual([]);
  });

  test('reaches to the very end, and to the last of 5,000 characters', async () => {
    expect(await add('ana', { atMs: 600_000 })).toMatchObject({ status: 200 });
    expect(await add('ana', { atMs: 599_999, endMs: 600_000 })).toMatchObject({ status: 200 });
    expect(await add('ana', { text: 'á'.repeat(5000) })).toMatchObject({ status: 200 });
  });

  test('waits until the length of the episode is known', async () => {
    await setEpisode(app, episodeId, { status: 'processing', durationMs: null });
    expect(await add('ana')).toMatchObject({ status: 409, code: 'episode_not_watchable' });
    await setEpisode(app, episodeId, { durationMs: 600_000, watchableAttempt: null, readyAttempt: null });
    expect(await add('ana')).toMatchObject({ status: 200 });
  });
});

describe('replying', () => {
  test('a reply hangs from a comment and keeps its own moment', async () => {
    const { id: parentId } = await added('ana', { atMs: 3000 });
    const { body: reply } = await add('mara', { parentId, atMs: 2000, text: '¿Qué vio?' });
    expect(reply).toMatchObject({ parentId, atMs: 2000, authorRole: 'mediator' });
    expect((await list('ana')).comments.map(({ parentId }) => parentId)).toEqual([parentId, null]);
  });

  test('a reply takes no replies', async () => {
    const { id } = await added('ana');
    const { id: parentId } = await added('mara', { parentId: id });
    expect(await add('ana', { parentId })).toMatchObject({ status: 400, code: 'reply_to_reply' });
  });

  test('there is no replying to a comment of another episode, to a deleted one or to none', async () => {
    const other = await addEpisode(app, clubId, 'ana');
    const elsewhere = (await add('ana', {}, other)).body.id;
    const { id: deleted } = await added('ana');
    await remove('ana', deleted);
    for (const parentId of [elsewhere, deleted, randomUUID()])
      expect(await add('beto', { parentId })).toMatchObject({ status: 404, code: 'comment_not_found' });
  });
});

describe('changing', () => {
  test('one’s own words and moment, and everybody is told', async () => {
    const { id, ...before } = await added('ana', { endMs: 2000 });
    const { body } = await change('ana', id, { version: 1, text: ' otra cosa ' });
    expect(body).toMatchObject({ ...before, text: 'otra cosa', version: 2, editedAt: expect.any(String) });
    const moved = await change('ana', id, { version: 2, atMs: 5000, endMs: null });
    expect(moved.body).toMatchObject({ text: 'otra cosa', atMs: 5000, endMs: null, version: 3 });
    expect((await read('gil', id)).body).toMatchObject({ text: 'otra cosa', atMs: 5000 });
    expect(await told(app, clubId, 'gil')).toHaveLength(3);
  });

  test('two changes of one version cannot both be made', async () => {
    const { id } = await added('ana');
    const answers = await Promise.all(
      ['una', 'dos'].map((words) => change('ana', id, { version: 1, text: words })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(answers.map(({ code }) => code)).toContain('comment_changed_meanwhile');
    expect(await change('ana', id, { version: 2 ** 40 })).toMatchObject({ status: 409 });
  });

  test('keeps to the length of the episode', async () => {
    const { id } = await added('ana', { endMs: 2000 });
    const wrong = [{ atMs: 2000 }, { endMs: 500 }, { atMs: 600_001, endMs: null }, { endMs: 600_001 }];
    for (const body of wrong) expect((await change('ana', id, { version: 1, ...body })).status).toBe(400);
    expect((await read('ana', id)).body).toMatchObject({ atMs: 1000, endMs: 2000, version: 1 });
  });
});

describe('deleting', () => {
  test('takes a comment away, its words for good, and doing it twice is no harm', async () => {
    const { id } = await added('ana');
    expect(await remove('ana', id)).toMatchObject({ status: 200, body: null });
    expect((await list('beto')).comments).toEqual([]);
    expect(await read('beto', id)).toMatchObject({ status: 404, code: 'comment_not_found' });
    expect(await remove('ana', id)).toMatchObject({ status: 200 });
    expect(await told(app, clubId, 'beto')).toHaveLength(2);
    const [row] = await app.deps.db.select().from(comments).where(eq(comments.id, id));
    expect(row?.text).toBe('');
  });

  test('a comment with replies stays as a place without words or codes, until the last reply goes', async () => {
    const { id } = await added('ana', { codes: { what: 'learning', how: 'evidence' } });
    const { id: reply } = await added('mara', { parentId: id });
    await remove('ana', id);
    const place = { id, text: '', deleted: true, codes: { what: null, how: null } };
    expect((await list('beto')).comments).toMatchObject([place, { id: reply, text }]);
    expect((await read('beto', id)).body).toMatchObject(place);
    expect(await change('ana', id, { version: 2, text: 'x' })).toMatchObject({ status: 404 });

    await remove('mara', reply);
    expect((await list('beto')).comments).toEqual([]);
    const last = (await told(app, clubId, 'beto')).slice(-2);
    expect(last).toEqual([reply, id].map((commentId) => ({ type: 'comment.changed', episodeId, commentId })));
  });
});
