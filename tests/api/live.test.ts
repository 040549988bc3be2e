import { request as httpRequest } from 'node:http';
import { eq } from 'drizzle-orm';
import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clubs } from '../../db/schema/clubs.ts';
import { events } from '../../db/schema/live.ts';
import { changePassword, signOut } from '../../server/accounts/contract.ts';
import { changeClub, removeMember } from '../../server/clubs/contract.ts';
import { liveRoutes } from '../../server/clubs/live.routes.ts';
import { tidyClubsJob } from '../../server/clubs/tidy.job.ts';
import type { Deps } from '../../server/deps.ts';
import { password, type TestApp, testApp } from '../helpers/app.ts';
import { Client } from '../helpers/client.ts';
import { openStream } from '../helpers/stream.ts';

let t: TestApp;
let clubId: string;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

/** Publishes `club.changed`, for everybody or for these people, and tells its last number. */
async function happen(deps: Deps, club: string, only?: string | string[]) {
  return deps.db.transaction(async (tx) => {
    await deps.live.publish(tx, club, { type: 'club.changed' }, only);
    const [row] = await tx.select({ seq: clubs.eventSeq }).from(clubs).where(eq(clubs.id, club));
    return row?.seq ?? 0;
  });
}
const publish = (only?: string | string[]) => happen(t.deps, clubId, only);

describe('the live events of a club', () => {
  beforeAll(async () => {
    clubId = await t.club({ mediators: ['meli'], teachers: ['ana', 'berta'] });
  });

  test('begin with hello and the newest number, and are never stored on the way', async () => {
    const seq = await publish();
    const stream = await t.as('ana').live(clubId);
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(stream.headers.get('cache-control')).toBe('no-store');
    expect(stream.headers.get('x-accel-buffering')).toBe('no');
    const hello = (await stream.next()) as { data: { quietMs: number } };
    expect(hello).toEqual({
      event: 'hello',
      id: String(seq),
      data: { seq, quietMs: expect.any(Number) as number },
    });
    expect(hello.data.quietMs).toBeGreaterThanOrEqual(0);
    const next = await publish();
    expect(await stream.next()).toEqual({
      event: 'message',
      id: String(next),
      data: { type: 'club.changed' },
    });
    await stream.close();
  });

  test('reach everybody who watches, in order, also when much happens at once', async () => {
    const streams = await Promise.all(['meli', 'ana', 'berta'].map((name) => t.as(name).live(clubId)));
    for (const stream of streams) await stream.next();
    const numbers = (await Promise.all(Array.from({ length: 30 }, () => publish()))).sort((a, b) => a - b);
    for (const stream of streams) {
      for (const seq of numbers) expect((await stream.next())?.id).toBe(String(seq));
      await stream.close();
    }
  });

  test('missed ones are delivered after the last number the browser names, in the header or in the address', async () => {
    const before = await publish();
    const missed = [await publish(), await publish()];
    const byHeader = await t.as('ana').live(clubId, before);
    const byAddress = openStream(await t.as('ana').fetch(`/api/clubs/${clubId}/live?after=${before}`));
    for (const stream of [byHeader, byAddress]) {
      expect(await stream.next()).toMatchObject({ event: 'hello', id: String(before) });
      for (const seq of missed) expect((await stream.next())?.id).toBe(String(seq));
      await stream.close();
    }
  });

  test('what is for one person is told to that person alone', async () => {
    const [ana, berta] = [await t.as('ana').live(clubId), await t.as('berta').live(clubId)];
    await ana.next();
    await berta.next();
    const secret = await publish(t.idOf('ana'));
    const open = await publish();
    expect((await ana.next())?.id).toBe(String(secret));
    expect((await berta.next())?.id).toBe(String(open));
    await ana.close();
    await berta.close();
  });

  test('what is for some is told to each of them, once, and to nobody else', async () => {
    const streams = await Promise.all(['meli', 'ana', 'berta'].map((name) => t.as(name).live(clubId)));
    for (const stream of streams) await stream.next();
    const secret = await publish([t.idOf('ana'), t.idOf('berta')]);
    await publish([]);
    const open = await publish();
    const told = await Promise.all(
      streams.map(async (stream, index) => [
        ...(index === 0 ? [] : [(await stream.next())?.id]),
        (await stream.next())?.id,
      ]),
    );
    const last = String(open);
    expect(told).toEqual([[last], [String(secret - 1), last], [String(secret), last]]);
    for (const stream of streams) await stream.close();
  });

  test('whoever asks for more than is kept, or for what never was, is told to begin again', async () => {
    const id = await t.club({ mediators: ['meli'] });
    for (let n = 1; n <= 5; n += 1) await happen(t.deps, id);
    const lastWeek = new Date(Date.now() - 8 * 86_400_000);
    await t.deps.db.update(events).set({ createdAt: lastWeek }).where(eq(events.clubId, id));
    await tidyClubsJob.run(t.deps, {}, { signal: new AbortController().signal, retry: 0, lastTry: false });
    const newest = await happen(t.deps, id);
    for (const after of [1, 4, 99]) {
      const stream = await t.as('meli').live(id, after);
      await stream.next();
      expect(await stream.next()).toEqual({ event: 'reset', id: String(newest), data: { seq: newest } });
      await stream.close();
    }
    const stream = await t.as('meli').live(id, newest - 1);
    await stream.next();
    expect(await stream.next()).toMatchObject({ event: 'message', id: String(newest) });
    await stream.close();
  });

  test('are refused to strangers and to nobody', async () => {
    await t.club({ mediators: ['stranger'] });
    expect((await t.as('anonymous').fetch(`/api/clubs/${clubId}/live`)).status).toBe(401);
    expect((await t.as('stranger').fetch(`/api/clubs/${clubId}/live`)).status).toBe(404);
    expect((await t.as('ana').fetch(`/api/clubs/x/live`)).status).toBe(400);
  });
});

describe('a live connection ends', () => {
  beforeAll(async () => {
    clubId = await t.club({
      mediators: ['meli'],
      teachers: ['ousted', 'leaver', 'changer', 'expiring', 'guesting'],
    });
  });

  async function watching(name: string) {
    const stream = await t.as(name).live(clubId);
    expect(await stream.next()).toMatchObject({ event: 'hello' });
    return stream;
  }
  async function expectGone(stream: Awaited<ReturnType<typeof watching>>) {
    expect(await stream.next()).toMatchObject({ event: 'gone' });
    expect(await stream.next()).toBeNull();
  }

  test('at once for a member who is taken out, before the next event', async () => {
    const stream = await watching('ousted');
    const params = { clubId, userId: t.idOf('ousted') };
    await t.as('meli').ok(removeMember, { params });
    await expectGone(stream);
  });

  test('when its person signs out', async () => {
    const stream = await watching('leaver');
    await t.as('leaver').ok(signOut);
    await expectGone(stream);
  });

  test('on other browsers when the password is changed, and goes on in this one', async () => {
    const phone = new Client(t.url);
    await phone.signIn('changer@club.test', password);
    const there = await phone.live(clubId);
    await there.next();
    const here = await watching('changer');
    await t
      .as('changer')
      .ok(changePassword, { body: { current: password, next: 'otra clave bastante larga' } });
    await expectGone(there);
    const seq = await publish();
    expect(await here.next()).toMatchObject({ id: String(seq) });
    await here.close();
  });

  test('instead of delivering anything to a session that ran out', async () => {
    const stream = await watching('expiring');
    await t.expire('expiring');
    await t.as('meli').ok(changeClub, { params: { clubId }, body: { goal: 'Otro' } });
    await expectGone(stream);
  });

  test('when the server stops, without keeping it waiting', async () => {
    const server = await liveServer(t.deps, 15_000);
    const stream = openStream(
      await fetch(`${server.url}/api/clubs/${clubId}/live`, { headers: { cookie: t.as('meli').cookie } }),
    );
    await stream.next();
    await server.app.close();
    expect(await stream.next()).toBeNull();
  });
});

describe('a quiet connection', () => {
  test('gets heartbeats, and ends at one when access was lost without an event', async () => {
    clubId = await t.club({ mediators: ['meli'], teachers: ['quiet'] });
    const { url, app } = await liveServer(t.deps, 40);
    const headers = { cookie: t.as('quiet').cookie };
    const stream = openStream(await fetch(`${url}/api/clubs/${clubId}/live`, { headers }));
    await stream.next();
    const next = stream.next();
    await expect.poll(() => stream.heartbeats()).toBeGreaterThan(2);
    await t.remove(clubId, 'quiet');
    expect(await next).toMatchObject({ event: 'gone' });
    expect(await stream.next()).toBeNull();
    await app.close();
  });

  test('that takes nothing is dropped instead of filling the memory', async () => {
    clubId = await t.club({ mediators: ['meli'] });
    for (let n = 0; n < 3; n += 1) await publish();
    const long = 'x'.repeat(4 * 1024 * 1024);
    await t.deps.db.update(events).set({ payload: { long } }).where(eq(events.clubId, clubId));
    const { hostname, port } = new URL(t.url);
    const dropped = await new Promise((resolve, reject) => {
      const path = `/api/clubs/${clubId}/live?after=0`;
      const asking = httpRequest({ hostname, port, path, headers: { cookie: t.as('meli').cookie } });
      asking.once('error', reject);
      asking.once('response', (response) => {
        response.pause();
        response.once('error', (error) => resolve(error.message));
        setTimeout(() => response.resume(), 300);
        response.once('end', () => resolve('ended'));
      });
      asking.end();
    });
    expect(dropped).toBe('aborted');
  });
});

async function liveServer(deps: Deps, heartbeatMs: number) {
  const app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  liveRoutes(app, deps, { heartbeatMs });
  return { app, url: await app.listen({ host: '127.0.0.1', port: 0 }) };
}
