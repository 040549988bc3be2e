import { and, eq, isNotNull, isNull, ne, not, notInArray } from 'drizzle-orm';
import { comments } from '../../db/schema/comments.ts';
import { episodes } from '../../db/schema/episodes.ts';
import { noticedAlone } from '../episodes/known-comments.ts';

/**
 * Which comments of a club others than their authors may code: what teachers wrote in meetings and the club reads now.
 * It is asked each time, so that what was deleted, withdrawn, made private or gone back to notice-alone since a sample
 * was drawn is gone from the desk, the figures and the agenda at once. For queries that join the episode.
 */
export function eligibleIn(clubId: string) {
  return and(
    eq(comments.clubId, clubId),
    eq(comments.authorRole, 'teacher'),
    isNotNull(comments.meetingId),
    isNull(comments.parentId),
    isNull(comments.deletedAt),
    not(comments.onlyMine),
    ne(comments.text, ''),
    isNotNull(episodes.sharedAt),
    isNull(episodes.withdrawnAt),
    notInArray(comments.episodeId, noticedAlone(clubId)),
  );
}
