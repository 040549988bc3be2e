import { sql } from 'drizzle-orm';
import { fromDrizzle, type JobWithMetadata, PgBoss } from 'pg-boss';
import type { Tx } from '../../db/client.ts';
import type { Deps } from '../deps.ts';
import type { Job, JobRun } from './job.ts';

/**
 * Redelivery within about 12 s of a worker's death; five retries, then the dead letter. A job that lives tells so by its
 * heartbeat: the limit of time is for one that hangs, and leaves room to wait for a turn behind others.
 */
const delivery = {
  heartbeatSeconds: 10,
  retryLimit: 5,
  retryDelay: 2,
  retryBackoff: true,
  retryDelayMax: 60,
  expireInSeconds: 12 * 3600,
  notify: true,
};
const deadLetter = 'dead-letter';

type Log = Pick<Deps['log'], 'error' | 'warn' | 'info'>;
type Claim = JobWithMetadata<unknown>;

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
      for (let taker = 0; taker < (job.concurrency ?? 1); taker += 1)
        await this.#take(job.name, (claim) => this.#run(deps, job, claim));
      if (job.cron) await this.#boss.schedule(job.name, job.cron, {});
    }
    // The queue itself puts here what failed for the last time, also when the worker died with it and could say nothing.
    await this.#take(deadLetter, async ({ sourceName, data }) => {
      const job = jobs.find(({ name }) => name === sourceName);
      deps.log.error({ job: sourceName, payload: data }, 'job given up');
      await job?.gaveUp?.(deps, job.payload.parse(data ?? {}));
    });
  }

  /** Interrupts what runs, to be taken up by another worker, and waits at most `seconds` for it to end. */
  async stop(seconds: number) {
    this.#stopping.abort(new Error('the process stops'));
    await this.#boss.stop({ graceful: true, timeout: seconds * 1000 });
  }

  /** Takes one job after the other off a queue. */
  async #take(queue: string, handle: (claim: Claim) => Promise<void>) {
    const own = { worker: '' };
    own.worker = await this.#boss.work(
      queue,
      { batchSize: 1, includeMetadata: true, pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 4 },
      async ([claim]) => {
        try {
          if (claim) await handle(claim);
        } finally {
          // Look for the next one at once: pg-boss would wait for the next poll, however long the queue.
          if (own.worker) this.#boss.notifyWorker(own.worker);
        }
      },
    );
  }

  async #run(deps: Deps, job: Job, claim: Claim) {
    const payload = job.payload.parse(claim.data ?? {});
    const { retryCount: retry } = claim;
    const lastTry = retry >= claim.retryLimit;
    // Stopping the process interrupts a job that another one will take up, and not its last try.
    const signal = lastTry ? claim.signal : AbortSignal.any([claim.signal, this.#stopping.signal]);
    const run: JobRun = { signal, retry, lastTry };
    try {
      await job.run(deps, payload, run);
    } catch (error) {
      if (this.#stopping.signal.aborted) deps.log.info({ job: job.name, payload }, 'job left to others');
      else deps.log.error({ err: error, job: job.name, payload, retry }, 'job failed');
      throw error;
    }
  }
}

/** Opens the queue and makes sure that every job has its own, as it is declared now. Safe in several processes at once. */
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
  const queues = [
    { name: deadLetter, options: { ...delivery, retryLimit: 100, notify: false } },
    ...jobs.map(({ name }) => ({ name, options: { ...delivery, deadLetter } })),
  ];
  for (const { name, options } of queues) {
    await boss.createQueue(name, options);
    // One that an earlier version made keeps its settings otherwise.
    await boss.updateQueue(name, options);
  }
  return new Queue(boss);
}
