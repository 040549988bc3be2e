import { randomUUID } from 'node:crypto';
import { whoAmI } from '../../server/accounts/contract.ts';
import type { Codes } from '../../server/coding/contract.ts';
import { addComment } from '../../server/comments/contract.ts';
import { closeMeeting, createMeeting, openMeeting } from '../../server/meetings/contract.ts';
import * as contract from '../../server/overview/contract.ts';
import type { TestApp } from './app.ts';
import { addEpisode } from './episode.ts';

export const five = ['ana', 'beto', 'carla', 'dora', 'elsa'];
export const both: Codes = { what: 'learning', how: 'evidence' };
export const emailOf = (name: string) => `${name}@club.test`;

export type Coordinated = Awaited<ReturnType<typeof coordinated>>;

/**
 * A new club of five teachers, its mediator and a guest, and somebody new who may come to coordinate it. The first account
 * is `first`.
 */
export async function coordinated(app: TestApp, given: { name?: string; howSeen?: 'club' | 'author' } = {}) {
  const coordinator = `coord${randomUUID().slice(0, 8)}`;
  await app.person(coordinator);
  const about = { name: 'Club Aromos', ...given };
  const clubId = await app.club({ ...about, mediators: ['mara'], teachers: five, guests: ['gil'] });
  const episodeId = await addEpisode(app, clubId, 'ana', { title: 'La clase de Ana' });

  /** The first account asks clubs to let somebody coordinate them. */
  const name = (clubIds = [clubId], who = coordinator) =>
    app.as('first').call(contract.nameCoordinator, { body: { email: emailOf(who), clubIds } });
  const answer = (agrees: boolean, by = 'mara', who = coordinator) =>
    app.as(by).call(contract.answerCoordinator, {
      params: { clubId, userId: app.idOf(who) },
      body: { agrees },
    });
  const drop = (who = coordinator) =>
    app.as('first').call(contract.dropCoordinator, { params: { clubId, userId: app.idOf(who) } });
  const seen = (who = coordinator) => app.as(who).ok(contract.listOverviews);
  const say = (who: string, codes: Codes, more: object = {}, on = episodeId) =>
    app.as(who).ok(addComment, {
      params: { episodeId: on },
      body: { id: randomUUID(), atMs: 1000, text: 'Un secreto.', codes, ...more },
    });

  return {
    ...{ coordinator, clubId, episodeId, name, answer, drop, seen, say },
    own: (who = 'gil') => app.as(who).ok(contract.getOverview, { params: { clubId } }),
    /** How this club stands with whoever coordinates it; undefined where they do not. */
    state: async (who = coordinator) => (await seen(who)).find((one) => one.clubId === clubId)?.state,
    async agreed() {
      await name();
      await answer(true);
    },
    /** A meeting in which each of these says one thing; returns the ids of the comments. */
    async hold(teachers = five, codes = both) {
      const { id: meetingId } = await app.as('mara').ok(createMeeting, {
        params: { clubId },
        body: { heldOn: '2026-05-10', title: 'La pena de Beto', episodeIds: [episodeId] },
      });
      await app.as('mara').ok(openMeeting, { params: { meetingId } });
      const said: string[] = [];
      for (const teacher of teachers) said.push((await say(teacher, codes)).id);
      await app.as('mara').ok(closeMeeting, { params: { meetingId } });
      return said;
    },
    /** The notices about this coordinator that a person has not seen, oldest first. */
    told: async (who: string) =>
      (await app.as(who).ok(whoAmI)).notices
        .filter(({ kind, params }) => kind.startsWith('coordinator') && params.name === coordinator)
        .map(({ kind }) => kind),
  };
}
