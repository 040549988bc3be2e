import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { imports, importedComments } from '../../db/schema/earlier.ts';
import { recordAsking } from '../../server/asking/contract.ts';
import { codeComment } from '../../server/comments/contract.ts';
import { listExports } from '../../server/research/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode, setEpisode } from '../helpers/episode.ts';
import { type ResearchClub, researchClub } from '../helpers/research.ts';

let app: TestApp;
let club: ResearchClub;
beforeAll(async () => {
  app = await testApp();
  await app.club({ name: 'Otro club', mediators: ['stranger'] });
});
afterAll(() => app.close());
beforeEach(async () => {
  club = await researchClub(app);
});

test('a row for each coding, with meeting, episode and moment, in the order of the video', async () => {
  const { agree, say, table } = club;
  const { pseudonym: ana } = await agree('ana');
  const { pseudonym: beto } = await agree('beto');
  const codes = { what: 'learning', how: 'judgment' } as const;
  const late = await say('ana', { atMs: 9000, endMs: 12_000, codes });
  const recoded = { ...codes, how: 'evidence' as const };
  await app.as('ana').ok(codeComment, { params: { commentId: late.id }, body: recoded });
  await say('beto', { atMs: 2000, text: 'Espera seis segundos.' });
  const rows = await table();
  const shown = rows.map(({ author, at_ms, revision, how, presenters_own }) =>
    [author, at_ms, revision, how, presenters_own].join(' '),
  );
  expect(shown).toEqual([
    `${beto} 2000   true`,
    `${ana} 9000 1 judgment false`,
    `${ana} 9000 2 evidence false`,
  ]);
  expect(rows[2]).toMatchObject({
    ...{ comment: late.id, role: 'teacher', meeting: '1', meeting_date: '2026-05-10', episode: '1' },
    ...{
      episode_duration_ms: '600000',
      end_ms: '12000',
      phase: 'before',
      reply: 'false',
      independent: 'true',
    },
    ...{
      source: 'author',
      coder: ana,
      codebook: 'what-how/1',
      what: 'learning',
      imported: 'false',
      words: '5',
    },
  });
});

test('a mediator’s reply has its practice and move, and the comment it answers', async () => {
  const { agree, say, table } = club;
  await agree('ana');
  await agree('mara');
  const first = await say('ana');
  await say('mara', {
    ...{ parentId: first.id, atMs: 2000, text: '¿Qué vio?' },
    facilitation: { practice: 'sustaining', move: 'pressing' },
  });
  expect((await table())[1]).toMatchObject({
    ...{ role: 'mediator', reply: 'true', reply_to: first.id, practice: 'sustaining', move: 'pressing' },
  });
});

test('the number of an episode stays when others come and go', async () => {
  const { agree, say, table, clubId, episodeId } = club;
  await agree('ana');
  const second = await addEpisode(app, clubId, 'beto', { sharedAt: new Date(Date.now() + 1000) });
  await say('ana', { on: second });
  expect((await table()).map(({ episode }) => episode)).toEqual(['2']);
  await setEpisode(app, episodeId, { status: 'withdrawn', withdrawnAt: new Date() });
  await addEpisode(app, clubId, 'beto', { sharedAt: null });
  expect((await table()).map(({ episode }) => episode)).toEqual(['2']);
});

test.each([
  ['csv', 'text/csv'],
  ['jsonld', 'application/ld+json'],
  ['vtt', 'text/vtt'],
  ['eaf', 'application/xml'],
])('one episode alone goes out as %s, as a file that nothing keeps', async (format, type) => {
  const { agree, say, get, clubId, episodeId } = club;
  await agree('ana');
  const codes = { what: 'learning', how: null } as const;
  await say('ana', { text: 'del primero', atMs: 12_500, endMs: 18_000, codes });
  await say('ana', { text: 'del segundo', on: await addEpisode(app, clubId, 'beto') });
  const { headers, ...response } = await get('mara', format, episodeId).then(async (answer) => ({
    headers: answer.headers,
    text: await answer.text(),
  }));
  expect(headers.get('content-type')).toContain(type);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('content-disposition')).toBe(`attachment; filename="video-club-episode-1.${format}"`);
  expect(response.text).toContain('del primero');
  expect(response.text).not.toContain('del segundo');
});

test('what is asked for in another way is refused; the dictionary needs nobody’s yes', async () => {
  const { agree, get } = club;
  const dictionary = await get('mara', 'dictionary');
  expect(dictionary.headers.get('content-disposition')).toContain('video-club-dictionary.csv');
  expect(await dictionary.text()).toContain('at_ms');
  await agree('ana');
  for (const format of ['vtt', 'eaf', 'xlsx']) expect((await get('mara', format)).status).toBe(400);
  expect((await get('mara', 'csv', 'x')).status).toBe(400);
});

test('what the composer asked goes out with the comment it was about, as its own author was asked', async () => {
  const { agree, say, table, episodeId } = club;
  await agree('ana');
  const { id: commentId } = await say('ana');
  const ask = (name: string, cause: 'marked' | 'words', answer: 'left' | null) =>
    app.as(name).ok(recordAsking, {
      params: { episodeId, askingId: randomUUID() },
      body: { commentId, cause, answer, askedAt: new Date().toISOString() },
    });
  await ask('ana', 'words', 'left');
  await ask('beto', 'marked', null);
  expect((await table())[0]).toMatchObject({ asked_cause: 'words', asked_answer: 'left' });
});

test('comments of earlier meetings go out in the table, marked, and follow the episode they name', async () => {
  const { agree, table, clubId, meetingId, episodeId, params } = club;
  const { pseudonym } = await agree('ana');
  const { db } = app.deps;
  const file = { clubId, fileName: 'a.csv', fileHash: 'x', rows: 3 };
  const [made] = await db.insert(imports).values(file).returning();
  const row = { importId: made!.id, clubId, meetingId, authorRole: 'teacher' as const };
  const codes = { what: 'teaching', how: 'judgment' } as const;
  await db.insert(importedComments).values([
    { ...row, ...codes, authorId: app.idOf('ana'), text: '=1+1' },
    { ...row, authorId: app.idOf('ana'), episodeId, atMs: 500, text: 'De Beto.' },
    { ...row, ...codes, authorId: app.idOf('beto'), text: 'ajeno' },
  ]);
  const shown = async () =>
    (await table()).map(({ author, imported, source, what, episode, text }) =>
      [author, imported, source, what, episode, text].join('|'),
    );
  expect(await shown()).toEqual([
    `${pseudonym}|true|||1|De «…».`,
    `${pseudonym}|true|imported|teaching||'=1+1`,
  ]);
  expect(await app.as('mara').ok(listExports, { params })).toMatchObject({ comments: 0, imported: 2 });
  await setEpisode(app, episodeId, { status: 'withdrawn', withdrawnAt: new Date() });
  expect(await shown()).toEqual([`${pseudonym}|true|imported|teaching||'=1+1`]);
});

test('mediators alone download, and nobody while nobody agreed', async () => {
  const { agree, get } = club;
  const refused = await get('mara', 'csv');
  expect(refused.status).toBe(409);
  expect(await refused.json()).toMatchObject({ code: 'research_nobody_agreed' });
  await agree('ana');
  const statuses = { mara: 200, ana: 403, gil: 403, stranger: 404, anonymous: 401 };
  for (const [name, status] of Object.entries(statuses))
    expect([name, (await get(name, 'csv')).status]).toEqual([name, status]);
});
