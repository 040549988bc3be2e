import { asc, eq, inArray } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { clubs } from '../../db/schema/clubs.ts';
import { blindSamples, codings } from '../../db/schema/coding.ts';
import { comments } from '../../db/schema/comments.ts';
import { meetingEpisodes } from '../../db/schema/meetings.ts';
import * as contract from '../../server/blind/contract.ts';
import { codebook, type Codes } from '../../server/coding/contract.ts';
import { unnameJob } from '../../server/comments/unname.job.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addCoding, addComments, addMeeting, texts } from '../helpers/coded.ts';
import { addEpisode, setEpisode } from '../helpers/episode.ts';
let app: TestApp;
let clubId: string;
let place: Awaited<ReturnType<typeof addMeeting>>;
beforeAll(async () => {
  app = await testApp();
  await app.club({ name: 'Otro club', mediators: ['stranger'] });
});
afterAll(() => app.close());
beforeEach(async () => {
  clubId = await app.club({ mediators: ['mara', 'mirta'], teachers: ['ana', 'beto'], guests: ['gil'] });
  place = await addMeeting(app, clubId, 'beto');
});
const both: Codes = { what: 'learning', how: 'evidence' };
const none: Codes = { what: null, how: null };
const draw = (name = 'mara') => app.as(name).call(contract.drawSample, { params: { clubId } });
const desk = (name: string, source: contract.DeskSource = 'blind', at?: number) =>
  app.as(name).ok(contract.getDesk, { params: { clubId }, query: { source, ...(at ? { at } : {}) } });
const code = (name: string, key: string, codes: Codes, source: contract.DeskSource = 'blind') =>
  app.as(name).call(contract.codeAtDesk, { params: { clubId }, body: { source, key, codes } });
/** Codes what is next at the desk; returns the desk after. */
async function codeNext(name: string, codes = both, source: contract.DeskSource = 'blind') {
  const { comment } = await desk(name, source);
  return (await code(name, comment!.key, codes, source)).body;
}
/** All that a coder is given, in order, by coding it. */
async function walk(name: string, source: contract.DeskSource = 'blind') {
  const read: string[] = [];
  for (let given = await desk(name, source); given.comment; given = await codeNext(name, none, source))
    read.push(given.comment.text);
  return read;
}

describe('the blind sample', () => {
  test('is a fifth of what teachers wrote, and at least 60; all where there are fewer', async () => {
    expect((await draw()).code).toBe('nothing_to_draw');
    await addComments(app, place, 'ana', texts(10));
    expect((await draw()).body).toMatchObject({ population: 10, size: 10 });
    await addComments(app, place, 'beto', texts(100));
    expect((await draw()).body).toMatchObject({ population: 110, size: 60 });
    await addComments(app, place, 'beto', texts(291));
    expect((await draw()).body).toMatchObject({ population: 401, size: 81 });
  });

  test('takes neither replies, private notes, mediators’ words, nor what is outside meetings or out of sight', async () => {
    const [kept] = await addComments(app, place, 'ana', ['queda']);
    await addComments(app, place, 'ana', ['respuesta'], { parentId: kept });
    await addComments(app, place, 'ana', ['nota'], { onlyMine: true });
    await addComments(app, place, 'ana', [''], { deletedAt: new Date() });
    await addComments(app, place, 'mara', ['mediadora'], { authorRole: 'mediator' });
    await addComments(app, place, 'ana', ['fuera'], { meetingId: null });
    const unshared = await addEpisode(app, clubId, 'ana', { sharedAt: null });
    await addComments(app, { ...place, episodeId: unshared }, 'ana', ['sin compartir']);
    const withdrawn = await addEpisode(app, clubId, 'ana', { withdrawnAt: new Date() });
    await addComments(app, { ...place, episodeId: withdrawn }, 'ana', ['retirado']);
    const alone = await addMeeting(app, clubId, 'ana');
    await addComments(app, alone, 'ana', ['a solas']);
    await app.deps.db
      .update(meetingEpisodes)
      .set({ stage: 'alone' })
      .where(eq(meetingEpisodes.episodeId, alone.episodeId));
    expect((await draw()).body).toMatchObject({ population: 1, size: 1 });
    expect(await walk('gil')).toEqual(['queda']);
  });

  test('is shuffled, the same for everybody, and the newest counts', async () => {
    await addComments(app, place, 'ana', texts(40));
    await draw();
    const first = await walk('gil');
    expect(first.toSorted()).toEqual(texts(40).toSorted());
    expect(first).not.toEqual(texts(40));
    expect(await walk('mara')).toEqual(first);
    await draw('mirta');
    expect((await desk('gil')).done).toBe(40);
    expect(await walk('mirta')).not.toEqual(first);
    expect(await app.deps.db.$count(blindSamples, eq(blindSamples.clubId, clubId))).toBe(2);
  });

  test('is drawn by mediators alone, and not in an archived club', async () => {
    await addComments(app, place, 'ana', texts(3));
    for (const name of ['ana', 'gil']) expect((await draw(name)).code).toBe('not_allowed');
    await app.deps.db.update(clubs).set({ archivedAt: new Date() }).where(eq(clubs.id, clubId));
    expect((await draw()).code).toBe('club_archived');
  });
});

describe('the blind desk', () => {
  test('says so while nothing was drawn, and is closed to teachers', async () => {
    expect(await desk('gil')).toEqual({ drawn: false, done: 0, total: 0, at: 1, comment: null });
    const given = { params: { clubId }, query: { source: 'blind' as const } };
    expect((await app.as('ana').call(contract.getDesk, given)).code).toBe('not_allowed');
    expect((await app.as('stranger').call(contract.getDesk, given)).code).toBe('club_not_found');
  });

  test('gives the words of one comment alone, without names, ids, times or anybody’s codes', async () => {
    const [id] = await addComments(app, place, 'ana', ['@beto dice que Ana y mara esperan']);
    await addCoding(app, id!, 'ana', 'author', both);
    await addCoding(app, id!, 'mirta', 'blind', both);
    await draw();
    const given = await desk('gil');
    expect(given).toEqual({
      ...{ drawn: true, done: 0, total: 1, at: 1 },
      comment: { key: expect.any(String), text: '«…» dice que «…» y «…» esperan', codes: null, shown: null },
    });
    expect(JSON.stringify(given)).not.toContain(id);
  });

  test('goes on where the coder was, on any device, and keeps each coding by its source and codebook', async () => {
    await addComments(app, place, 'ana', texts(4));
    await draw();
    await codeNext('gil', both);
    const after = await codeNext('gil', { what: 'teaching', how: null });
    expect(after).toMatchObject({ done: 2, total: 4, at: 3, comment: { codes: null } });
    expect(await desk('gil')).toEqual(after);
    expect(await desk('mara')).toMatchObject({ done: 0, at: 1 });
    const rows = await app.deps.db
      .select()
      .from(codings)
      .where(eq(codings.coderId, app.idOf('gil')))
      .orderBy(asc(codings.createdAt));
    expect(rows.slice(-2)).toMatchObject([
      { source: 'blind', codebook, revision: 1, ...both },
      { source: 'blind', codebook, revision: 1, what: 'teaching', how: null },
    ]);
  });

  test('takes "can’t be told" on both axes as coded', async () => {
    await addComments(app, place, 'ana', texts(2));
    await draw();
    expect(await codeNext('gil', none)).toMatchObject({ done: 1, at: 2 });
    expect(await desk('gil', 'blind', 1)).toMatchObject({ comment: { codes: none } });
  });

  test('lets one go back and change an answer, as a revision; the same answer again keeps nothing', async () => {
    const ids = await addComments(app, place, 'ana', texts(3));
    await draw();
    await codeNext('gil', both);
    await codeNext('gil', both);
    const back = await desk('gil', 'blind', 1);
    expect(back).toMatchObject({ at: 1, done: 2, comment: { codes: both } });
    const { key } = back.comment!;
    expect((await code('gil', key, both)).body).toMatchObject({ at: 3 });
    expect((await code('gil', key, none)).body).toMatchObject({ at: 3, done: 2 });
    expect(await desk('gil', 'blind', 1)).toMatchObject({ comment: { codes: none } });
    const said = await app.deps.db.select().from(codings).where(inArray(codings.commentId, ids));
    expect(said.map(({ revision }) => revision).toSorted()).toEqual([1, 1, 2]);
    expect(await desk('gil', 'blind', 99)).toMatchObject({ at: 3 });
  });

  test('is coded in its order: neither ahead, nor what is gone or of an older sample', async () => {
    await addComments(app, place, 'ana', texts(30));
    await draw();
    const { comment } = await desk('gil');
    const ahead = comment!.key.replace(/\d+$/, '7');
    expect((await code('gil', ahead, both)).code).toBe('desk_changed');
    expect((await code('gil', 'nothing', both)).code).toBe('desk_changed');
    await draw();
    expect((await code('gil', comment!.key, both)).code).toBe('desk_changed');
    expect((await desk('gil')).done).toBe(0);
  });

  test('answered at once from two devices leaves two revisions', async () => {
    const [id] = await addComments(app, place, 'ana', texts(1));
    await draw();
    const { key } = (await desk('gil')).comment!;
    await Promise.all([code('gil', key, both), code('gil', key, none)]);
    expect(await app.deps.db.$count(codings, eq(codings.commentId, id!))).toBe(2);
    expect(await desk('gil')).toMatchObject({ done: 1, total: 1, at: 2, comment: null });
  });

  test('never gives anybody their own, also when they wrote as a teacher before', async () => {
    await addComments(app, place, 'mara', ['propio']);
    await addComments(app, place, 'ana', ['ajeno']);
    await draw();
    expect(await walk('mara')).toEqual(['ajeno']);
    expect((await walk('gil')).toSorted()).toEqual(['ajeno', 'propio']);
  });

  test('forgets what was deleted, made private or withdrawn, and gives back what is restored', async () => {
    const [first, second, third] = await addComments(app, place, 'ana', texts(3));
    const other = await addMeeting(app, clubId, 'ana');
    await addComments(app, other, 'beto', ['otro']);
    await draw();
    const set = (id: string, change: Partial<typeof comments.$inferInsert>) =>
      app.deps.db.update(comments).set(change).where(eq(comments.id, id));
    await set(first!, { deletedAt: new Date(), text: '' });
    await set(second!, { onlyMine: true });
    expect((await desk('gil')).total).toBe(2);
    await setEpisode(app, place.episodeId, { status: 'withdrawn', withdrawnAt: new Date() });
    expect(await walk('gil')).toEqual(['otro']);
    await setEpisode(app, place.episodeId, { status: 'ready', withdrawnAt: null });
    expect(await walk('gil')).toEqual(['Comentario 3']);
    await addCoding(app, third!, 'mara', 'blind', both);
    await setEpisode(app, place.episodeId, { withdrawnAt: new Date(), purgedAt: new Date() });
    await unnameJob.run(app.deps, {}, { signal: new AbortController().signal, retry: 0, lastTry: false });
    expect(await desk('gil')).toMatchObject({ done: 1, total: 1, comment: null });
    const { coders } = await app.as('mara').ok(contract.getAgreement, { params: { clubId } });
    expect(coders).toMatchObject([{ coder: { name: 'gil' }, done: 1 }]);
  });

  test('takes only the codes of the codebook, and nothing in an archived club', async () => {
    await addComments(app, place, 'ana', texts(2));
    await draw();
    const { key } = (await desk('gil')).comment!;
    const wrong = { what: 'weather', how: null } as unknown as Codes;
    expect((await code('gil', key, wrong)).code).toBe('invalid_request');
    await app.deps.db.update(clubs).set({ archivedAt: new Date() }).where(eq(clubs.id, clubId));
    expect((await code('gil', key, both)).code).toBe('club_archived');
  });
});

describe('a mediator’s own desk', () => {
  test('gives all comments as they were written, with whose they are, and never the author’s codes', async () => {
    const [id] = await addComments(app, place, 'ana', ['Ana escribe', 'y sigue']);
    await addCoding(app, id!, 'ana', 'author', both);
    expect(await desk('mara', 'mediator')).toEqual({
      ...{ drawn: true, done: 0, total: 2, at: 1 },
      comment: {
        ...{ key: id, text: 'Ana escribe', codes: null },
        shown: {
          ...{ commentId: id, author: 'ana', atMs: 0 },
          episode: { id: place.episodeId, title: 'Fracciones, 4º básico' },
        },
      },
    });
    expect(await walk('mara', 'mediator')).toEqual(['Ana escribe', 'y sigue']);
    expect(await desk('mirta', 'mediator')).toMatchObject({ done: 0 });
  });

  test('is for mediators alone, and apart from what they code blindly', async () => {
    await addComments(app, place, 'ana', texts(1));
    await draw();
    const given = { params: { clubId }, query: { source: 'mediator' as const } };
    expect((await app.as('gil').call(contract.getDesk, given)).code).toBe('not_allowed');
    expect((await code('gil', 'x', both, 'mediator')).code).toBe('not_allowed');
    await codeNext('mara', both, 'mediator');
    expect(await desk('mara', 'blind')).toMatchObject({ done: 0 });
  });
});
