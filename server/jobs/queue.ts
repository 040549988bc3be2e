import { sql } from 'drizzle-orm';
import { fromDrizzle, PgBoss } from 'pg-boss';
import type { Tx } from '../../db/client.ts';
import type { Deps } from '../deps.ts';
import type { Job } from './job.ts';

/** Redelivery within about 12 s of a worker's death; five retries, then the dead letter. */
const delivery = {
  heartbeatSeconds: 10,
  retryLimit: 5,
  retryDelay: 2,
  retryBackoff: true,
  retryDelayMax: 60,
  expireInSeconds: 4 * 3600,
  notify: true,
};
const deadLetter = 'dead-letter';

type Log = Pick<Deps['log'], 'error' | 'warn' | 'info'>;

/** The queue of jobs in Postgres. Enqueueing takes the caller's transaction: row, job and event commit together. */
export class Queue {
  readonly #boss: PgBoss;
  readonly #stopping = new AbortController();

  constructor(boss: PgBoss) {
    this.#boss = boss;
  }

  /** Adds a job that exists only if `tx` commits. With a `key`, a second one waiting under the same key is not added. */
  async enqueue<P extends object>(
    tx: Tx,
    job: Job<P>,
    payload: P,
    options: { startAfter?: Date; key?: string } = {},
  ) {
    await this.#boss.send(job.name, payload, {
      db: fromDrizzle(tx, sql),
      ...(options.startAfter ? { startAfter: options.startAfter } : {}),
      ...(options.key ? { singletonKey: options.key } : {}),
    });
  }

  /** Takes jobs until `stop`. What throws is retried by the queue; nothing is caught and forgotten. */
  async work(deps: Deps, jobs: readonly Job[]) {
    for (const job of jobs) {
      const own = { worker: '' };
      own.worker = await this.#boss.work(
        job.name,
        {
          batchSize: 1,
          localConcurrency: job.concurrency ?? 1,
          includeMetadata: true,
          pollingIntervalSeconds: 2,
          notifyPollingIntervalSeconds: 10,
        },
        async ([claim]) => {
          if (!claim) return;
          const payload = job.payload.parse(claim.data ?? {});
          const lastTry = claim.retryCount >= claim.retryLimit;
          // Stopping the process interrupts a job that another one will take up, and not its last try.
          const signal = lastTry ? claim.signal : AbortSignal.any([claim.signal, this.#stopping.signal]);
          try {
            await job.run(deps, payload, { signal, retry: claim.retryCount, lastTry });
          } catch (error) {
            if (this.#stopping.signal.aborted)
              deps.log.info({ job: job.name, payload }, 'job left to others');
            else
              deps.log.error({ err: error, job: job.name, payload, retry: claim.retryCount }, 'job failed');
            if (lastTry) await job.gaveUp?.(deps, payload);
            throw error;
          } finally {
            // Look for the next one at once: pg-boss would wait for the next poll, however long the queue.
            if (own.worker) this.#boss.notifyWorker(own.worker);
          }
        },
      );
      if (job.cron) await this.#boss.schedule(job.name, job.cron, {});
    }
  }

  /** Interrupts what runs, to be taken up by another worker, and waits at most `seconds` for it to end. */
  async stop(seconds: number) {
    this.#stopping.abort(new Error('the process stops'));
    await this.#boss.stop({ graceful: true, timeout: seconds * 1000 });
  }
}

/** Opens the queue and makes sure that every job has its own. Safe in several processes at once. */
export async function openQueue(url: string, jobs: readonly Job[], log: Log) {
  const boss = new PgBoss({
    connectionString: url,
    max: 4,
    useListenNotify: true,
    superviseIntervalSeconds: 2,
    monitorIntervalSeconds: 2,
  });
  boss.on('error', (error) => log.error({ err: error }, 'queue'));
  boss.on('warning', (warning) => log.warn(warning, 'queue'));
  await boss.start();
  await boss.createQueue(deadLetter);
  for (const job of jobs) await boss.createQueue(job.name, { ...delivery, deadLetter });
  return new Queue(boss);
}
