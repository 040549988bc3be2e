import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { memberships } from '../../db/schema/clubs.ts';
import { removeComment } from '../../server/comments/contract.ts';
import { setStage } from '../../server/meetings/contract.ts';
import { listExports } from '../../server/research/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addCoding } from '../helpers/coded.ts';
import { addEpisode, setEpisode } from '../helpers/episode.ts';
import { type ResearchClub, researchClub } from '../helpers/research.ts';

let app: TestApp;
let club: ResearchClub;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  club = await researchClub(app);
});

const codeBlind = (commentId: string, coder: string) =>
  addCoding(app, commentId, coder, 'blind', { what: 'learning', how: null });

test('of whoever did not agree there is nothing: no comment, no coding, no name, not what is answered', async () => {
  const { agree, say, file, table, episodeId } = club;
  const { pseudonym } = await agree('ana');
  const theirs = await say('beto', { text: 'Palabras de otro.', codes: { what: 'teaching', how: null } });
  const reply = await say('ana', { parentId: theirs.id, text: 'Como dice @beto, y carla también.' });
  await codeBlind(reply.id, 'beto');
  await codeBlind(reply.id, 'ana');
  const secrets = [theirs.id, app.idOf('beto'), app.idOf('ana'), 'Palabras', 'Fracciones', 'club.test'];
  for (const format of ['csv', 'jsonld', 'vtt', 'eaf']) {
    const text = await file(format, episodeId);
    expect(text).toContain('Como dice «…», y «…» también.');
    expect([format, /\b(beto|carla|ana)\b/i.exec(text)?.[0]]).toEqual([format, undefined]);
    expect([format, secrets.filter((secret) => text.includes(secret))]).toEqual([format, []]);
  }
  const rows = await table();
  expect(rows.map(({ source, coder, reply, reply_to }) => [source, coder, reply, reply_to])).toEqual([
    ['blind', pseudonym, 'true', ''],
  ]);
});

test('taking a yes back takes everything out of the next export, also out of what others wrote and coded', async () => {
  const { agree, say, file, texts } = club;
  const { pseudonym } = await agree('beto');
  await agree('ana');
  await say('beto', { text: 'Lo de Beto.' });
  await codeBlind((await say('ana', { text: 'Beto espera.', atMs: 2000 })).id, 'beto');
  expect(await texts()).toEqual([`Lo de ${pseudonym}.`, `${pseudonym} espera.`]);
  await agree('beto', false);
  expect(await texts()).toEqual(['«…» espera.']);
  for (const format of ['csv', 'jsonld']) expect(await file(format)).not.toContain(pseudonym);
  await agree('beto');
  expect(await texts()).toEqual([`Lo de ${pseudonym}.`, `${pseudonym} espera.`]);
});

test('what somebody wrote before they left goes out as they last answered', async () => {
  const { agree, say, texts, clubId } = club;
  await agree('ana');
  await say('ana', { text: 'Antes de irme.' });
  await say('beto', { text: 'Sin haber aceptado.' });
  await app.remove(clubId, 'ana');
  await app.remove(clubId, 'beto');
  expect(await texts()).toEqual(['Antes de irme.']);
});

test('private notes, deleted comments and what is on episodes unshared or withdrawn never go out', async () => {
  const { agree, say, texts, get, clubId, episodeId, params } = club;
  await agree('ana');
  await say('ana', { text: 'sale' });
  await say('ana', { text: 'privada', onlyMine: true });
  const { id: commentId } = await say('ana', { text: 'borrada' });
  await app.as('ana').ok(removeComment, { params: { commentId } });
  const mine = await addEpisode(app, clubId, 'ana', { sharedAt: null });
  await say('ana', { on: mine, text: 'sin compartir' });
  const gone = await addEpisode(app, clubId, 'beto');
  await say('ana', { on: gone, text: 'retirado' });
  await setEpisode(app, gone, { status: 'withdrawn', withdrawnAt: new Date() });
  expect(await texts()).toEqual(['sale']);
  expect(await app.as('mara').ok(listExports, { params })).toEqual({
    ...{ agreed: 1, people: 4, comments: 1, imported: 0 },
    episodes: [{ id: episodeId, number: 1, title: 'Fracciones de Beto', comments: 1 }],
  });
  for (const hidden of [mine, gone, randomUUID()])
    expect((await get('mara', 'vtt', hidden)).status).toBe(404);
});

test('while an episode is noticed alone nothing on it goes out, not even of the mediator who asks', async () => {
  const { agree, say, texts, get, meetingId, episodeId, params } = club;
  await agree('ana');
  await agree('mara');
  await say('ana', { text: 'una' });
  await say('mara', { text: 'otra', atMs: 2000 });
  const stage = (to: 'alone' | 'open') =>
    app.as('mara').ok(setStage, { params: { meetingId, episodeId }, body: { stage: to } });
  await stage('alone');
  expect(await texts()).toEqual([]);
  expect((await get('mara', 'eaf', episodeId)).status).toBe(404);
  expect(await app.as('mara').ok(listExports, { params })).toMatchObject({ comments: 0, episodes: [] });
  await stage('open');
  expect(await texts()).toEqual(['una', 'otra']);
});

test('a yes is for one club: what the same person wrote in another stays there', async () => {
  const { agree, say, texts, get } = club;
  await agree('ana');
  await say('ana', { text: 'aquí' });
  const other = await researchClub(app);
  await other.say('ana', { text: 'allá' });
  await other.agree('beto');
  expect(await texts()).toEqual(['aquí']);
  expect(await other.texts()).toEqual([]);
  expect((await get('mara', 'csv', other.episodeId)).status).toBe(404);
});

test('in a club that keeps how to the author, a yes is a yes to how as well', async () => {
  const { agree, say, table } = await researchClub(app, 'author');
  await agree('ana');
  await say('ana', { codes: { what: 'learning', how: 'judgment' } });
  await say('beto', { codes: { what: 'learning', how: 'evidence' } });
  expect((await table()).map(({ how }) => how)).toEqual(['judgment']);
});

test('there is no filter by person: whatever else is asked, all who agreed are in it', async () => {
  const { agree, say, path } = club;
  const { pseudonym } = await agree('ana');
  await agree('beto');
  await say('ana', { text: 'una' });
  await say('beto', { text: 'otra' });
  const asked = `author=${pseudonym}&userId=${app.idOf('ana')}&person=ana`;
  const text = await (await app.as('mara').fetch(`${path('csv')}?${asked}`)).text();
  expect([text.includes('una'), text.includes('otra')]).toEqual([true, true]);
});

test('a pseudonym without a yes is of nobody', async () => {
  const { agree, say, file, clubId } = club;
  await agree('ana');
  await say('ana', { text: 'sale' });
  await say('beto', { text: 'queda' });
  await app.deps.db
    .update(memberships)
    .set({ pseudonym: 'P-9XYW' })
    .where(and(eq(memberships.clubId, clubId), eq(memberships.userId, app.idOf('beto'))));
  const csv = await file('csv');
  expect([csv.includes('queda'), csv.includes('P-9XYW')]).toEqual([false, false]);
});
