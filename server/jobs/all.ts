import { tidyAccountsJob } from '../accounts/tidy.job.ts';
import { tidyClubsJob } from '../clubs/tidy.job.ts';
import { unnameJob } from '../comments/unname.job.ts';
import { drawJob } from '../demo/draw.job.ts';
import { removeFilesJob } from '../demo/remove.ts';
import { processJob } from '../episodes/process.job.ts';
import { sweepJob } from '../episodes/sweep.job.ts';
import type { Job } from './job.ts';

/** Every kind of job; the worker takes them all. */
export const allJobs: readonly Job[] = [
  processJob,
  sweepJob,
  unnameJob,
  tidyAccountsJob,
  tidyClubsJob,
  drawJob,
  removeFilesJob,
];
