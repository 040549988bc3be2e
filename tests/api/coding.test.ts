import { randomUUID } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codings } from '../../db/schema/coding.ts';
import { comments } from '../../db/schema/comments.ts';
import { codebook, type Codes } from '../../server/coding/contract.ts';
import {
  addComment,
  codeComment,
  getComment,
  listComments,
  moveComment,
} from '../../server/comments/contract.ts';
import { unnameJob } from '../../server/comments/unname.job.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode, setEpisode, told } from '../helpers/episode.ts';

let app: TestApp;
let clubId: string;
let episodeId: string;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

async function newClub(howSeen: 'club' | 'author') {
  clubId = await app.club({ howSeen, mediators: ['mara'], teachers: ['ana', 'beto'], guests: ['gil'] });
  episodeId = await addEpisode(app, clubId, 'beto');
}
const none: Codes = { what: null, how: null };
const add = async (name: string, codes: Codes = none) => {
  const body = { id: randomUUID(), atMs: 1000, text: 'E4 cuenta con los dedos', codes };
  return app.as(name).ok(addComment, { params: { episodeId }, body });
};
const code = (name: string, commentId: string, body: Codes) =>
  app.as(name).ok(codeComment, { params: { commentId }, body });
const revisions = (commentId: string) =>
  app.deps.db
    .select({ revision: codings.revision, what: codings.what, how: codings.how })
    .from(codings)
    .where(eq(codings.commentId, commentId))
    .orderBy(asc(codings.revision));
const run = { signal: new AbortController().signal, retry: 0, lastTry: false };

describe('marking one’s own comment', () => {
  beforeEach(() => newClub('club'));

  test('can wait, can be half done, and can be taken back', async () => {
    const { id, codes } = await add('ana');
    expect(codes).toEqual(none);
    expect((await code('ana', id, { what: 'learning', how: null })).codes.what).toBe('learning');
    const { codes: both } = await code('ana', id, { what: 'learning', how: 'evidence' });
    expect(both).toEqual({ what: 'learning', how: 'evidence' });
    expect((await code('ana', id, none)).codes).toEqual(none);
  });

  test('keeps each change as a revision by its coder, source and codebook', async () => {
    const { id } = await add('ana', { what: 'teaching', how: 'judgment' });
    await code('ana', id, { what: 'learning', how: 'judgment' });
    await code('ana', id, { what: 'learning', how: null });
    expect(await revisions(id)).toEqual([
      { revision: 1, what: 'teaching', how: 'judgment' },
      { revision: 2, what: 'learning', how: 'judgment' },
      { revision: 3, what: 'learning', how: null },
    ]);
    const [row] = await app.deps.db.select().from(codings).where(eq(codings.commentId, id));
    expect(row).toMatchObject({ coderId: app.idOf('ana'), source: 'author', codebook });
  });

  test('keeps nothing and tells nobody when nothing changed, or when a first marking says nothing', async () => {
    const { id } = await add('ana');
    await code('ana', id, none);
    expect(await revisions(id)).toEqual([]);
    await code('ana', id, { what: 'learning', how: null });
    await code('ana', id, { what: 'learning', how: null });
    expect(await revisions(id)).toHaveLength(1);
    expect(await told(app, clubId, 'beto')).toHaveLength(2);
  });

  test('at once from two tabs leaves two revisions', async () => {
    const { id } = await add('ana');
    await Promise.all([
      code('ana', id, { what: 'learning', how: null }),
      code('ana', id, { what: 'teaching', how: null }),
    ]);
    expect((await revisions(id)).map(({ revision }) => revision)).toEqual([1, 2]);
  });

  test('takes only the codes of the codebook', async () => {
    const { id } = await add('ana');
    const body = { what: 'weather', how: null } as unknown as Codes;
    const answer = await app.as('ana').call(codeComment, { params: { commentId: id }, body });
    expect(answer).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  test('does not disturb someone who changes the words meanwhile', async () => {
    const { id, version } = await add('ana');
    expect((await code('ana', id, { what: 'learning', how: null })).version).toBe(version);
  });

  test('is seen by the whole club', async () => {
    const { id } = await add('ana', { what: 'learning', how: 'evidence' });
    for (const name of ['ana', 'beto', 'mara', 'gil']) {
      const { comments: seen } = await app.as(name).ok(listComments, { params: { episodeId } });
      const [comment] = seen.filter((one) => one.id === id);
      expect(comment).toMatchObject({ codes: { what: 'learning', how: 'evidence' }, howHidden: false });
    }
  });
});

describe('where how is seen by its author alone', () => {
  beforeEach(() => newClub('author'));
  const seen = async (name: string, commentId: string) => {
    const { comments: all } = await app.as(name).ok(listComments, { params: { episodeId } });
    const one = await app.as(name).ok(getComment, { params: { commentId } });
    expect(all.find(({ id }) => id === commentId)).toEqual(one);
    return { ...one.codes, howHidden: one.howHidden };
  };

  test('everybody else sees what, and not how: other teachers, guests and mediators', async () => {
    const { id, codes, howHidden } = await add('ana', { what: 'learning', how: 'judgment' });
    expect({ ...codes, howHidden }).toEqual({ what: 'learning', how: 'judgment', howHidden: false });
    expect(await seen('ana', id)).toEqual({ what: 'learning', how: 'judgment', howHidden: false });
    for (const name of ['beto', 'mara', 'gil'])
      expect(await seen(name, id)).toEqual({ what: 'learning', how: null, howHidden: true });
  });

  test('nobody else can tell whether it was marked, nor are they told when it is', async () => {
    const { id } = await add('ana', { what: 'learning', how: null });
    const before = await seen('mara', id);
    await code('ana', id, { what: 'learning', how: 'evidence' });
    expect(await seen('mara', id)).toEqual(before);
    expect(await told(app, clubId, 'mara')).toHaveLength(1);
    expect(await told(app, clubId, 'ana')).toHaveLength(2);
    await code('ana', id, { what: 'teaching', how: 'evidence' });
    expect(await told(app, clubId, 'mara')).toHaveLength(2);
  });

  test('a mediator who moves a comment is not shown it either', async () => {
    const { id } = await add('ana', { what: 'learning', how: 'judgment' });
    const moved = await app
      .as('mara')
      .ok(moveComment, { params: { commentId: id }, body: { meetingId: null } });
    expect(moved).toMatchObject({ codes: { what: 'learning', how: null }, howHidden: true });
  });

  test('a mediator’s own how is hers alone as well', async () => {
    const { id } = await add('mara', { what: 'teaching', how: 'evidence' });
    expect(await seen('ana', id)).toMatchObject({ how: null, howHidden: true });
    expect(await seen('mara', id)).toMatchObject({ how: 'evidence', howHidden: false });
  });
});

describe('an episode withdrawn for good', () => {
  beforeEach(() => newClub('club'));

  test('leaves the codes of its comments, without words and names; running again changes nothing', async () => {
    const { id } = await add('ana', { what: 'learning', how: 'evidence' });
    const other = await addEpisode(app, clubId, 'ana');
    const kept = await app.as('ana').ok(addComment, {
      params: { episodeId: other },
      body: { id: randomUUID(), atMs: 0, text: 'queda' },
    });
    const withdrawnAt = new Date(Date.now() - 25 * 3_600_000);
    await setEpisode(app, episodeId, { status: 'withdrawn', withdrawnAt, purgedAt: new Date() });
    await unnameJob.run(app.deps, {}, run);
    await unnameJob.run(app.deps, {}, run);

    const [comment] = await app.deps.db.select().from(comments).where(eq(comments.id, id));
    expect(comment).toMatchObject({ text: '', authorId: null, authorRole: 'teacher', deletedAt: null });
    const [coding] = await app.deps.db.select().from(codings).where(eq(codings.commentId, id));
    expect(coding).toMatchObject({ coderId: null, what: 'learning', how: 'evidence' });
    const [untouched] = await app.deps.db.select().from(comments).where(eq(comments.id, kept.id));
    expect(untouched).toMatchObject({ text: 'queda', authorId: app.idOf('ana') });
  });

  test('keeps words and names while its owner can still bring it back', async () => {
    const { id, text } = await add('ana');
    await setEpisode(app, episodeId, { status: 'withdrawn', withdrawnAt: new Date() });
    await unnameJob.run(app.deps, {}, run);
    await setEpisode(app, episodeId, { status: 'ready', withdrawnAt: null });
    const comment = await app.as('beto').ok(getComment, { params: { commentId: id } });
    expect(comment).toMatchObject({ text, author: { name: 'ana' } });
  });
});
