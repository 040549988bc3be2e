import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { users } from '../../db/schema/accounts.ts';
import { clubs } from '../../db/schema/clubs.ts';
import { comments } from '../../db/schema/comments.ts';
import { drawSample, getAgreement } from '../../server/blind/contract.ts';
import type { Codes } from '../../server/coding/contract.ts';
import { unnameJob } from '../../server/comments/unname.job.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addCoding, addComments, addMeeting, texts } from '../helpers/coded.ts';
import { setEpisode } from '../helpers/episode.ts';

let app: TestApp;
let clubId: string;
let place: Awaited<ReturnType<typeof addMeeting>>;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());
beforeEach(() => newClub('club'));

async function newClub(howSeen: 'club' | 'author') {
  const teachers = ['ana', 'beto', 'carla'];
  clubId = await app.club({ howSeen, mediators: ['mara', 'mirta'], teachers, guests: ['gil', 'greta'] });
  place = await addMeeting(app, clubId, 'beto');
}
const E: Codes = { what: 'learning', how: 'evidence' };
const J: Codes = { what: 'teaching', how: 'judgment' };
const none: Codes = { what: null, how: null };
const draw = () => app.as('mara').ok(drawSample, { params: { clubId } });
const seen = (name = 'mara') => app.as(name).ok(getAgreement, { params: { clubId } });
/** Comments of these authors, in turn, marked by them like that; returns their ids. */
async function written(codes: readonly Codes[], authors = ['ana', 'beto', 'carla']) {
  const ids: string[] = [];
  for (const [index, each] of codes.entries()) {
    const author = authors[index % authors.length]!;
    const [id] = await addComments(app, place, author, [`Dicho ${index + 1}`]);
    await addCoding(app, id!, author, 'author', each);
    ids.push(id!);
  }
  return ids;
}
async function coded(
  ids: readonly string[],
  coder: string,
  codes: readonly Codes[],
  { source = 'blind', from = 0 }: { source?: 'author' | 'mediator' | 'blind'; from?: number } = {},
) {
  for (const [index, id] of ids.entries())
    if (codes[index]) await addCoding(app, id, coder, source, codes[index], { at: from + index });
}
const half = (many: number) => Array.from({ length: many }, (_, index) => (index % 2 ? E : J));

describe('how coders agree', () => {
  test('is told by pair and axis, with n, prevalence and both coefficients', async () => {
    const ids = await written([...half(12), none]);
    await coded(ids, 'gil', [...half(10), J, none, E]);
    await draw();
    const { sample, coders, comparisons, together } = await seen();
    expect(sample).toMatchObject({ population: 13, size: 13, standing: 13 });
    expect(coders).toEqual([{ coder: { number: 1, name: 'gil', me: false }, source: 'blind', done: 13 }]);
    expect(together).toBeNull();
    expect(comparisons).toHaveLength(1);
    expect(comparisons[0]).toMatchObject({
      one: { source: 'author', coder: null },
      other: { source: 'blind', coder: { name: 'gil' } },
      axes: {
        what: {
          ...{ n: 11, agreed: 11, open: 2, kappa: 1, alpha: 1, why: null },
          prevalence: [
            { code: 'teaching', one: 6, other: 6 },
            { code: 'learning', one: 5, other: 5 },
          ],
        },
      },
    });
  });

  test('counts the first code of an author, and the last of a coder', async () => {
    const ids = await written(half(10));
    await coded(ids, 'gil', half(10));
    await addCoding(app, ids[0]!, 'ana', 'author', E, { revision: 2 });
    await draw();
    const agreed = async () => (await seen()).comparisons[0]!.axes.what!.agreed;
    expect(await agreed()).toBe(10);
    await addCoding(app, ids[0]!, 'gil', 'blind', E, { revision: 2 });
    expect(await agreed()).toBe(9);
  });

  test('is told for blind coders among themselves, together, and for a mediator’s own coding', async () => {
    const ids = await written(half(12));
    await coded(ids, 'gil', half(12));
    await coded(ids, 'greta', half(12).toReversed(), { from: 100 });
    await coded(ids, 'mara', half(11), { source: 'mediator', from: 200 });
    await draw();
    const { comparisons, together } = await seen();
    const pairs = comparisons.map(({ one, other, axes }) => [
      ...[one.source, one.coder?.name, other.source, other.coder?.name],
      ...[axes.how?.n, axes.how?.agreed, axes.how?.kappa],
    ]);
    expect(pairs).toEqual([
      ['author', undefined, 'blind', 'gil', 12, 12, 1],
      ['author', undefined, 'blind', 'greta', 12, 0, -1],
      ['blind', 'gil', 'blind', 'greta', 12, 0, -1],
      ['author', undefined, 'mediator', 'mara', 11, 11, 1],
    ]);
    expect(together).toMatchObject({ coders: 2, what: { n: 12, why: null }, how: { n: 12 } });
    expect(together!.what!.alpha).toBeLessThan(0.1);
  });

  test('has no coefficient below ten pairs, nor kappa where one side is all of one kind', async () => {
    const ids = await written(half(12));
    await coded(ids, 'gil', half(9));
    await coded(
      ids,
      'greta',
      Array.from({ length: 12 }, () => E),
      { from: 100 },
    );
    await draw();
    const { comparisons } = await seen();
    expect(comparisons[0]!.axes.what).toMatchObject({
      n: 9,
      agreed: 9,
      kappa: null,
      alpha: null,
      why: 'few',
    });
    expect(comparisons[1]!.axes.what).toMatchObject({ n: 12, agreed: 6, kappa: null, why: 'constant' });
  });

  test('is empty, and not broken, before anything was drawn or coded', async () => {
    const nothing = { coders: [], comparisons: [], together: null };
    expect(await seen('gil')).toEqual({ sample: null, ...nothing, agenda: null });
    await written(half(3));
    await draw();
    expect(await seen('gil')).toMatchObject({ sample: { size: 3, standing: 3 }, ...nothing });
  });

  test('names coders to mediators and to themselves; to a guest others are somebody else', async () => {
    const ids = await written(half(2));
    await coded(ids, 'gil', half(2));
    await coded(ids, 'mirta', half(1), { from: 100 });
    await draw();
    const names = async (name: string) =>
      (await seen(name)).coders.map(({ coder }) => [coder.name, coder.me]);
    expect(await names('mara')).toEqual([
      ['gil', false],
      ['mirta', false],
    ]);
    expect(await names('gil')).toEqual([
      ['gil', true],
      [null, false],
    ]);
    expect(JSON.stringify(await seen('greta'))).not.toContain('gil');
    expect(JSON.stringify(await seen('greta'))).not.toContain(app.idOf('gil'));
    const refused = await app.as('ana').call(getAgreement, { params: { clubId } });
    expect(refused.code).toBe('not_allowed');
  });

  test('leaves out what was deleted or withdrawn, what is not in the newest sample, and coders who are gone', async () => {
    const ids = await written(half(12));
    await coded(ids, 'gil', half(12));
    await draw();
    const n = async () => (await seen()).comparisons[0]?.axes.what?.n;
    expect(await n()).toBe(12);
    await app.deps.db
      .update(comments)
      .set({ deletedAt: new Date(), text: '' })
      .where(eq(comments.id, ids[0]!));
    expect(await n()).toBe(11);
    const more = await addComments(app, place, 'ana', texts(1));
    await coded(more, 'gil', [E]);
    expect((await seen()).coders).toMatchObject([{ done: 11 }]);
    await setEpisode(app, place.episodeId, { status: 'withdrawn', withdrawnAt: new Date() });
    expect(await n()).toBeUndefined();
    await setEpisode(app, place.episodeId, { purgedAt: new Date() });
    await unnameJob.run(app.deps, {}, { signal: new AbortController().signal, retry: 0, lastTry: false });
    expect(await seen()).toMatchObject({ sample: { size: 12, standing: 0 }, coders: [], comparisons: [] });
  });

  test('stands that a coder’s account is gone: their codes are nobody’s', async () => {
    await app.person('visita');
    const ids = await written(half(10));
    await coded(ids, 'visita', half(10));
    await coded(ids, 'gil', half(10));
    await draw();
    await app.deps.db.delete(users).where(eq(users.id, app.idOf('visita')));
    expect((await seen()).coders).toMatchObject([{ coder: { name: 'gil' } }]);
  });

  test('can be read in an archived club', async () => {
    await app.deps.db.update(clubs).set({ archivedAt: new Date() }).where(eq(clubs.id, clubId));
    expect(await seen('gil')).toMatchObject({ sample: null });
  });
});

describe('where how is seen by its author alone', () => {
  beforeEach(() => newClub('author'));
  const how = async () => (await seen()).comparisons[0]!.axes.how;

  test('no how of authors is compared below three of them, to nobody', async () => {
    const ids = await written(half(30), ['ana', 'beto']);
    await coded(ids, 'gil', half(30));
    await coded(ids, 'mara', half(30), { source: 'mediator', from: 100 });
    await draw();
    for (const name of ['mara', 'gil'])
      for (const { axes } of (await seen(name)).comparisons)
        expect([axes.how, axes.what?.n]).toEqual([null, 30]);
  });

  test('what is told grows by tens, so that no single mark shows by the difference', async () => {
    const ids = await written(half(24));
    await coded(ids.slice(0, 9), 'mara', half(9));
    await draw();
    expect(await how()).toBeNull();
    await addCoding(app, ids[9]!, 'mara', 'blind', E, { at: 9 });
    const told = await how();
    expect(told).toMatchObject({ n: 10, agreed: 10, open: 0 });
    for (const [at, id] of ids.slice(10, 19).entries())
      await addCoding(app, id, 'mara', 'blind', J, { at: 10 + at });
    expect(await how()).toEqual(told);
    await addCoding(app, ids[19]!, 'mara', 'blind', J, { at: 19 });
    expect(await how()).toMatchObject({ n: 20, agreed: 15 });
  });

  test('coding again does not show what the author had marked', async () => {
    const ids = await written(half(12));
    await coded(ids, 'mara', half(12));
    await draw();
    const before = await how();
    await addCoding(app, ids[0]!, 'mara', 'blind', E, { revision: 2 });
    expect(await how()).toEqual(before);
  });

  test('coders are compared among themselves, and all together only on what', async () => {
    const ids = await written(half(12));
    await coded(ids, 'gil', half(12));
    await coded(ids, 'greta', half(12), { from: 100 });
    await draw();
    const { comparisons, together } = await seen();
    expect(comparisons[2]).toMatchObject({ one: { source: 'blind' }, axes: { how: { n: 12, kappa: 1 } } });
    expect(together).toMatchObject({ what: { n: 12, alpha: 1 }, how: null });
  });
});
