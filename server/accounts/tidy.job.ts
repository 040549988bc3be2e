import { lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { passwordResets, sessions } from '../../db/schema/accounts.ts';
import { defineJob } from '../jobs/job.ts';
import { dropEndedWindows } from './limits.ts';

/** Each hour: forgets counted tries, sessions and reset links whose time is over. */
export const tidyAccountsJob = defineJob({
  name: 'account.tidy',
  payload: z.object({}),
  cron: '17 * * * *',
  async run({ db }) {
    await dropEndedWindows(db);
    await db.delete(sessions).where(lt(sessions.expiresAt, sql`now()`));
    await db.delete(passwordResets).where(lt(passwordResets.expiresAt, sql`now()`));
  },
});
