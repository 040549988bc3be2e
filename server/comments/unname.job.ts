import { and, eq, exists, inArray, isNotNull, ne, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import { askings, commentMentions, commentRevisions, comments, readings } from '../../db/schema/comments.ts';
import { episodes } from '../../db/schema/episodes.ts';
import { unnameAskings } from '../asking/asking.ts';
import { unnameCodings } from '../coding/coding.ts';
import { defineJob } from '../jobs/job.ts';
import { forgetReadings } from '../readings/readings.ts';

/**
 * Once an episode is withdrawn for good, the words and names of its comments go, with what they were before and whom they
 * named, and their codes stay as unnamed counts. So does how often the composer asked; who came and read is forgotten.
 * The episodes room only sets `purgedAt`: it does not know of comments. Looking every minute finds each one, also after a
 * crash.
 */
export const unnameJob = defineJob({
  name: 'comments.unname',
  payload: z.object({}),
  cron: '* * * * *',
  async run({ db }) {
    const said = db
      .select({ one: sql`1` })
      .from(comments)
      .where(
        and(eq(comments.episodeId, episodes.id), or(isNotNull(comments.authorId), ne(comments.text, ''))),
      );
    const asked = db
      .select({ one: sql`1` })
      .from(askings)
      .where(and(eq(askings.episodeId, episodes.id), isNotNull(askings.userId)));
    const read = db
      .select({ one: sql`1` })
      .from(readings)
      .where(eq(readings.episodeId, episodes.id));
    const purged = await db
      .select({ id: episodes.id })
      .from(episodes)
      .where(and(isNotNull(episodes.purgedAt), or(exists(said), exists(asked), exists(read))));
    for (const { id } of purged) {
      await db.transaction(async (tx) => {
        await unnameCodings(tx, id);
        await unnameAskings(tx, id);
        await forgetReadings(tx, id);
        const its = tx.select({ id: comments.id }).from(comments).where(eq(comments.episodeId, id));
        await tx.delete(commentRevisions).where(inArray(commentRevisions.commentId, its));
        await tx.delete(commentMentions).where(inArray(commentMentions.commentId, its));
        await tx
          .update(comments)
          .set({ text: '', authorId: null, box: null, quote: null })
          .where(eq(comments.episodeId, id));
      });
    }
  },
});
