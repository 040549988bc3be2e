import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rules } from '../../server/clubs/contract.ts';
import { password, type TestApp, testApp } from '../helpers/app.ts';
import { actors, type Line, refusal } from '../helpers/matrix-line.ts';
import { matrix } from '../helpers/matrix.ts';
import { makeScene, type Scene } from '../helpers/scene.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

/** `GET /x (a variant)` -> `GET /x` */
const routeOf = (name: string) => name.replace(/ \(.*\)$/, '');

async function send(scene: Scene, name: string, line: Line, actor: string) {
  const { path, body, headers } = line.try(scene);
  // Not through the client: what an answer sets must not change who the actor is.
  const response = await fetch(new URL(path, app.url), {
    method: name.split(' ')[0] ?? 'GET',
    headers: { cookie: app.as(actor).cookie, ...headers },
    ...(typeof body === 'string' ? { body } : {}),
  });
  await response.body?.cancel();
  return response.status;
}

describe('who may do what, route by route', () => {
  test('every route that is served stands in the matrix, under the access it declares', () => {
    const served = app.routes
      .filter(({ method, url }) => method !== 'HEAD' || url.startsWith('/api/uploads'))
      .filter(({ url }) => url.startsWith('/api') || !/\.|_app/.test(url))
      .map(({ method, url }) => `${method} ${url}`);
    expect([...new Set(Object.keys(matrix).map(routeOf))].sort()).toEqual([...new Set(served)].sort());

    const declared = new Map(app.routes.map(({ method, url, access }) => [`${method} ${url}`, access]));
    for (const [name, { access }] of Object.entries(matrix)) {
      if (name !== routeOf(name) || name.startsWith('DELETE /api/clubs/:clubId/members')) continue;
      expect([name, declared.get(name)]).toEqual([name, access]);
    }
  });

  test('every rule of a club guards some route', () => {
    const used = new Set(Object.values(matrix).map((line) => line.access));
    const unused = Object.keys(rules).filter((rule) => !used.has(rule as never) && rule !== 'member.leave');
    expect(unused).toEqual([]);
  });

  test.each(Object.entries(matrix))('%s', async (name, line) => {
    const scene = await makeScene(app);
    const refused: Record<string, number> = {};
    const expected: Record<string, number> = {};
    for (const actor of actors) {
      const status = refusal(line, actor);
      if (status === null) continue;
      expected[actor] = status;
      refused[actor] = await send(scene, name, line, actor);
    }
    expect(refused).toEqual(expected);

    for (const actor of actors.filter((one) => refusal(line, one) === null)) {
      const fresh = await makeScene(app);
      const status = await send(fresh, name, line, actor);
      if (line.access === 'anyone') expect([actor, status < 500]).toEqual([actor, true]);
      else if (line.answer) expect([actor, status]).toEqual([actor, line.answer]);
      else expect([actor, [401, 403, 404].includes(status), status < 500]).toEqual([actor, false, true]);
      if (name.endsWith('/sign-out')) await app.as(actor).signIn(`${actor}@club.test`, password);
    }
  });
});
