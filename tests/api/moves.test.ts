import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { type Facilitation, moves, movesOf, type Practice } from '../../server/coding/contract.ts';
import * as contract from '../../server/comments/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode, told } from '../helpers/episode.ts';

type NewComment = z.input<typeof contract.addComment.body>;

let app: TestApp;
let clubId: string;
let episodeId: string;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  clubId = await app.club({ mediators: ['mara', 'mono'], teachers: ['ana', 'beto'], guests: ['gil'] });
  episodeId = await addEpisode(app, clubId, 'beto');
});

const none: Facilitation = { practice: null, move: null };
const pressing: Facilitation = { practice: 'sustaining', move: 'pressing' };
const add = async (name: string, body: Partial<NewComment> = {}) => {
  const input = { id: randomUUID(), atMs: 1000, text: '¿Qué vio u oyó?', ...body };
  return app.as(name).call(contract.addComment, { params: { episodeId }, body: input });
};
const tag = (name: string, commentId: string, body: Facilitation) =>
  app.as(name).call(contract.tagComment, { params: { commentId }, body });

describe('what a mediator’s words do', () => {
  test('can be said while leading, by practice or by move, and everybody reads it', async () => {
    const { id: parentId } = (await add('ana')).body;
    for (const facilitation of [pressing, { practice: 'video', move: null } as const]) {
      const { body } = await add('mara', { parentId, facilitation });
      expect(body).toMatchObject(facilitation);
      expect((await app.as('gil').ok(contract.getComment, { params: { commentId: body.id } })).move).toBe(
        facilitation.move,
      );
    }
  });

  test('can be tagged afterwards by any mediator, changed and taken back; the club is told of each change', async () => {
    const { id } = (await add('mara')).body;
    const launching: Facilitation = { practice: 'orienting', move: 'launching' };
    for (const [name, facilitation] of [
      ['mono', launching],
      ['mara', pressing],
      ['mara', pressing],
      ['mono', none],
    ] as const)
      expect((await tag(name, id, facilitation)).body).toMatchObject({ ...facilitation, version: 1 });
    expect(await told(app, clubId, 'gil')).toHaveLength(4);
  });

  test('is not said of what a teacher wrote', async () => {
    const { body } = await add('ana', { facilitation: pressing });
    expect(body).toMatchObject(none);
    expect(await tag('mara', body.id, pressing)).toMatchObject({
      ...{ status: 409, code: 'not_a_mediators_reply' },
    });
  });

  test('is for mediators to say, and not of what was deleted', async () => {
    const { id } = (await add('mara')).body;
    for (const name of ['ana', 'beto', 'gil'])
      expect(await tag(name, id, pressing)).toMatchObject({ status: 403, code: 'not_allowed' });
    await app.as('mara').ok(contract.removeComment, { params: { commentId: id } });
    expect(await tag('mono', id, pressing)).toMatchObject({ status: 404, code: 'comment_not_found' });
  });

  test('a move goes with its own practice', async () => {
    const { id } = (await add('mara')).body;
    expect(moves).toHaveLength(14);
    for (const practice of Object.keys(movesOf) as Practice[])
      for (const move of moves) {
        const right = (movesOf[practice] as readonly string[]).includes(move);
        expect([practice, move, (await tag('mara', id, { practice, move })).status]).toEqual([
          ...[practice, move, right ? 200 : 400],
        ]);
      }
    expect(await tag('mara', id, { practice: null, move: 'pressing' })).toMatchObject({ status: 400 });
  });
});
