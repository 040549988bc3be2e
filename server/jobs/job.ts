import type { z } from 'zod';
import type { Deps } from '../deps.ts';

/** What a running job is told: give up when `signal` fires; `lastTry` is true when no retry will follow. */
export type JobRun = { signal: AbortSignal; retry: number; lastTry: boolean };

/** A kind of work done outside a request. Payloads are ids; running twice does no harm; throwing means try again. */
export type Job<P extends object = object> = {
  /** `noun.verb`, also the name of its queue. */
  name: string;
  payload: z.ZodType<P>;
  run(deps: Deps, payload: P, run: JobRun): Promise<void>;
  /** After the last try has failed, or died with its worker. Itself tried again until it succeeds. */
  gaveUp?(deps: Deps, payload: P): Promise<void>;
  /** When set, runs by itself on this cron schedule, with an empty payload. */
  cron?: string;
  /** How many run at once in one worker; default 1. */
  concurrency?: number;
};

/** Declares a job; its type is what `enqueue` asks for. */
export function defineJob<P extends object>(job: Job<P>): Job<P> {
  return job;
}
