import { and, eq, sql } from 'drizzle-orm';
import { episodes } from '../../db/schema/episodes.ts';
import { meetingEpisodes } from '../../db/schema/meetings.ts';
import type { Member } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';
import { chooseToRead } from '../readings/readings.ts';
import { seenBy, showMeeting, takeTurn } from './meetings.ts';

/**
 * Lets everybody notice alone first on an episode of a meeting, or read each other. Opening what was noticed alone shares
 * it: whoever was there, and the mediator who opens, reads all from then on. Throws `episode_not_in_meeting`.
 */
export async function setStage(
  { db, live }: Deps,
  by: Member,
  meetingId: string,
  episodeId: string,
  stage: 'alone' | 'open',
) {
  return db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    const listing = and(eq(meetingEpisodes.meetingId, meetingId), eq(meetingEpisodes.episodeId, episodeId));
    const [there] = await tx
      .select({ stage: meetingEpisodes.stage })
      .from(meetingEpisodes)
      .innerJoin(episodes, eq(episodes.id, meetingEpisodes.episodeId))
      .where(and(listing, seenBy(by)));
    if (!there) throw problem('episode_not_in_meeting');
    if ((there.stage === 'alone') !== (stage === 'alone')) {
      const shared = { stage: 'shared' as const, sharedAt: sql`clock_timestamp()` };
      await tx
        .update(meetingEpisodes)
        .set(stage === 'alone' ? { stage } : shared)
        .where(listing);
      if (stage === 'open') await chooseToRead(tx, by, episodeId);
      await live.publish(tx, by.clubId, { type: 'meeting.changed', meetingId });
    }
    return showMeeting(tx, by, meetingId);
  });
}
