import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { expect, test } from 'vitest';
import { openDb } from '../../db/client.ts';
import { migrateDatabase } from '../../db/migrate.ts';
import { codings } from '../../db/schema/coding.ts';
import { comments } from '../../db/schema/comments.ts';
import { emptyTestDatabase } from '../helpers/postgres.ts';

type Journal = { entries: { tag: string }[] };

/** The migrations as they were before the one of this name, in a folder of their own. */
async function migrationsBefore(tag: string) {
  const folder = await mkdtemp(join(tmpdir(), 'video-club-migrations-'));
  await cp(new URL('../../db/migrations', import.meta.url), folder, { recursive: true });
  const path = join(folder, 'meta/_journal.json');
  const journal = JSON.parse(await readFile(path, 'utf8')) as Journal;
  const entries = journal.entries.slice(
    0,
    journal.entries.findIndex((entry) => entry.tag === tag),
  );
  expect(entries.length).toBeGreaterThan(0);
  await writeFile(path, JSON.stringify({ ...journal, entries }));
  return folder;
}

test('an installation that has comments and codes comes to the newest schema with all of them', async () => {
  const database = await emptyTestDatabase();
  const folder = await migrationsBefore('0003_shift');
  const { db, close } = openDb(database.url, () => {});
  try {
    await migrate(db, { migrationsFolder: folder });
    const [club, user, episode, comment] = Array.from({ length: 4 }, () => randomUUID());
    await db.execute(sql`insert into clubs (id, name, goal, how_seen) values (${club}, 'Club', '', 'club')`);
    await db.execute(sql`insert into users (id, name, email) values (${user}, 'Ana', 'ana@club.test')`);
    await db.execute(sql`
      insert into episodes (id, club_id, owner_id, title, families_agreed_on, others_out_of_frame_on,
        school_authorised_on, status)
      values (${episode}, ${club}, ${user}, 'Clip', now(), now(), now(), 'ready')`);
    await db.execute(sql`
      insert into comments (id, club_id, episode_id, author_id, author_role, at_ms, text)
      values (${comment}, ${club}, ${episode}, ${user}, 'teacher', 0, 'E4 dobla la hoja.')`);
    await db.execute(sql`
      insert into codings (comment_id, coder_id, source, codebook, revision, what)
      values (${comment}, ${user}, 'author', 'what-how/1', 1, 'learning')`);
    await migrateDatabase(database.url);
    expect(await db.select().from(codings)).toMatchObject([{ clubId: club, what: 'learning' }]);
    const of = eq(comments.id, comment ?? '');
    expect(await db.select({ words: comments.words }).from(comments).where(of)).toEqual([{ words: 4 }]);
  } finally {
    await close();
    await rm(folder, { recursive: true, force: true });
    await database.drop();
  }
});
