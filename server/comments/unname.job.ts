import { and, eq, isNotNull, ne, or } from 'drizzle-orm';
import { z } from 'zod';
import { comments } from '../../db/schema/comments.ts';
import { episodes } from '../../db/schema/episodes.ts';
import { unnameCodings } from '../coding/coding.ts';
import { defineJob } from '../jobs/job.ts';

/**
 * Once an episode is withdrawn for good, the words and names of its comments go and their codes stay as unnamed counts.
 * The episodes room only sets `purgedAt`: it does not know of comments. Looking every minute finds each one, also after
 * a crash.
 */
export const unnameJob = defineJob({
  name: 'comments.unname',
  payload: z.object({}),
  cron: '* * * * *',
  async run({ db }) {
    const purged = await db
      .selectDistinct({ id: episodes.id })
      .from(episodes)
      .innerJoin(comments, eq(comments.episodeId, episodes.id))
      .where(and(isNotNull(episodes.purgedAt), or(isNotNull(comments.authorId), ne(comments.text, ''))));
    for (const { id } of purged) {
      await db.transaction(async (tx) => {
        await unnameCodings(tx, id);
        await tx.update(comments).set({ text: '', authorId: null }).where(eq(comments.episodeId, id));
      });
    }
  },
});
