import { and, asc, eq, inArray, ne, sql } from 'drizzle-orm';
import type { DbOrTx } from '../../db/client.ts';
import { users } from '../../db/schema/accounts.ts';
import { blindPicks, codings } from '../../db/schema/coding.ts';
import { comments } from '../../db/schema/comments.ts';
import { episodes } from '../../db/schema/episodes.ts';
import { may, type Member } from '../clubs/access.ts';
import { codebook } from '../coding/contract.ts';
import type { Axis, DeskSource } from './contract.ts';
import { eligibleIn } from './eligible.ts';
import { agreementOf, togetherOf } from './figures.ts';
import { codeBy, type Coded, type Given, pairsOf, type Side, wholeSteps } from './pairing.ts';
import { currentSample } from './sample.ts';

type Coder = { coderId: string; source: DeskSource };

/**
 * How those who coded agree, pair by pair and together. Authors count by their first code, coders by their last; where
 * the club keeps *how* to the author, coders too count by their first there, and only in whole steps (see pairing).
 */
export async function measureAgreement(db: DbOrTx, by: Member) {
  const sample = await currentSample(db, by.clubId);
  const all = await codedIn(db, by.clubId, sample?.id);
  const coders = codersOf(all);
  const shown = await nameCoders(db, by, coders);
  const blind = coders.filter(({ source }) => source === 'blind');
  const others = coders.filter(({ source }) => source === 'mediator');
  const author: Side = { source: 'author' };
  const sides: [Side, Side][] = [
    ...blind.map((coder): [Side, Side] => [author, coder]),
    ...blind.flatMap((one, at) => blind.slice(at + 1).map((other): [Side, Side] => [one, other])),
    ...others.map((coder): [Side, Side] => [author, coder]),
  ];
  const sampled = all.filter(({ inSample }) => inSample);
  const among = (side: Side) => (side.source === 'blind' ? sampled : all);
  const show = (side: Side) => ({
    source: side.source,
    coder: side.source === 'author' ? null : shown(side.coderId),
  });
  const measure = (one: Side, other: Side, axis: Axis) => {
    const kept = one.source === 'author' && axis === 'how' && by.howSeen === 'author';
    const { pairs, open } = pairsOf(among(other), one, other, axis, kept);
    if (!kept) return agreementOf(pairs, open, axis);
    const told = wholeSteps(pairs);
    // How many were left open would tell of single authors too.
    return told.length > 0 ? agreementOf(told, 0, axis) : null;
  };
  const unitsOf = (axis: Axis) =>
    sampled.map((comment) => [author, ...blind].flatMap((side) => codeBy(side, comment, axis) ?? []));
  return {
    sample: sample && {
      ...{ population: sample.population, size: sample.size, drawnAt: sample.drawnAt },
      standing: await standingIn(db, by.clubId, sample.id),
    },
    coders: coders.map(({ coderId, source }) => ({
      ...{ coder: shown(coderId), source },
      done: among({ source, coderId }).filter((one) => codeBy({ source, coderId }, one, 'what') !== undefined)
        .length,
    })),
    comparisons: sides.map(([one, other]) => ({
      ...{ one: show(one), other: show(other) },
      axes: { what: measure(one, other, 'what'), how: measure(one, other, 'how') },
    })),
    together:
      blind.length < 2
        ? null
        : {
            coders: blind.length,
            what: togetherOf(unitsOf('what'), 'what'),
            // Between one new code and the next its change would tell an author's.
            how: by.howSeen === 'author' ? null : togetherOf(unitsOf('how'), 'how'),
          },
  };
}

/** The comments that somebody other than their author coded, with all their codings. */
export async function codedIn(db: DbOrTx, clubId: string, sampleId?: string): Promise<Coded[]> {
  const inSample = sampleId
    ? sql<boolean>`exists (select 1 from ${blindPicks} where ${blindPicks.commentId} = ${comments.id}
        and ${blindPicks.sampleId} = ${sampleId})`
    : sql<boolean>`false`;
  const byOthers = db
    .select({ id: codings.commentId })
    .from(codings)
    .innerJoin(comments, eq(comments.id, codings.commentId))
    .where(and(eq(comments.clubId, clubId), ne(codings.source, 'author'), eq(codings.codebook, codebook)));
  const rows = await db
    .select({ commentId: comments.id, authorId: comments.authorId, inSample, given: codings })
    .from(comments)
    .innerJoin(episodes, eq(episodes.id, comments.episodeId))
    .innerJoin(codings, and(eq(codings.commentId, comments.id), eq(codings.codebook, codebook)))
    .where(and(eligibleIn(clubId), inArray(comments.id, byOthers)))
    .orderBy(asc(codings.revision), asc(codings.createdAt), asc(codings.id));
  const byComment = Map.groupBy(rows, ({ commentId }) => commentId);
  return [...byComment.values()].flatMap((its) => {
    const [first] = its;
    if (!first) return [];
    const { commentId, authorId } = first;
    const given = its.map(({ given: { createdAt, ...one } }): Given => ({ ...one, at: createdAt.getTime() }));
    return { commentId, authorId, inSample: first.inSample, codings: given };
  });
}

/** Who coded, by when they began; blind coders only of what is in the sample. Whoever lost their name is nobody here. */
export function codersOf(all: readonly Coded[]): Coder[] {
  const given = all
    .flatMap(({ codings, inSample }) => codings.map((one) => ({ ...one, inSample })))
    .filter(({ source, inSample }) => source === 'mediator' || (source === 'blind' && inSample))
    .sort((a, b) => a.at - b.at);
  const known = new Map<string, Coder>();
  for (const { source, coderId } of given)
    if (coderId && source !== 'author' && !known.has(source + coderId))
      known.set(source + coderId, { coderId, source });
  return [...known.values()];
}

async function standingIn(db: DbOrTx, clubId: string, sampleId: string) {
  const rows = await db
    .select({ id: comments.id })
    .from(blindPicks)
    .innerJoin(comments, eq(comments.id, blindPicks.commentId))
    .innerJoin(episodes, eq(episodes.id, comments.episodeId))
    .where(and(eq(blindPicks.sampleId, sampleId), eligibleIn(clubId)));
  return rows.length;
}

/** How a reader is told of each coder: mediators by name, everybody else only of themselves. */
async function nameCoders(db: DbOrTx, by: Member, coders: readonly Coder[]) {
  const ids = [...new Set(coders.map(({ coderId }) => coderId))];
  const people = await db
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(inArray(users.id, ids));
  return (coderId: string) => {
    const me = coderId === by.userId;
    const name = people.find(({ id }) => id === coderId)?.name ?? null;
    return { number: ids.indexOf(coderId) + 1, name: me || may(by, 'blind.steer') ? name : null, me };
  };
}
