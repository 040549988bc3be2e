import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { codings } from '../../db/schema/coding.ts';
import { comments } from '../../db/schema/comments.ts';
import { meetingEpisodes, meetings } from '../../db/schema/meetings.ts';
import { codebook, type Codes } from '../../server/coding/contract.ts';
import type { TestApp } from './app.ts';
import { addEpisode } from './episode.ts';

type Source = 'author' | 'mediator' | 'blind';

/** A meeting of a club that discusses an episode of `owner`. */
export async function addMeeting(app: TestApp, clubId: string, owner: string) {
  const episodeId = await addEpisode(app, clubId, owner);
  const number = (await app.deps.db.$count(meetings)) + 1;
  const [meeting] = await app.deps.db
    .insert(meetings)
    .values({ clubId, number, heldOn: '2026-05-10' })
    .returning();
  const meetingId = meeting!.id;
  await app.deps.db.insert(meetingEpisodes).values({ meetingId, episodeId, position: 0 });
  return { clubId, episodeId, meetingId };
}

/** Comments as teachers wrote them in a meeting, straight into the database; what is given twice is there twice. */
export async function addComments(
  app: TestApp,
  place: Awaited<ReturnType<typeof addMeeting>>,
  author: string,
  texts: readonly string[],
  change: Partial<typeof comments.$inferInsert> = {},
) {
  const rows = texts.map((text, index) => ({
    ...{ ...place, id: randomUUID(), phase: 'during' as const, authorId: app.idOf(author), text },
    ...{ authorRole: 'teacher' as const, atMs: 1000 * index, createdAt: new Date(1.78e12 + index) },
    ...change,
  }));
  await app.deps.db.insert(comments).values(rows);
  return rows.map(({ id }) => id);
}

/** A coding as if its coder had made it at the desk or in the room, some seconds after the epoch of these tests. */
export async function addCoding(
  app: TestApp,
  commentId: string,
  coder: string,
  source: Source,
  codes: Codes,
  { revision = 1, at = 0 } = {},
) {
  const clubId = sql`(select ${comments.clubId} from ${comments} where ${comments.id} = ${commentId})`;
  await app.deps.db.insert(codings).values({
    ...{ clubId, commentId, coderId: app.idOf(coder), source, codebook, revision, ...codes },
    createdAt: new Date(1.79e12 + at * 1000),
  });
}

/** So many texts that can be told apart, in which nobody is named. */
export const texts = (many: number, word = 'Comentario') =>
  Array.from({ length: many }, (_, index) => `${word} ${index + 1}`);
