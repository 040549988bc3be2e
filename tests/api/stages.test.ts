import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { changeMeeting, createMeeting, getMeeting, setStage } from '../../server/meetings/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode, setEpisode, told } from '../helpers/episode.ts';

let app: TestApp;
let clubId: string;
let episodeId: string;
let meetingId: string;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  clubId = await app.club({ mediators: ['mara'], teachers: ['ana', 'beto'], guests: ['gil'] });
  episodeId = await addEpisode(app, clubId, 'beto');
  const body = { heldOn: '2026-05-10', episodeIds: [episodeId] };
  meetingId = (await app.as('mara').ok(createMeeting, { params: { clubId }, body })).id;
});

const set = (stage: 'alone' | 'open') =>
  app.as('mara').ok(setStage, { params: { meetingId, episodeId }, body: { stage } });

describe('the stage of an episode in a meeting', () => {
  const stages = async () =>
    (await app.as('ana').ok(getMeeting, { params: { meetingId } })).episodes.map(({ id, stage }) => [
      id,
      stage,
    ]);

  test('is open at first, is shown in the meeting, and each change is told to the club once', async () => {
    expect(await stages()).toEqual([[episodeId, 'open']]);
    const before = (await told(app, clubId, 'gil')).length;
    for (const stage of ['open', 'alone', 'alone'] as const) await set(stage);
    expect(await stages()).toEqual([[episodeId, 'alone']]);
    await set('open');
    await set('open');
    expect(await stages()).toEqual([[episodeId, 'shared']]);
    const changed = { type: 'meeting.changed', meetingId };
    expect((await told(app, clubId, 'gil')).slice(before)).toEqual([changed, changed]);
  });

  test('stays when the episodes of the meeting are put in another order', async () => {
    await set('alone');
    const other = await addEpisode(app, clubId, 'ana');
    const order = (episodeIds: string[]) =>
      app.as('mara').ok(changeMeeting, { params: { meetingId }, body: { episodeIds } });
    await order([other, episodeId]);
    expect(await stages()).toEqual([
      [other, 'open'],
      [episodeId, 'alone'],
    ]);
    await order([episodeId]);
    expect(await stages()).toEqual([[episodeId, 'alone']]);
  });

  test('cannot be set where the meeting does not discuss the episode, or it was withdrawn', async () => {
    const call = (episode: string) =>
      app.as('mara').call(setStage, { params: { meetingId, episodeId: episode }, body: { stage: 'alone' } });
    const refused = { status: 404, code: 'episode_not_in_meeting' };
    expect(await call(await addEpisode(app, clubId, 'ana'))).toMatchObject(refused);
    expect(await call(randomUUID())).toMatchObject(refused);
    await setEpisode(app, episodeId, { status: 'withdrawn', withdrawnAt: new Date() });
    expect(await call(episodeId)).toMatchObject(refused);
  });
});
