import { randomUUID } from 'node:crypto';
import { codings } from '../../db/schema/coding.ts';
import { comments } from '../../db/schema/comments.ts';
import { meetings } from '../../db/schema/meetings.ts';
import { codebook, type Codes } from '../../server/coding/contract.ts';
import type { TestApp } from './app.ts';

type Said = Partial<typeof comments.$inferInsert> & Partial<Codes>;

/** A club's meetings and comments as rows, for tests of what is made of them: many, dated, of people who are not asked. */
export function saidIn(app: TestApp, clubId: string, episodeId: string) {
  const { db } = app.deps;

  /** A meeting of this number; its id. */
  async function meeting(number: number) {
    const heldOn = `2026-05-${String(number).padStart(2, '0')}`;
    const [row] = await db.insert(meetings).values({ clubId, number, heldOn }).returning();
    return row?.id ?? '';
  }

  /** A comment by this person with the codes they gave; its id. */
  async function say(name: string, { what = null, how = null, ...given }: Said) {
    const id = given.id ?? randomUUID();
    const authorId = app.idOf(name);
    const row = { id, clubId, episodeId, authorId, authorRole: 'teacher' as const, atMs: 1000, text: 'algo' };
    await db.insert(comments).values({ ...row, ...given });
    if (what || how) await code(id, name, { what, how });
    return id;
  }

  /** What somebody made of a comment: its author, or a coder of another source; `revision` counts up by hand. */
  async function code(
    commentId: string,
    name: string,
    codes: Codes,
    { source = 'author', revision = 1 }: { source?: 'author' | 'mediator' | 'blind'; revision?: number } = {},
  ) {
    const coderId = app.idOf(name);
    await db.insert(codings).values({ clubId, commentId, coderId, source, codebook, revision, ...codes });
  }

  return { meeting, say, code };
}
