import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { and, eq } from 'drizzle-orm';
import { sessions } from '../../db/schema/accounts.ts';
import { clubs, coordinators, memberships } from '../../db/schema/clubs.ts';
import { type Account, addAccount } from '../../server/accounts/accounts.ts';
import { hashPassword } from '../../server/accounts/password-hash.ts';
import { buildApp } from '../../server/app.ts';
import type { Role } from '../../server/clubs/contract.ts';
import { readConfig } from '../../server/config.ts';
import { openDeps } from '../../server/deps.ts';
import { Client } from './client.ts';
import { testDatabase } from './postgres.ts';

/** Everybody's password in tests. */
export const password = 'una clave larga de prueba';
const passwordHash = hashPassword(password);

export type TestApp = Awaited<ReturnType<typeof testApp>>;

/** The real app on a fresh Postgres database and a temporary folder, listening on a free port. Close it afterwards. */
export async function testApp(settings: Record<string, string> = {}) {
  const database = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'video-club-test-'));
  const config = readConfig({
    DATABASE_URL: database.url,
    DATA_DIR: folder,
    AUTH_SECRET: 'a secret of the tests, as long as it must be',
    LOG_LEVEL: 'silent',
    PORT: '0',
    ...settings,
  });
  const { deps, close } = await openDeps(config);
  const { app, routes } = await buildApp(deps);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const { db } = deps;
  const people = new Map<string, { account: Account; client: Client }>();
  const anonymous = new Client(url);

  /** What this person's browser may do; `anonymous` is nobody. People are made by `person`, `club` or `cast`. */
  function as(name: string): Client {
    return name === 'anonymous' ? anonymous : known(name).client;
  }

  function known(name: string) {
    const person = people.get(name);
    if (!person) throw new Error(`there is no ${name} in this test yet`);
    return person;
  }

  /** Makes an account `<name>@club.test` and signs it in; the second time it only tells who that is. */
  async function person(name: string, { first = false } = {}): Promise<Account> {
    const existing = people.get(name);
    if (existing) return existing.account;
    const hash = await passwordHash;
    const email = `${name}@club.test`;
    const account = await db.transaction((tx) => addAccount(tx, { name, email, locale: 'es', first }, hash));
    if (!account) throw new Error(`${name} could not be made`);
    const client = new Client(url);
    await client.signIn(email, password);
    people.set(name, { account, client });
    return account;
  }

  /** Makes a club with these people in it, admitted; who does not exist yet is made. Returns its id. */
  async function club(given: {
    name?: string;
    howSeen?: 'club' | 'author';
    mediators?: string[];
    teachers?: string[];
    guests?: string[];
  }): Promise<string> {
    const [row] = await db
      .insert(clubs)
      .values({
        name: given.name ?? 'Club de prueba',
        goal: 'Mirar juntos',
        howSeen: given.howSeen ?? 'club',
      })
      .returning();
    if (!row) throw new Error('the club could not be made');
    const roles = { mediator: given.mediators, teacher: given.teachers, guest: given.guests };
    for (const [role, names = []] of Object.entries(roles)) {
      for (const name of names) await addMember(row.id, name, role as Role);
    }
    return row.id;
  }

  async function addMember(clubId: string, name: string, role: Role) {
    const { id: userId } = await person(name);
    await db.insert(memberships).values({ clubId, userId, role, admittedAt: new Date() });
  }

  /** Takes somebody out of a club, as its mediator would, without telling anybody. */
  async function remove(clubId: string, name: string) {
    await db
      .update(memberships)
      .set({ removedAt: new Date() })
      .where(and(eq(memberships.clubId, clubId), eq(memberships.userId, known(name).account.id)));
  }

  /** Lets every session of this person run out. */
  async function expire(name: string) {
    await db
      .update(sessions)
      .set({ expiresAt: new Date(Date.now() - 1000) })
      .where(eq(sessions.userId, known(name).account.id));
  }

  /**
   * The whole cast of the access matrix, by name: `first`, `mediator`, `teacher` (who presents), `colleague` (another
   * teacher), `guest`, `removed`, `waiting`, `expired` (a teacher whose session ran out), `coordinator` (who is not of
   * the club, which agreed) and, in a club of their own, `stranger`; `anonymous` is always there.
   */
  async function cast() {
    await person('first', { first: true });
    const clubId = await club({
      mediators: ['mediator'],
      teachers: ['teacher', 'colleague', 'removed', 'expired', 'waiting'],
      guests: ['guest'],
    });
    const otherClubId = await club({ name: 'Otro club', mediators: ['stranger'] });
    await remove(clubId, 'removed');
    await expire('expired');
    await db
      .update(memberships)
      .set({ admittedAt: null })
      .where(and(eq(memberships.clubId, clubId), eq(memberships.userId, known('waiting').account.id)));
    const { id: userId } = await person('coordinator');
    await db.insert(coordinators).values({ clubId, userId, agreedAt: new Date(), answeredAt: new Date() });
    return { clubId, otherClubId };
  }

  return {
    app,
    routes,
    deps,
    url,
    as,
    person,
    idOf: (name: string) => known(name).account.id,
    club,
    remove,
    expire,
    cast,
    /** Stops everything and drops the database and the folder. */
    async close() {
      await app.close();
      await close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
