import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clubs } from '../../db/schema/clubs.ts';
import { meetings } from '../../db/schema/meetings.ts';
import { addComment, removeComment } from '../../server/comments/contract.ts';
import * as contract from '../../server/meetings/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode, setEpisode, told } from '../helpers/episode.ts';

let app: TestApp;
let clubId: string;
beforeAll(async () => {
  app = await testApp();
  await app.club({ name: 'Otro club', mediators: ['stranger'] });
});
afterAll(() => app.close());

async function newClub() {
  clubId = await app.club({ mediators: ['mara', 'milo'], teachers: ['ana', 'beto'], guests: ['gil'] });
}
const plan = (body: { title?: string; heldOn?: string; episodeIds?: string[] } = {}) =>
  app.as('mara').ok(contract.createMeeting, { params: { clubId }, body: { heldOn: '2026-05-10', ...body } });
const list = (name: string) => app.as(name).ok(contract.listMeetings, { params: { clubId } });
const meeting = (name: string, meetingId: string) =>
  app.as(name).ok(contract.getMeeting, { params: { meetingId } });
const open = (meetingId: string, name = 'mara') =>
  app.as(name).call(contract.openMeeting, { params: { meetingId } });
const close = (meetingId: string) => app.as('mara').call(contract.closeMeeting, { params: { meetingId } });
const remove = (meetingId: string) => app.as('mara').call(contract.removeMeeting, { params: { meetingId } });
const setTimes = (meetingId: string, openedAt: Date, closesAt: Date) =>
  app.deps.db.update(meetings).set({ openedAt, closesAt }).where(eq(meetings.id, meetingId));
const comment = (episodeId: string) =>
  app.as('ana').ok(addComment, {
    params: { episodeId },
    body: { id: randomUUID(), atMs: 1000, text: 'E4 cuenta con los dedos' },
  });

describe('planning meetings', () => {
  beforeAll(newClub);

  test('numbers them one after another in their club, and tells the club', async () => {
    const first = await plan({ title: '  Partimos ' });
    expect(first).toMatchObject({ number: 1, title: 'Partimos', state: 'planned', heldOn: '2026-05-10' });
    expect(first).toMatchObject({ openedAt: null, closesAt: null, episodes: [], commentCount: 0 });
    await plan();
    expect((await list('gil')).map(({ number }) => number)).toEqual([1, 2]);
    expect(await told(app, clubId, 'gil')).toContainEqual({ type: 'meeting.changed', meetingId: first.id });
  });

  test('gives two made at once two numbers', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => plan()));
    expect(new Set(made.map(({ number }) => number)).size).toBe(8);
  });

  test('keeps the order of discussion, each episode once', async () => {
    const [a, b, c] = [
      await addEpisode(app, clubId, 'ana', { title: 'A' }),
      await addEpisode(app, clubId, 'ana', { title: 'B' }),
      await addEpisode(app, clubId, 'beto', { title: 'C' }),
    ];
    const { id, episodes } = await plan({ episodeIds: [c, a, b, a] });
    expect(episodes.map(({ title }) => title)).toEqual(['C', 'A', 'B']);
    expect(episodes[0]?.posterUrl).toContain(c);
    const changed = await app
      .as('mara')
      .ok(contract.changeMeeting, { params: { meetingId: id }, body: { episodeIds: [b, c], title: 'Otro' } });
    expect(changed).toMatchObject({ title: 'Otro', heldOn: '2026-05-10' });
    expect(changed.episodes.map(({ title }) => title)).toEqual(['B', 'C']);
  });

  test('takes only episodes of the club that are shared', async () => {
    const otherClub = await app.club({ mediators: ['mara'] });
    const refused = [
      randomUUID(),
      await addEpisode(app, otherClub, 'mara'),
      await addEpisode(app, clubId, 'mara', { sharedAt: null }),
      await addEpisode(app, clubId, 'ana', { status: 'withdrawn', withdrawnAt: new Date() }),
    ];
    const before = await list('mara');
    for (const episodeId of refused) {
      const body = { heldOn: '2026-05-10', episodeIds: [episodeId] };
      const answer = await app.as('mara').call(contract.createMeeting, { params: { clubId }, body });
      expect(answer).toMatchObject({ status: 404, code: 'episode_not_found' });
    }
    expect(await list('mara')).toEqual(before);
  });

  test('hides a withdrawn episode from everybody but its owner, and keeps its place', async () => {
    const [kept, withdrawn] = [
      await addEpisode(app, clubId, 'ana', { title: 'Queda' }),
      await addEpisode(app, clubId, 'beto', { title: 'Se retira' }),
    ];
    const { id } = await plan({ episodeIds: [withdrawn, kept] });
    await setEpisode(app, withdrawn, { status: 'withdrawn', withdrawnAt: new Date() });
    const titles = async (name: string) => (await meeting(name, id)).episodes.map(({ title }) => title);
    expect(await titles('ana')).toEqual(['Queda']);
    expect(await titles('mara')).toEqual(['Queda']);
    expect(await titles('beto')).toEqual(['Se retira', 'Queda']);

    const body = { episodeIds: [kept] };
    await app.as('mara').ok(contract.changeMeeting, { params: { meetingId: id }, body });
    await setEpisode(app, withdrawn, { status: 'ready', withdrawnAt: null });
    expect((await titles('ana')).toSorted()).toEqual(['Queda', 'Se retira']);
  });

  test.each([
    { that: 'a day that is none', body: { heldOn: '2026-02-30' } },
    { that: 'a year that never was', body: { heldOn: '0000-01-01' } },
    { that: 'a title too long', body: { heldOn: '2026-05-10', title: 'x'.repeat(121) } },
    { that: 'a title with a character no database keeps', body: { heldOn: '2026-05-10', title: 'a\u0000b' } },
    { that: 'an id that is none', body: { heldOn: '2026-05-10', episodeIds: ['7'] } },
  ])('refuses $that', async ({ body }) => {
    const answer = await app.as('mara').call(contract.createMeeting, { params: { clubId }, body });
    expect(answer).toMatchObject({ status: 400, code: 'invalid_request' });
  });
});

describe('a meeting in progress', () => {
  beforeAll(newClub);

  test('is open from when a mediator opens it until she closes it', async () => {
    const { id } = await plan();
    expect(await close(id)).toMatchObject({ status: 409, code: 'meeting_not_open' });
    const { body: opened } = await open(id);
    expect(opened).toMatchObject({ state: 'open' });
    const length = Date.parse(opened.closesAt ?? '') - Date.parse(opened.openedAt ?? '');
    expect(length).toBe(6 * 3_600_000);
    expect((await close(id)).body).toMatchObject({ state: 'closed' });
    expect(await meeting('gil', id)).toMatchObject({ state: 'closed' });
    expect(await close(id)).toMatchObject({ status: 409, code: 'meeting_not_open' });
    const changes = (await told(app, clubId, 'ana')).filter(({ type }) => type === 'meeting.changed');
    expect(changes).toHaveLength(3);
  });

  test('is the only one of its club, also when two are opened at once', async () => {
    const [one, two] = [await plan(), await plan()];
    const answers = await Promise.all([open(one.id), open(two.id, 'milo')]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused).toMatchObject({ code: 'meeting_already_open' });
    expect((await list('ana')).filter(({ state }) => state === 'open')).toHaveLength(1);
    const running = answers.find(({ status }) => status === 200)?.body;
    await close(running?.id ?? '');
  });

  test('stays as it is when it is opened again', async () => {
    const { id } = await plan();
    const { body: first } = await open(id);
    expect((await open(id, 'milo')).body).toEqual(first);
    await close(id);
  });

  test('closes itself after six hours, and then another can be opened', async () => {
    const [one, two] = [await plan(), await plan()];
    await open(one.id);
    const past = new Date(Date.now() - 1);
    await setTimes(one.id, new Date(past.getTime() - 6 * 3_600_000), past);
    expect(await meeting('ana', one.id)).toMatchObject({ state: 'closed' });
    expect((await open(two.id)).body).toMatchObject({ state: 'open' });
    await close(two.id);
  });

  test('that was closed can be opened again: it began when it first did, and has six hours more', async () => {
    const { id } = await plan();
    const openedAt = new Date(Date.now() - 8 * 3_600_000);
    await setTimes(id, openedAt, new Date(Date.now() - 3_600_000));
    const { body } = await open(id);
    expect(body).toMatchObject({ state: 'open', openedAt: openedAt.toISOString() });
    expect(Date.parse(body.closesAt ?? '')).toBeGreaterThan(Date.now() + 5.9 * 3_600_000);
    await close(id);
  });
});

describe('removing a meeting', () => {
  beforeAll(newClub);

  test('is possible while nothing was said in it', async () => {
    const { id } = await plan();
    expect(await remove(id)).toMatchObject({ status: 200, body: null });
    expect(await list('mara')).toEqual([]);
    expect(await remove(id)).toMatchObject({ status: 404, code: 'meeting_not_found' });
    expect(await open(id)).toMatchObject({ status: 404, code: 'meeting_not_found' });
  });

  test('is refused once it has comments, of a withdrawn episode too, until they were deleted', async () => {
    const episodeId = await addEpisode(app, clubId, 'beto');
    const { id } = await plan({ episodeIds: [episodeId] });
    const { id: commentId } = await comment(episodeId);
    expect(await meeting('gil', id)).toMatchObject({ commentCount: 1 });
    expect(await remove(id)).toMatchObject({ status: 409, code: 'meeting_has_comments' });

    await setEpisode(app, episodeId, { status: 'withdrawn', withdrawnAt: new Date() });
    expect(await meeting('gil', id)).toMatchObject({ commentCount: 0 });
    expect(await remove(id)).toMatchObject({ status: 409, code: 'meeting_has_comments' });

    await setEpisode(app, episodeId, { status: 'ready', withdrawnAt: null });
    await app.as('ana').ok(removeComment, { params: { commentId } });
    expect(await remove(id)).toMatchObject({ status: 200 });
  });
});

describe('who may', () => {
  let meetingId: string;
  beforeAll(async () => {
    await newClub();
    meetingId = (await plan()).id;
  });

  test.each(['ana', 'gil'])('%s sees meetings and steers none', async (name) => {
    expect(await list(name)).toHaveLength(1);
    const body = { heldOn: '2026-05-10' };
    const made = await app.as(name).call(contract.createMeeting, { params: { clubId }, body });
    const changed = await app.as(name).call(contract.changeMeeting, { params: { meetingId }, body });
    for (const answer of [made, changed, await open(meetingId, name)])
      expect(answer).toMatchObject({ status: 403, code: 'not_allowed' });
  });

  test('a stranger is told that there is no such meeting, as with an id that is nobody’s', async () => {
    const theirs = await app.as('stranger').call(contract.getMeeting, { params: { meetingId } });
    const nobodys = await app
      .as('stranger')
      .call(contract.getMeeting, { params: { meetingId: randomUUID() } });
    expect(theirs).toMatchObject({ status: 404, code: 'meeting_not_found' });
    expect(theirs.body).toEqual(nobodys.body);
  });

  test('nobody steers meetings of an archived club, and everybody of it still sees them', async () => {
    await app.deps.db.update(clubs).set({ archivedAt: new Date() }).where(eq(clubs.id, clubId));
    expect(await open(meetingId)).toMatchObject({ status: 409, code: 'club_archived' });
    expect(await list('gil')).toHaveLength(1);
  });
});
