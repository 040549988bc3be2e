import { isDeepStrictEqual } from 'node:util';
import { and, desc, eq, sql } from 'drizzle-orm';
import type { DbOrTx, Tx } from '../../db/client.ts';
import { codings } from '../../db/schema/coding.ts';
import { comments } from '../../db/schema/comments.ts';
import type { Member } from '../clubs/access.ts';
import { codebook, type Codes } from './contract.ts';

/** Which codings are a comment's own: an author's code is never mixed with a mediator's or a blind one. */
export const byItsAuthor = and(eq(codings.source, 'author'), eq(codings.codebook, codebook));

/** The codes now on each comment of the outer query, for a lateral join; no row where it was never coded. */
export function currentCodes(db: DbOrTx) {
  return db
    .select({ what: codings.what, how: codings.how })
    .from(codings)
    .where(and(eq(codings.commentId, comments.id), byItsAuthor))
    .orderBy(desc(codings.revision))
    .limit(1)
    .as('current_codes');
}

/**
 * Keeps an author's codes as a new revision, and tells which axes changed. Nothing is kept when they are as before, or
 * when a first coding says nothing. The caller holds the comment's lock, so that revisions follow one another.
 */
export async function recordCodes(tx: Tx, by: Member, commentId: string, codes: Codes) {
  const [last] = await tx
    .select({ what: codings.what, how: codings.how, revision: codings.revision })
    .from(codings)
    .where(and(eq(codings.commentId, commentId), byItsAuthor))
    .orderBy(desc(codings.revision))
    .limit(1);
  const what = codes.what !== (last?.what ?? null);
  const how = codes.how !== (last?.how ?? null);
  if (what || how) {
    const revision = (last?.revision ?? 0) + 1;
    const { clubId, userId: coderId } = by;
    await tx
      .insert(codings)
      .values({ clubId, commentId, coderId, source: 'author', codebook, revision, ...codes });
  }
  return { what, how };
}

/**
 * Keeps the codes of a comment that is new, and those it had before its author took up what the composer asked, as its
 * first revisions. Unmarked before is a revision too, so that it can be told from codes that stayed the same.
 */
export async function recordFirstCodes(tx: Tx, by: Member, commentId: string, codes: Codes, before?: Codes) {
  const unmarked = { what: null, how: null };
  const changed = before && !isDeepStrictEqual(before, codes);
  const revisions = changed ? [before, codes] : isDeepStrictEqual(codes, unmarked) ? [] : [codes];
  if (revisions.length === 0) return;
  const { clubId, userId: coderId } = by;
  const source = { clubId, commentId, coderId, source: 'author', codebook } as const;
  await tx
    .insert(codings)
    .values(revisions.map((one, index) => ({ ...source, revision: index + 1, ...one })));
}

/**
 * Keeps what somebody other than the author said of a comment, as that coder's next revision. Both axes left open is an
 * answer too; the same answer again keeps nothing. The caller holds the club's turn.
 */
export async function recordReading(
  tx: Tx,
  by: Member,
  commentId: string,
  source: 'mediator' | 'blind',
  { what, how }: Codes,
) {
  const [last] = await tx
    .select()
    .from(codings)
    .where(readingOf(by.userId, commentId, source))
    .orderBy(desc(codings.revision))
    .limit(1);
  if (last && last.what === what && last.how === how) return;
  const revision = (last?.revision ?? 0) + 1;
  const { clubId, userId: coderId } = by;
  await tx.insert(codings).values({ clubId, commentId, coderId, source, codebook, revision, what, how });
}

/** The codings of a comment by one coder who is not its author. */
export function readingOf(
  coderId: string,
  commentId: string | typeof comments.id,
  source: 'mediator' | 'blind',
) {
  return and(
    eq(codings.commentId, commentId),
    eq(codings.coderId, coderId),
    eq(codings.source, source),
    eq(codings.codebook, codebook),
  );
}

/** Takes the coders' names from all codings of an episode; the codes stay. */
export async function unnameCodings(tx: Tx, episodeId: string) {
  await tx
    .update(codings)
    .set({ coderId: null })
    .where(
      sql`${codings.commentId} in (select ${comments.id} from ${comments} where ${comments.episodeId} = ${episodeId})`,
    );
}

/**
 * The codes of a comment as one person may see them: where the club keeps *how* to the author it is null for everyone
 * else, mediators included, and whether there is one is not told.
 */
export function codesSeenBy(by: Pick<Member, 'userId' | 'howSeen'>, authorId: string | null, codes: Codes) {
  const howHidden = by.howSeen === 'author' && authorId !== by.userId;
  return { codes: howHidden ? { ...codes, how: null } : codes, howHidden };
}
