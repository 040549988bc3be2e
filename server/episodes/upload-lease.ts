import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lock, RequestRelease } from '@tus/server';
import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
import { uploads } from '../../db/schema/episodes.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';

/** A dead holder stands in the way for this long, which is less than a newcomer waits. */
const leaseMs = 4000;
const renewEveryMs = 1000;
const waitMs = 5000;
const lookEveryMs = 100;

/**
 * The right to write to an upload, held by one request among all server processes as a row in Postgres. A newcomer asks
 * the holder to stop (a phone that changed its network is its own newcomer) and takes over once it has.
 */
export class UploadLease implements Lock {
  readonly owner = randomUUID();
  readonly #deps: Deps;
  readonly #uploadId: string;
  #state: 'none' | 'held' | 'asked' | 'lost' = 'none';
  #until = 0;
  #onStop: RequestRelease = () => {};
  #end = () => {};

  constructor(deps: Deps, uploadId: string) {
    this.#deps = deps;
    this.#uploadId = uploadId;
  }

  /** Whether this request may write: false before, after, and once somebody else took over. */
  get held() {
    return this.#state === 'held' || this.#state === 'asked';
  }

  /** Whether somebody else has asked for the upload, or has it: the sender is to be told, not to try again. */
  get wanted() {
    return this.#state === 'asked' || this.#state === 'lost';
  }

  /** What guards each write: the row is still leased to this request. */
  get guard() {
    return and(eq(uploads.id, this.#uploadId), eq(uploads.leaseOwner, this.owner));
  }

  /**
   * Takes the lease, waiting for its holder for at most 5 s; then throws `upload_taken_over`. An upload whose bytes are
   * all there is let through without: its holder is finishing, and there is nothing left to write.
   */
  async lock(signal: AbortSignal, onStop: RequestRelease) {
    const giveUpAt = Date.now() + waitMs;
    for (let asked = false; !(await this.#take()); asked = true) {
      if (!asked) await this.#ask();
      if (Date.now() > giveUpAt) {
        if (await this.#isFull()) return;
        throw problem('upload_taken_over');
      }
      await sleep(lookEveryMs, undefined, { signal });
    }
    this.#onStop = onStop;
    const stopListening = this.#deps.live.listen(`upload:${this.#uploadId}`, () => void this.#beat());
    const timer = setInterval(() => void this.#beat(), renewEveryMs);
    this.#end = () => {
      stopListening();
      clearInterval(timer);
    };
  }

  /** Gives the lease back. If the database can't be told, it runs out by itself. */
  async unlock() {
    this.#end();
    if (!this.held) return;
    this.#state = 'none';
    await this.#deps.db
      .update(uploads)
      .set({ leaseOwner: null, leaseUntil: null, leaseAskedAt: null })
      .where(this.guard)
      .catch((error: unknown) => this.#deps.log.warn({ err: error }, 'a lease was left to run out'));
  }

  /** Makes sure that nobody can take the lease within the next seconds. Throws `upload_taken_over` when it is gone. */
  async ensure() {
    if (!this.held || this.#until - Date.now() < leaseMs - renewEveryMs) await this.renew();
  }

  /** Prolongs the lease, and learns whether somebody asked for it. Throws `upload_taken_over` when it is gone. */
  async renew() {
    const [row] = await this.#deps.db
      .update(uploads)
      .set({ leaseUntil: inAWhile })
      .where(this.guard)
      .returning({ askedAt: uploads.leaseAskedAt });
    if (!row) this.#stop('lost');
    else if (row.askedAt) this.#stop('asked');
    if (!this.held) throw problem('upload_taken_over');
    this.#until = Date.now() + leaseMs;
  }

  async #take() {
    const free = or(isNull(uploads.leaseOwner), lt(uploads.leaseUntil, sql`now()`));
    const taken = await this.#deps.db
      .update(uploads)
      .set({ leaseOwner: this.owner, leaseUntil: inAWhile, leaseAskedAt: null })
      .where(and(eq(uploads.id, this.#uploadId), free))
      .returning({ id: uploads.id });
    if (taken.length === 0) return false;
    this.#until = Date.now() + leaseMs;
    this.#state = 'held';
    return true;
  }

  async #ask() {
    const { db, live } = this.#deps;
    const there = await db
      .update(uploads)
      .set({ leaseAskedAt: sql`now()` })
      .where(eq(uploads.id, this.#uploadId))
      .returning({ id: uploads.id });
    if (there.length === 0) throw problem('upload_not_found');
    await live.notify(db, `upload:${this.#uploadId}`);
  }

  async #isFull() {
    const [row] = await this.#deps.db.select().from(uploads).where(eq(uploads.id, this.#uploadId));
    return row !== undefined && row.offsetBytes === row.sizeBytes;
  }

  /** A database that is away for a moment costs nothing, as long as the lease has not run out meanwhile. */
  async #beat() {
    await this.renew().catch((error: unknown) => {
      if (this.held && Date.now() > this.#until) this.#stop('lost');
      this.#deps.log.debug({ err: error }, 'lease not renewed');
    });
  }

  #stop(state: 'asked' | 'lost') {
    if (this.#state === state || !this.held) return;
    this.#state = state;
    void this.#onStop();
  }
}

const inAWhile = sql`now() + make_interval(secs => ${leaseMs / 1000})`;
