import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { users } from '../../db/schema/accounts.ts';
import { coordinators } from '../../db/schema/clubs.ts';
import { whoAmI } from '../../server/accounts/contract.ts';
import { changeClub } from '../../server/clubs/contract.ts';
import * as contract from '../../server/overview/contract.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { type Coordinated, coordinated, emailOf } from '../helpers/coordinated.ts';

let app: TestApp;
let c: Coordinated;
beforeAll(async () => {
  app = await testApp();
  await app.person('first', { first: true });
  await app.person('stranger');
});
afterAll(() => app.close());
beforeEach(async () => {
  c = await coordinated(app);
});

describe('the consent of a club', () => {
  test('a coordinator is asked for, and sees a name alone until the club says yes', async () => {
    await c.hold();
    expect(await c.seen()).toEqual([]);
    expect((await app.as(c.coordinator).ok(whoAmI)).coordinates).toBe(false);
    await c.name();
    expect((await app.as(c.coordinator).ok(whoAmI)).coordinates).toBe(true);
    expect(await c.seen()).toEqual([{ state: 'unanswered', clubId: c.clubId, name: 'Club Aromos' }]);
    expect(await c.answer(true)).toMatchObject({ status: 200, body: { answer: 'yes', name: c.coordinator } });
    expect(await c.state()).toBe('shown');
  });

  test('only a mediator answers, and nobody says yes about themselves', async () => {
    await c.name();
    for (const who of ['ana', 'gil'])
      expect(await c.answer(true, who)).toMatchObject({ code: 'not_allowed' });
    for (const who of ['stranger', c.coordinator])
      expect(await c.answer(true, who)).toMatchObject({ status: 404, code: 'club_not_found' });
    await c.name([c.clubId], 'mara');
    expect(await c.answer(true, 'mara', 'mara')).toMatchObject({ status: 403, code: 'own_request' });
    expect(await c.answer(false, 'mara', 'mara')).toMatchObject({ status: 200 });
    expect(await c.answer(true, 'mara', 'stranger')).toMatchObject({ code: 'coordinator_not_found' });
    await c.drop('mara');
  });

  test('a yes is taken back at once, and may be given again', async () => {
    await c.hold();
    await c.agreed();
    expect(await c.answer(false)).toMatchObject({ body: { answer: 'no', agreedAt: null } });
    expect(await c.seen()).toEqual([{ state: 'unanswered', clubId: c.clubId, name: 'Club Aromos' }]);
    await c.answer(true);
    expect(await c.state()).toBe('shown');
  });

  test('a no stays with the club: above, it looks like no answer yet', async () => {
    await c.name();
    await c.answer(false);
    expect(await c.state()).toBe('unanswered');
    const everywhere = await app.as('first').ok(contract.listAllCoordinators);
    const theirs = everywhere.find(({ name }) => name === c.coordinator);
    expect(theirs).toEqual({
      ...{ userId: app.idOf(c.coordinator), name: c.coordinator, email: emailOf(c.coordinator) },
      clubs: [{ clubId: c.clubId, name: 'Club Aromos', agreed: false }],
    });
    expect(await app.as('gil').ok(contract.listCoordinators, { params: { clubId: c.clubId } })).toMatchObject(
      [{ name: c.coordinator, answer: 'no' }],
    );
  });

  test('the first account takes it back at once; asked for anew, it needs a new yes', async () => {
    await c.hold();
    await c.agreed();
    expect((await c.drop()).status).toBe(200);
    expect(await c.seen()).toEqual([]);
    expect((await app.as(c.coordinator).ok(whoAmI)).coordinates).toBe(false);
    expect(await c.drop()).toMatchObject({ status: 404, code: 'coordinator_not_found' });
    await c.name();
    expect(await c.state()).toBe('unanswered');
  });

  test('the yes to one coordinator is not a yes to another', async () => {
    await c.agreed();
    await c.name([c.clubId], 'stranger');
    expect(await c.state('stranger')).toBe('unanswered');
    await c.drop('stranger');
  });

  test('everybody of the club is told what was asked, agreed and ended, once each', async () => {
    await c.agreed();
    await c.name();
    await c.answer(true);
    for (const who of ['mara', 'ana', 'gil'])
      expect(await c.told(who)).toEqual(['coordinator_asked', 'coordinator_agreed']);
    await c.answer(false);
    await c.answer(false);
    await c.drop();
    expect(await c.told('ana')).toEqual(['coordinator_asked', 'coordinator_agreed', 'coordinator_ended']);
    expect(await c.told(c.coordinator)).toEqual([]);
  });

  test('two answers or two askings at once are one', async () => {
    await Promise.all([c.name(), c.name(), c.name()]);
    await Promise.all([c.answer(true), c.answer(true), c.answer(true)]);
    expect(await c.told('ana')).toEqual(['coordinator_asked', 'coordinator_agreed']);
  });

  test('of several clubs all are asked or none; an unknown address and an unknown club are told', async () => {
    expect(await c.name([c.clubId, randomUUID()])).toMatchObject({ status: 404, code: 'club_not_found' });
    expect(await c.seen()).toEqual([]);
    expect(await c.name([c.clubId], 'nobody')).toMatchObject({ status: 404, code: 'account_not_found' });
    expect(await c.name([])).toMatchObject({ status: 400, code: 'invalid_request' });
    const upper = { email: emailOf(c.coordinator).toUpperCase(), clubIds: [c.clubId, c.clubId] };
    await app.as('first').ok(contract.nameCoordinator, { body: upper });
    expect(await c.seen()).toHaveLength(1);
  });

  test('an archived club is not asked, cannot say yes, and can still take its yes back', async () => {
    await c.hold();
    await c.agreed();
    const { clubId: other } = await coordinated(app, { name: 'Otro' });
    const archive = (id: string, archived: boolean) =>
      app.as('mara').ok(changeClub, { params: { clubId: id }, body: { archived } });
    await archive(other, true);
    expect(await c.name([other])).toMatchObject({ status: 409, code: 'club_archived' });
    await archive(c.clubId, true);
    expect(await c.seen()).toMatchObject([{ state: 'shown', archived: true, comments: 5 }]);
    expect(await c.answer(false)).toMatchObject({ status: 200 });
    expect(await c.answer(true)).toMatchObject({ status: 409, code: 'club_archived' });
    expect(await c.state()).toBe('unanswered');
  });

  test('an account that is gone coordinates nothing', async () => {
    await c.agreed();
    const { db } = app.deps;
    await db.delete(users).where(eq(users.id, app.idOf(c.coordinator)));
    expect(await db.select().from(coordinators).where(eq(coordinators.clubId, c.clubId))).toEqual([]);
  });
});
