import { setImmediate } from 'node:timers/promises';
import { and, asc, count, eq, isNotNull, sql } from 'drizzle-orm';
import type { Db, Tx } from '../../db/client.ts';
import { users } from '../../db/schema/accounts.ts';
import { memberships } from '../../db/schema/clubs.ts';
import { codings } from '../../db/schema/coding.ts';
import { askings, comments } from '../../db/schema/comments.ts';
import { importedComments } from '../../db/schema/earlier.ts';
import { episodes } from '../../db/schema/episodes.ts';
import { meetings } from '../../db/schema/meetings.ts';
import type { Member } from '../clubs/access.ts';
import { codebook } from '../coding/contract.ts';
import { nameHider } from '../comments/names.ts';
import { problem } from '../http/problems.ts';
import { agreedIn, openEpisodes, outgoing, outgoingImported } from './outgoing.ts';
import { countAgreed } from './research.ts';
import { inOrder, type Said, type Study, type StudiedEpisode, wordCount } from './study.ts';

const snapshot = { isolationLevel: 'repeatable read', accessMode: 'read only' } as const;

/**
 * Reads what goes out of a club, or of one of its episodes, as it is at one instant. The database is let go before
 * anything is sent, so that a slow download holds nobody up. Throws `research_nobody_agreed`, and `episode_not_found` for
 * an episode whose comments do not go out.
 */
export async function readStudy(db: Db, { clubId }: Member, episodeId?: string) {
  return db.transaction(async (tx) => {
    const people = await peopleOf(tx, clubId);
    if (!people.some(({ pseudonym }) => pseudonym)) throw problem('research_nobody_agreed');
    const open = new Map((await numberedEpisodes(tx, clubId)).map((episode) => [episode.id, episode]));
    const episode = episodeId === undefined ? undefined : open.get(episodeId);
    if (episodeId !== undefined && !episode) throw problem('episode_not_found');
    const hide = nameHider(people);
    const known = new Map(people.map(({ userId, pseudonym }) => [userId, pseudonym]));
    const said = [
      ...(await readComments(tx, clubId, known, open, hide)),
      ...(await readImported(tx, clubId, known, open, hide)),
    ].filter((one) => !episode || one.episode?.id === episode.id);
    return { study: { clubId, said: said.sort(inOrder) } satisfies Study, episode };
  }, snapshot);
}

/** What there is to download; titles are for the mediator who chooses, and go out in no file. */
export async function countExports(db: Db, { clubId }: Member) {
  return db.transaction(async (tx) => {
    const said = await tx
      .select({ episodeId: comments.episodeId, comments: count() })
      .from(comments)
      .where(outgoing(clubId))
      .groupBy(comments.episodeId);
    const many = new Map(said.map((one) => [one.episodeId, one.comments]));
    const listed = await numberedEpisodes(tx, clubId);
    return {
      ...(await countAgreed(tx, clubId)),
      comments: said.reduce((sum, one) => sum + one.comments, 0),
      imported: await tx.$count(importedComments, outgoingImported(clubId)),
      episodes: listed.flatMap(({ id, number, title }) => {
        const comments = many.get(id);
        return comments ? { id, number, title, comments } : [];
      }),
    };
  }, snapshot);
}

type People = ReadonlyMap<string, string | null>;
type Episodes = ReadonlyMap<string, StudiedEpisode & { ownerId: string }>;
type Hide = (text: string) => string;

/** Everybody who ever was of the club, whose names may stand in its texts; a pseudonym only for those who agreed. */
async function peopleOf(tx: Tx, clubId: string) {
  return tx
    .select({
      userId: memberships.userId,
      name: users.name,
      pseudonym: sql<string | null>`case when ${agreedIn(clubId)} then ${memberships.pseudonym} end`,
    })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(eq(memberships.clubId, clubId));
}

async function numberedEpisodes(tx: Tx, clubId: string) {
  const { id, ownerId, title, durationMs, sharedAt } = episodes;
  const numbered = tx.$with('numbered').as(
    tx
      .select({
        id,
        number: sql<number>`row_number() over (order by ${sharedAt}, ${id})::int`.as('number'),
      })
      .from(episodes)
      .where(and(eq(episodes.clubId, clubId), isNotNull(sharedAt))),
  );
  return tx
    .with(numbered)
    .select({ id, number: numbered.number, ownerId, title, durationMs })
    .from(numbered)
    .innerJoin(episodes, eq(id, numbered.id))
    .where(openEpisodes(clubId))
    .orderBy(asc(numbered.number));
}

async function readComments(tx: Tx, clubId: string, people: People, open: Episodes, hide: Hide) {
  const rows = await tx
    .select({ comment: comments, meeting: { number: meetings.number, heldOn: meetings.heldOn } })
    .from(comments)
    .leftJoin(meetings, eq(meetings.id, comments.meetingId))
    .where(outgoing(clubId));
  const coded = await codingsOf(tx, clubId, people);
  const shown = await askingsOf(tx, clubId);
  const out = new Set(rows.map(({ comment }) => comment.id));
  return withBreath(rows, ({ comment, meeting }): Said[] => {
    const { id, authorId, authorRole, atMs, endMs, box, phase, parentId, independent, practice, move } =
      comment;
    const author = people.get(authorId ?? '');
    const episode = open.get(comment.episodeId);
    if (!author || !episode) return [];
    const asking = shown.get(`${authorId} ${id}`);
    return [
      {
        ...{ id, author, meeting, atMs, endMs, box, phase, independent, practice, move },
        role: authorRole,
        episode: { id: episode.id, number: episode.number, durationMs: episode.durationMs },
        reply: parentId !== null,
        replyTo: parentId !== null && out.has(parentId) ? parentId : null,
        presenters: episode.ownerId === authorId,
        asked: asking ? { cause: asking.cause, answer: asking.answer } : null,
        text: hide(comment.text),
        words: wordCount(comment.text),
        imported: false,
        codings: coded.get(id) ?? [],
      },
    ];
  });
}

/** The codings by people who agreed, by comment. */
async function codingsOf(tx: Tx, clubId: string, people: People) {
  const { commentId, coderId, source, revision, what, how, createdAt } = codings;
  const rows = await tx
    .select({ commentId, coderId, source, codebook: codings.codebook, revision, what, how, createdAt })
    .from(codings)
    .innerJoin(comments, eq(comments.id, commentId))
    .where(outgoing(clubId))
    .orderBy(asc(source), asc(coderId), asc(codings.codebook), asc(revision));
  const theirs = rows.flatMap(({ coderId: by, createdAt: codedAt, ...coding }) => {
    const coder = people.get(by ?? '');
    return coder ? { ...coding, coder, codedAt } : [];
  });
  return Map.groupBy(theirs, (coding) => coding.commentId);
}

/** What the composer asked, by author and comment; anybody may claim to have been asked about anything. */
async function askingsOf(tx: Tx, clubId: string) {
  const { userId, commentId, cause, answer } = askings;
  const rows = await tx
    .select({ userId, commentId, cause, answer })
    .from(askings)
    .where(eq(askings.clubId, clubId))
    .orderBy(asc(askings.askedAt));
  return new Map(rows.map((row) => [`${row.userId} ${row.commentId}`, row]));
}

async function readImported(tx: Tx, clubId: string, people: People, open: Episodes, hide: Hide) {
  const rows = await tx
    .select({ comment: importedComments, meeting: { number: meetings.number, heldOn: meetings.heldOn } })
    .from(importedComments)
    .innerJoin(meetings, eq(meetings.id, importedComments.meetingId))
    .where(outgoingImported(clubId));
  return withBreath(rows, ({ comment, meeting }): Said[] => {
    const { id, authorId, authorRole, atMs, what, how } = comment;
    const author = people.get(authorId ?? '');
    const episode = open.get(comment.episodeId ?? '');
    if (!author) return [];
    return [
      {
        ...{ id, author, meeting, atMs, role: authorRole },
        episode: episode ? { id: episode.id, number: episode.number, durationMs: episode.durationMs } : null,
        ...{ endMs: null, box: null, phase: null, reply: false, replyTo: null, independent: null },
        ...{ presenters: episode ? episode.ownerId === authorId : null, asked: null },
        ...{ practice: null, move: null, imported: true },
        text: hide(comment.text),
        words: wordCount(comment.text),
        codings:
          what || how
            ? [{ source: 'imported', coder: null, codebook, revision: 1, codedAt: null, what, how }]
            : [],
      },
    ];
  });
}

/** Taking the names out of ten thousand comments takes most of a second: everybody else is let in between. */
async function withBreath<Row>(rows: readonly Row[], saidOf: (row: Row) => Said[]) {
  const said: Said[] = [];
  for (const [at, row] of rows.entries()) {
    if (at % 200 === 199) await setImmediate();
    said.push(...saidOf(row));
  }
  return said;
}
