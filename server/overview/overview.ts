import { and, asc, eq, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Db } from '../../db/client.ts';
import { clubs, coordinators, memberships } from '../../db/schema/clubs.ts';
import { codings } from '../../db/schema/coding.ts';
import { comments } from '../../db/schema/comments.ts';
import { importedComments } from '../../db/schema/earlier.ts';
import { episodes } from '../../db/schema/episodes.ts';
import { meetings } from '../../db/schema/meetings.ts';
import type { Account } from '../accounts/accounts.ts';
import { activeMembership, type Member } from '../clubs/access.ts';
import { byItsAuthor } from '../coding/coding.ts';
import type { Deps } from '../deps.ts';
import { countedFor } from '../episodes/known-comments.ts';
import { problem } from '../http/problems.ts';
import { getShift } from '../shift/shift.ts';
import { type clubOverview, fewestPeople } from './contract.ts';
import { type Coder, howManyCode, openingClosing } from './opening-closing.ts';

type Overview = z.output<typeof clubOverview>;
type ClubRow = typeof clubs.$inferSelect;

/** The clubs that this person coordinates, by name; nothing but the name of those that did not agree. */
export async function overviewsFor({ db }: Deps, by: Account): Promise<Overview[]> {
  const rows = await db
    .select({ club: clubs, agreedAt: coordinators.agreedAt })
    .from(coordinators)
    .innerJoin(clubs, eq(clubs.id, coordinators.clubId))
    .where(eq(coordinators.userId, by.id))
    .orderBy(asc(clubs.name), asc(clubs.id));
  const found: Overview[] = [];
  // One after the other: somebody may coordinate many clubs, and everybody shares the connections.
  for (const { club, agreedAt } of rows)
    found.push(
      agreedAt ? await overviewOf(db, club) : { state: 'unanswered', clubId: club.id, name: club.name },
    );
  return found;
}

/** What the club itself is shown: the very thing that a coordinator with its yes sees, also while there is none. */
export async function ownOverview({ db }: Deps, by: Member) {
  const [club] = await db.select().from(clubs).where(eq(clubs.id, by.clubId));
  if (!club) throw problem('club_not_found');
  return overviewOf(db, club);
}

/** Sizes and shares of a club, read by somebody who is not of it; nothing of one in which fewer than five people mark. */
async function overviewOf(db: Db, club: ClubRow): Promise<Overview> {
  const nobody: Member = {
    ...{ clubId: club.id, userId: '00000000-0000-0000-0000-000000000000', name: '', role: 'guest' },
    ...{ howSeen: club.howSeen, archived: club.archivedAt !== null },
  };
  const coders = await codersOf(db, nobody);
  const { clubId, archived } = nobody;
  const { name } = club;
  if (howManyCode(coders) < fewestPeople) return { state: 'few_people', clubId, name };
  const [shift, sizes] = await Promise.all([getShift(db, nobody), sizesOf(db, nobody)]);
  return {
    state: 'shown',
    ...{ clubId, name, archived, ...sizes },
    learning: openingClosing(shift.meetings, 'learning', coders),
    evidence: openingClosing(shift.meetings, 'evidence', coders),
  };
}

/**
 * Who marked comments of their own that the shift counts, by meeting: teachers, without replies, private notes, what was
 * deleted and what is still noticed alone; in meetings held before the club came here too.
 */
async function codersOf(db: Db, by: Member): Promise<Coder[]> {
  const here = await db
    .select({
      number: meetings.number,
      personId: comments.authorId,
      learning: sql<boolean>`bool_or(${codings.what} is not null)`,
      evidence: sql<boolean>`bool_or(${codings.how} is not null)`,
    })
    .from(comments)
    .innerJoin(meetings, eq(meetings.id, comments.meetingId))
    .innerJoin(episodes, eq(episodes.id, comments.episodeId))
    .innerJoin(codings, and(eq(codings.commentId, comments.id), byItsAuthor))
    .where(
      and(
        eq(comments.clubId, by.clubId),
        eq(comments.authorRole, 'teacher'),
        isNull(comments.parentId),
        isNull(comments.deletedAt),
        isNotNull(episodes.sharedAt),
        countedFor(by),
      ),
    )
    .groupBy(meetings.number, comments.authorId);
  const { authorId: personId, what, how } = importedComments;
  const before = await db
    .select({
      number: meetings.number,
      personId,
      learning: sql<boolean>`bool_or(${what} is not null)`,
      evidence: sql<boolean>`bool_or(${how} is not null)`,
    })
    .from(importedComments)
    .innerJoin(meetings, eq(meetings.id, importedComments.meetingId))
    .where(and(eq(importedComments.clubId, by.clubId), eq(importedComments.authorRole, 'teacher')))
    .groupBy(meetings.number, personId);
  return [...here, ...before].flatMap(({ personId: id, ...coder }) =>
    id && (coder.learning || coder.evidence) ? [{ ...coder, personId: id }] : [],
  );
}

/** How large a club is. */
async function sizesOf(db: Db, by: Member) {
  const ofClub = eq(memberships.clubId, by.clubId);
  const said = db
    .select({ id: comments.id })
    .from(comments)
    .innerJoin(episodes, eq(episodes.id, comments.episodeId))
    .where(
      and(
        eq(comments.clubId, by.clubId),
        isNull(comments.deletedAt),
        isNotNull(episodes.sharedAt),
        countedFor(by),
      ),
    );
  const held = or(isNotNull(meetings.openedAt), lt(meetings.heldOn, sql`current_date`));
  const shared = and(isNotNull(episodes.sharedAt), isNull(episodes.withdrawnAt));
  const [teachers, mediators, meetingsHeld, episodesShared, commentsMade] = await Promise.all([
    db.$count(memberships, and(ofClub, eq(memberships.role, 'teacher'), activeMembership)),
    db.$count(memberships, and(ofClub, eq(memberships.role, 'mediator'), activeMembership)),
    db.$count(meetings, and(eq(meetings.clubId, by.clubId), held)),
    db.$count(episodes, and(eq(episodes.clubId, by.clubId), shared)),
    db.$count(said.as('said')),
  ]);
  return {
    ...{ teachers, mediators },
    ...{ meetings: meetingsHeld, episodes: episodesShared, comments: commentsMade },
  };
}
