import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { askings } from '../../db/schema/comments.ts';
import { meetings } from '../../db/schema/meetings.ts';
import { recordAsking } from '../../server/asking/contract.ts';
import { changeClub, getClub } from '../../server/clubs/contract.ts';
import { listComments } from '../../server/comments/contract.ts';
import { unnameJob } from '../../server/comments/unname.job.ts';
import { createMeeting } from '../../server/meetings/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode, setEpisode } from '../helpers/episode.ts';

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

const plan = (episodeIds: string[] = []) =>
  app.as('mara').ok(createMeeting, { params: { clubId }, body: { heldOn: '2026-05-10', episodeIds } });
const hold = (id: string) =>
  app.deps.db
    .update(meetings)
    .set({ openedAt: new Date(Date.now() - 7_200_000), closesAt: new Date(Date.now() - 3_600_000) })
    .where(eq(meetings.id, id));
const settle = (body: z.input<typeof changeClub.body>) =>
  app.as('mara').ok(changeClub, { params: { clubId }, body });
const mayAsk = async () => (await app.as('ana').ok(listComments, { params: { episodeId } })).mayAsk;

describe('whether the composer may ask', () => {
  test('not in the first two meetings, nor in the last two of those planned', async () => {
    const asked: boolean[] = [];
    await settle({ plannedMeetings: 5 });
    for (let number = 1; number <= 5; number++) {
      const { id } = await plan([episodeId]);
      asked.push(await mayAsk());
      await hold(id);
    }
    expect(asked).toEqual([false, false, true, false, false]);
  });

  test('in every meeting from the third on where nobody said how many are planned', async () => {
    const asked: boolean[] = [];
    for (let number = 1; number <= 4; number++) {
      const { id } = await plan([episodeId]);
      asked.push(await mayAsk());
      await hold(id);
    }
    expect(asked).toEqual([false, false, true, true]);
  });

  test('outside meetings once two were held, until the last two begin', async () => {
    const asked = [await mayAsk()];
    await settle({ plannedMeetings: 4 });
    const ids = [];
    for (let number = 1; number <= 4; number++) ids.push((await plan()).id);
    for (const id of ids) {
      await hold(id);
      asked.push(await mayAsk());
    }
    expect(asked).toEqual([false, false, true, false, false]);
  });

  test('never where the club does not want it', async () => {
    for (let number = 1; number <= 3; number++) await hold((await plan([episodeId])).id);
    expect(await mayAsk()).toBe(true);
    await settle({ asking: false });
    expect(await mayAsk()).toBe(false);
  });
});

describe('how a club writes', () => {
  test('is for its mediators to settle, each thing by itself, and for everybody to know', async () => {
    const about = async () => (await app.as('gil').ok(getClub, { params: { clubId } })).club;
    expect(await about()).toMatchObject({ reactionMs: 1500, asking: true, plannedMeetings: null });
    await settle({ reactionMs: 0, plannedMeetings: 10 });
    await settle({ asking: false });
    expect(await about()).toMatchObject({ reactionMs: 0, asking: false, plannedMeetings: 10 });
    await settle({ plannedMeetings: null });
    expect((await about()).plannedMeetings).toBeNull();
    for (const body of [{ reactionMs: 5001 }, { reactionMs: -1 }, { plannedMeetings: 0 }]) {
      const answer = await app.as('mara').call(changeClub, { params: { clubId }, body });
      expect(answer).toMatchObject({ status: 400, code: 'invalid_request' });
    }
  });
});

describe('the record of what was asked', () => {
  type Body = z.input<typeof recordAsking.body>;
  const askedAt = () => new Date().toISOString();
  const record = (name: string, askingId: string, body: Partial<Body> = {}, on = episodeId) =>
    app.as(name).call(recordAsking, {
      params: { episodeId: on, askingId },
      body: { commentId: randomUUID(), cause: 'marked', answer: null, askedAt: askedAt(), ...body },
    });
  const row = async (askingId: string) =>
    (await app.deps.db.select().from(askings).where(eq(askings.id, askingId)))[0];

  test('says who was asked, about what, why, when, and in which meeting', async () => {
    const { id: meetingId } = await plan([episodeId]);
    const [askingId, commentId, at] = [randomUUID(), randomUUID(), askedAt()];
    expect((await record('ana', askingId, { commentId, cause: 'words', askedAt: at })).status).toBe(200);
    expect(await row(askingId)).toEqual({
      ...{ id: askingId, clubId, episodeId, meetingId, commentId, cause: 'words', answer: null },
      ...{ userId: app.idOf('ana'), askedAt: new Date(at) },
    });
  });

  test('takes the answer when it comes, once, and none is taken back by a late repetition', async () => {
    const askingId = randomUUID();
    await Promise.all([record('ana', askingId), record('ana', askingId)]);
    await record('ana', askingId, { answer: 'added' });
    await record('ana', askingId);
    expect((await row(askingId))?.answer).toBe('added');
    await record('ana', askingId, { answer: 'not_today' });
    expect((await row(askingId))?.answer).toBe('not_today');
    expect(await app.deps.db.$count(askings, eq(askings.episodeId, episodeId))).toBe(1);
  });

  test('is changed by nobody else, nor from another episode', async () => {
    const askingId = randomUUID();
    await record('ana', askingId);
    const other = await addEpisode(app, clubId, 'ana');
    for (const answer of [
      await record('beto', askingId, { answer: 'left' }),
      await record('ana', askingId, { answer: 'left' }, other),
    ])
      expect(answer).toMatchObject({ status: 404, code: 'not_found' });
    expect(await row(askingId)).toMatchObject({ userId: app.idOf('ana'), episodeId, answer: null });
    expect(await record('gil', randomUUID())).toMatchObject({ status: 403, code: 'not_allowed' });
  });

  test('does not believe a clock before the episode or ahead of now', async () => {
    for (const wrong of ['0000-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '9999-12-31T23:59:59Z']) {
      const askingId = randomUUID();
      expect((await record('ana', askingId, { askedAt: wrong })).status).toBe(200);
      const kept = (await row(askingId))?.askedAt.getTime() ?? 0;
      expect(Math.abs(Date.now() - kept)).toBeLessThan(60_000);
    }
  });

  test('loses the name when the episode is withdrawn for good, also where nobody wrote a comment', async () => {
    const askingId = randomUUID();
    await record('ana', askingId, { answer: 'left' });
    const withdrawnAt = new Date(Date.now() - 25 * 3_600_000);
    await setEpisode(app, episodeId, { status: 'withdrawn', withdrawnAt, purgedAt: new Date() });
    const signal = new AbortController().signal;
    await unnameJob.run(app.deps, {}, { signal, retry: 0, lastTry: false });
    expect(await row(askingId)).toMatchObject({ userId: null, answer: 'left' });
  });
});
