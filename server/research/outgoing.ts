import { and, eq, inArray, isNotNull, isNull, not, notInArray, or } from 'drizzle-orm';
import { QueryBuilder } from 'drizzle-orm/pg-core';
import { memberships } from '../../db/schema/clubs.ts';
import { comments } from '../../db/schema/comments.ts';
import { importedComments } from '../../db/schema/earlier.ts';
import { episodes } from '../../db/schema/episodes.ts';
import { meetingEpisodes, meetings } from '../../db/schema/meetings.ts';

/** The people of a club who agreed, whether or not they are still of it. */
export function agreedIn(clubId: string) {
  return and(
    eq(memberships.clubId, clubId),
    isNotNull(memberships.researchAgreedAt),
    isNotNull(memberships.pseudonym),
  );
}

function peopleWhoAgreed(clubId: string) {
  return new QueryBuilder().select({ id: memberships.userId }).from(memberships).where(agreedIn(clubId));
}

/** The episodes about which comments may go out: shared, not withdrawn, and not noticed alone now. */
export function openEpisodes(clubId: string) {
  const alone = new QueryBuilder()
    .select({ id: meetingEpisodes.episodeId })
    .from(meetingEpisodes)
    .innerJoin(meetings, eq(meetings.id, meetingEpisodes.meetingId))
    .where(and(eq(meetings.clubId, clubId), eq(meetingEpisodes.stage, 'alone')));
  return and(
    eq(episodes.clubId, clubId),
    isNotNull(episodes.sharedAt),
    isNull(episodes.withdrawnAt),
    notInArray(episodes.id, alone),
  );
}

function idsOfOpenEpisodes(clubId: string) {
  return new QueryBuilder().select({ id: episodes.id }).from(episodes).where(openEpisodes(clubId));
}

/**
 * Which comments of a club go out: of people who agreed, on open episodes, never private notes and deleted ones. The one
 * condition for what is exported and for what is announced.
 */
export function outgoing(clubId: string) {
  return and(
    eq(comments.clubId, clubId),
    isNull(comments.deletedAt),
    not(comments.onlyMine),
    inArray(comments.authorId, peopleWhoAgreed(clubId)),
    inArray(comments.episodeId, idsOfOpenEpisodes(clubId)),
  );
}

/** Which comments of earlier meetings go out. One that names an episode that is here follows that episode. */
export function outgoingImported(clubId: string) {
  const { episodeId } = importedComments;
  return and(
    eq(importedComments.clubId, clubId),
    inArray(importedComments.authorId, peopleWhoAgreed(clubId)),
    or(isNull(episodeId), inArray(episodeId, idsOfOpenEpisodes(clubId))),
  );
}
