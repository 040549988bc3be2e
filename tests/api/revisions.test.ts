import { randomUUID } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { codings } from '../../db/schema/coding.ts';
import { commentMentions, commentRevisions, comments, readings } from '../../db/schema/comments.ts';
import * as contract from '../../server/comments/contract.ts';
import { unnameJob } from '../../server/comments/unname.job.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode, setEpisode, told } from '../helpers/episode.ts';

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

const box = { x: 0.25, y: 0.5, width: 0.5, height: 0.25 };
const first = 'La profe habla demasiado';
const then = 'En menos de un minuto hace siete preguntas';
const add = (body: Partial<NewComment> = {}) =>
  app.as('ana').ok(contract.addComment, {
    params: { episodeId },
    body: { id: randomUUID(), atMs: 1000, text: first, ...body },
  });
const change = (commentId: string, body: z.input<typeof contract.changeComment.body>) =>
  app.as('ana').call(contract.changeComment, { params: { commentId }, body });
const history = (name: string, commentId: string) =>
  app.as(name).call(contract.commentHistory, { params: { commentId } });
const read = (name: string, commentId: string) =>
  app.as(name).call(contract.getComment, { params: { commentId } });
const remove = (commentId: string) => app.as('ana').ok(contract.removeComment, { params: { commentId } });
const revisions = (commentId: string) =>
  app.deps.db.select().from(commentRevisions).where(eq(commentRevisions.commentId, commentId));

describe('what a comment was', () => {
  test('is kept with each change of its words or moment, for everybody who reads the comment', async () => {
    const { id } = await add({ endMs: 2000 });
    expect((await history('gil', id)).body).toEqual([]);
    await change(id, { version: 1, text: then });
    await change(id, { version: 2, atMs: 500, endMs: null, reason: 'asked' });
    const replacedAt = expect.any(String);
    const kept = [
      { version: 2, text: then, atMs: 1000, endMs: 2000, reason: 'asked', replacedAt },
      { version: 1, text: first, atMs: 1000, endMs: 2000, reason: 'edit', replacedAt },
    ];
    for (const name of ['ana', 'beto', 'mara', 'gil'])
      expect(await history(name, id)).toMatchObject({ status: 200, body: kept });
  });

  test('is kept when its box or quote changes, and not when nothing of it does', async () => {
    const { id } = await add({ box });
    await change(id, { version: 1, box: { height: 0.25, width: 0.5, y: 0.5, x: 0.25 }, mentions: [] });
    expect(await revisions(id)).toEqual([]);
    await change(id, { version: 2, quote: 'tres sextos' });
    await change(id, { version: 3, box: null });
    expect(await revisions(id)).toMatchObject([
      { version: 2, box, quote: null },
      { version: 3, box, quote: 'tres sextos' },
    ]);
    expect((await read('beto', id)).body).toMatchObject({ box: null, quote: 'tres sextos', version: 4 });
  });

  test('is not kept when the change is refused', async () => {
    const { id } = await add();
    expect(await change(id, { version: 7, text: then })).toMatchObject({ code: 'comment_changed_meanwhile' });
    expect(await change(id, { version: 1, text: then, atMs: 600_001 })).toMatchObject({ status: 400 });
    expect(await revisions(id)).toEqual([]);
  });

  test('goes with the comment when it is deleted, as do its box, its quote and whom it names', async () => {
    const { id } = await add({ box, quote: 'tres sextos', mentions: [app.idOf('beto')] });
    await change(id, { version: 1, text: then });
    await remove(id);
    expect((await history('ana', id)).body).toEqual([]);
    expect(await revisions(id)).toEqual([]);
    const [row] = await app.deps.db.select().from(comments).where(eq(comments.id, id));
    expect(row).toMatchObject({ text: '', box: null, quote: null });
    const named = eq(commentMentions.commentId, id);
    expect(await app.deps.db.$count(commentMentions, named)).toBe(0);
  });

  test('goes when the episode is withdrawn for good, and so does who read it', async () => {
    const { id } = await add({ box, quote: 'tres sextos', mentions: [app.idOf('beto')] });
    await change(id, { version: 1, text: then });
    await read('beto', id);
    await setEpisode(app, episodeId, {
      status: 'withdrawn',
      withdrawnAt: new Date(Date.now() - 25 * 3_600_000),
      purgedAt: new Date(),
    });
    const signal = new AbortController().signal;
    await unnameJob.run(app.deps, {}, { signal, retry: 0, lastTry: false });
    expect(await revisions(id)).toEqual([]);
    const [row] = await app.deps.db.select().from(comments).where(eq(comments.id, id));
    expect(row).toMatchObject({ text: '', authorId: null, box: null, quote: null });
    const named = eq(commentMentions.commentId, id);
    expect(await app.deps.db.$count(commentMentions, named)).toBe(0);
    expect(await app.deps.db.$count(readings, eq(readings.episodeId, episodeId))).toBe(0);
  });

  test('is nobody’s to read who may not read the comment', async () => {
    const { id } = await add();
    await app.club({ name: 'Otro club', mediators: ['stranger'] });
    expect(await history('stranger', id)).toMatchObject({ status: 404, code: 'comment_not_found' });
    expect(await history('ana', randomUUID())).toMatchObject({ status: 404, code: 'comment_not_found' });
  });
});

describe('taking up what the composer asked', () => {
  const codesOf = (commentId: string) =>
    app.deps.db
      .select({ revision: codings.revision, what: codings.what, how: codings.how })
      .from(codings)
      .where(eq(codings.commentId, commentId))
      .orderBy(asc(codings.revision));
  const judged = { what: 'teaching', how: 'judgment' } as const;
  const seen = { what: 'teaching', how: 'evidence' } as const;
  const unmarked = { what: null, how: null };

  test('keeps the words and codes before it, and those after', async () => {
    const before = { text: first, codes: judged };
    const made = await add({ text: then, codes: seen, before, endMs: 3000 });
    expect(made).toMatchObject({ text: then, codes: seen, version: 2, editedAt: null });
    expect(await revisions(made.id)).toMatchObject([
      { version: 1, text: first, atMs: 1000, endMs: 3000, reason: 'asked' },
    ]);
    expect(await codesOf(made.id)).toEqual([
      { revision: 1, ...judged },
      { revision: 2, ...seen },
    ]);
    expect(await told(app, clubId, 'beto')).toHaveLength(1);
  });

  test('leaves what was never sent to its author alone', async () => {
    const { id } = await add({ text: then, before: { text: first, codes: judged } });
    await change(id, { version: 2, text: 'Otra cosa' });
    expect((await history('ana', id)).body).toMatchObject([{ text: then }, { text: first, reason: 'asked' }]);
    for (const name of ['beto', 'mara', 'gil'])
      expect((await history(name, id)).body).toMatchObject([{ text: then, reason: 'edit' }]);
  });

  test('tells unmarked before from codes that stayed the same', async () => {
    const marked = await add({ text: then, codes: seen, before: { text: first, codes: unmarked } });
    expect(await codesOf(marked.id)).toEqual([
      { revision: 1, ...unmarked },
      { revision: 2, ...seen },
    ]);
    const same = await add({ text: then, codes: judged, before: { text: first, codes: judged } });
    expect(await codesOf(same.id)).toEqual([{ revision: 1, ...judged }]);
    const never = await add({ text: then, before: { text: first, codes: unmarked } });
    expect(await codesOf(never.id)).toEqual([]);
    await app.as('ana').ok(contract.codeComment, { params: { commentId: never.id }, body: seen });
    expect(await codesOf(never.id)).toEqual([{ revision: 1, ...seen }]);
  });

  test('sent twice is kept once', async () => {
    const body = { id: randomUUID(), text: then, codes: seen, before: { text: first, codes: judged } };
    const [one, two] = await Promise.all([add(body), add(body)]);
    expect(two).toEqual(one);
    expect(await revisions(body.id)).toHaveLength(1);
    expect(await codesOf(body.id)).toHaveLength(2);
  });
});
