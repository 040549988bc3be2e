import { setTimeout as sleep } from 'node:timers/promises';
import { and, asc, eq, gt, sql } from 'drizzle-orm';
import pg from 'pg';
import type { Db, DbOrTx, Tx } from '../../db/client.ts';
import { prepared } from '../../db/prepared.ts';
import { clubs } from '../../db/schema/clubs.ts';
import { events } from '../../db/schema/live.ts';
import type { LiveEvent } from './contract.ts';

const channel = 'live';
const retryMs = 1000;

export type NumberedEvent = { seq: number; event: LiveEvent; onlyUserId: string | null };
/** Events in order up to the number `upTo`; `more` are there. */
export type EventsPage = { events: NumberedEvent[]; upTo: number; more: boolean };

/**
 * Tells every server process, through Postgres, that something happened. What happened is a row, numbered per club in
 * the transaction that did it; NOTIFY is only a wake-up, so a lost one costs time and never an event.
 */
export class Live {
  readonly #url: string;
  readonly #onError: (error: unknown) => void;
  readonly #listeners = new Map<string, Set<() => void>>();
  #client: pg.Client | undefined;
  #closed = false;

  constructor(url: string, onError: (error: unknown) => void) {
    this.#url = url;
    this.#onError = onError;
  }

  /** Starts listening and keeps at it; everybody is woken after a reconnection, in case they missed something. */
  async open() {
    const client = new pg.Client({ connectionString: this.#url, keepAlive: true });
    // Until it listens, a failure is told by the promises below, and once.
    client.on('error', () => {});
    await client.connect();
    try {
      await client.query(`listen ${channel}`);
    } catch (error) {
      await client.end();
      throw error;
    }
    if (this.#closed) return client.end();
    this.#client = client;
    client.on('notification', ({ payload }) => payload && this.#wake(payload));
    client.on('error', (error) => this.#lost(client, error));
    client.on('end', () => this.#lost(client, new Error('listening connection ended')));
    for (const topic of this.#listeners.keys()) this.#wake(topic);
  }

  async close() {
    this.#closed = true;
    await this.#client?.end();
  }

  /** Records an event of a club and wakes its listeners when `tx` commits. With `only`, nobody else is told. */
  async publish(
    tx: Tx,
    clubId: string,
    { type, ...payload }: LiveEvent,
    only: string | readonly string[] | null = null,
  ) {
    const audience = only === null ? [null] : [only].flat();
    if (audience.length === 0) return;
    const [club] = await tx
      .update(clubs)
      .set({ eventSeq: sql`${clubs.eventSeq} + ${audience.length}` })
      .where(eq(clubs.id, clubId))
      .returning({ seq: clubs.eventSeq });
    if (!club) return;
    const first = club.seq - audience.length + 1;
    await tx
      .insert(events)
      .values(
        audience.map((onlyUserId, index) => ({ clubId, seq: first + index, type, payload, onlyUserId })),
      );
    await this.notify(tx, `club:${clubId}`);
  }

  /** Wakes the listeners of a topic in every process, when `tx` commits. */
  async notify(tx: DbOrTx, topic: string) {
    await tx.execute(sql`select pg_notify(${channel}, ${topic})`);
  }

  /** Calls `wake` whenever something may have happened; returns the way to stop. */
  listen(topic: string, wake: () => void) {
    const set = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, set.add(wake));
    return () => {
      set.delete(wake);
      if (set.size === 0 && this.#listeners.get(topic) === set) this.#listeners.delete(topic);
    };
  }

  #wake(topic: string) {
    for (const wake of this.#listeners.get(topic) ?? []) wake();
  }

  /** One loss, however many events tell of it, begins one series of tries. */
  #lost(client: pg.Client, error: unknown) {
    if (this.#client !== client) return;
    this.#client = undefined;
    if (this.#closed) return;
    this.#onError(error);
    void this.#reopen();
  }

  async #reopen() {
    while (!this.#closed && !this.#client) {
      await sleep(retryMs, undefined, { ref: false });
      if (this.#closed) return;
      await this.open().catch(this.#onError);
    }
  }
}

/** The number of the newest event of a club, and how long ago it was; null: longer than events are kept. */
export async function newestEvent(db: Db, clubId: string): Promise<{ seq: number; quietMs: number | null }> {
  const [newest] = await db
    .select({
      seq: clubs.eventSeq,
      quietMs: sql<number | null>`(extract(epoch from now() - ${events.createdAt}) * 1000)::float8`,
    })
    .from(clubs)
    .leftJoin(events, and(eq(events.clubId, clubs.id), eq(events.seq, clubs.eventSeq)))
    .where(eq(clubs.id, clubId));
  return newest ?? { seq: 0, quietMs: null };
}

/** At most this many events are read at once. */
const eventsPage = 500;

/** What happened in a club after `seq`, in order, for everybody or for one person; null when part of it is no longer kept. */
export async function eventsAfter(db: Db, clubId: string, seq: number): Promise<EventsPage | null> {
  const [kept] = await keptOf(db).execute({ clubId });
  if (!kept || kept.newest === seq) return { events: [], upTo: seq, more: false };
  if (kept.newest < seq || kept.oldest === null || kept.oldest > seq + 1) return null;
  const rows = await followingOf(db).execute({ clubId, seq });
  return {
    events: rows.map(({ seq, type, payload, onlyUserId }) => ({
      ...{ seq, onlyUserId },
      event: { type, ...payload } as LiveEvent,
    })),
    upTo: rows.at(-1)?.seq ?? seq,
    more: rows.length === eventsPage,
  };
}

const keptOf = prepared((db) =>
  db
    .select({
      newest: clubs.eventSeq,
      oldest: sql<
        number | null
      >`(select min(${events.seq}) from ${events} where ${events.clubId} = ${sql.placeholder('clubId')})`,
    })
    .from(clubs)
    .where(eq(clubs.id, sql.placeholder('clubId')))
    .prepare('events_kept'),
);

const followingOf = prepared((db) =>
  db
    .select()
    .from(events)
    .where(and(eq(events.clubId, sql.placeholder('clubId')), gt(events.seq, sql.placeholder('seq'))))
    .orderBy(asc(events.seq))
    .limit(eventsPage)
    .prepare('events_following'),
);
