import type { Job } from './job.ts';

/** Every kind of job; the worker takes them all. */
export const allJobs: readonly Job[] = [];
