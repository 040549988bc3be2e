import { lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { events } from '../../db/schema/live.ts';
import { defineJob } from '../jobs/job.ts';

const daysKept = 7;

/** Each night: forgets old events. A browser that asks for one of them is told to fetch everything again (`reset`). */
export const tidyClubsJob = defineJob({
  name: 'club.tidy',
  payload: z.object({}),
  cron: '43 3 * * *',
  async run({ db }) {
    await db.delete(events).where(lt(events.createdAt, sql`now() - make_interval(days => ${daysKept})`));
  },
});
