// How soon a comment is seen by eight others: posted over HTTP, announced by SSE, fetched again by each, as browsers do,
// against a real server process and durable Postgres; first with nothing else, then while 50 clubs of eight listen and 20
// comments a second are written in them, each fetched by its eight. Run: node scripts/bench/live.ts [rounds]
import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDb } from '../../db/client.ts';
import { clubs, memberships } from '../../db/schema/clubs.ts';
import { episodes } from '../../db/schema/episodes.ts';
import { addAccount } from '../../server/accounts/accounts.ts';
import { hashPassword } from '../../server/accounts/password-hash.ts';
import { addComment, getComment } from '../../server/comments/contract.ts';
import { Client } from '../../tests/helpers/client.ts';
import { freePort } from '../start/ports.mjs';
import { median } from './clip.ts';
import { emptyDatabase } from './database.ts';

const listeners = 8;
const warmUp = 10;
const rounds = Number(process.argv[2] ?? 100);
const crowd = { clubs: 50, commentsPerSecond: 20 };
const goals = { idle: 50, crowded: 150 };
const password = randomBytes(12).toString('hex');

const database = await emptyDatabase();
const url = `http://127.0.0.1:${await freePort()}`;
const server = spawn(process.execPath, ['--max-semi-space-size=2', 'server/main.ts'], {
  cwd: new URL('../../', import.meta.url),
  env: {
    ...{ PATH: process.env.PATH, DATABASE_URL: database.url, DATA_DIR: database.folder, LOG_LEVEL: 'error' },
    ...{ PORT: new URL(url).port, AUTH_SECRET: randomBytes(32).toString('hex') },
  },
  stdio: ['ignore', 'ignore', 'inherit'],
});
const { db, close } = openDb(database.url, console.error);
try {
  await untilReady();
  const people = await makePeople();
  const club = await makeClub(people);
  const idle = await measure(club);
  tell('nothing else happens', idle, median(idle.each), goals.idle, 'median');

  const others: Club[] = [];
  for (let index = 0; index < crowd.clubs; index += 1) others.push(await makeClub(people));
  const busy = await begin(others);
  const crowded = await measure(club);
  await busy.end();
  const what = `${crowd.clubs} clubs x ${listeners} listen, ${busy.rate().toFixed(1)} comments/s written`;
  tell(what, crowded, quantile(crowded.each, 0.95), goals.crowded, '95 of 100');
} finally {
  await close();
  server.kill();
  if (server.exitCode === null) await once(server, 'exit');
  await database.close();
}

type Times = Record<'posted' | 'first' | 'last' | 'each', number[]>;

/** Writes comments one after the other and notes when the author has the answer and each other the comment. */
async function measure({ clubId, episodeId, clients }: Club): Promise<Times> {
  const [author, ...readers] = clients;
  if (!author) throw new Error('nobody to write');
  const streams = await Promise.all(readers.map((client) => client.live(clubId)));
  const times: Times = { posted: [], first: [], last: [], each: [] };
  for (let round = -warmUp; round < rounds; round += 1) {
    const body = { id: randomUUID(), atMs: 1000, text: `E${round} cuenta con los dedos` };
    const startedAt = performance.now();
    const since = () => performance.now() - startedAt;
    const seen = readers.map(async (client, index) => {
      for (;;) {
        const message = await streams[index]?.next();
        if (!message) throw new Error('the live events ended');
        if ((message.data as { commentId?: string }).commentId === body.id) break;
      }
      const comment = await client.ok(getComment, { params: { commentId: body.id } });
      if (comment.text !== body.text) throw new Error('something else was seen');
      return since();
    });
    const posted = author.ok(addComment, { params: { episodeId }, body }).then(since);
    const each = await Promise.all(seen);
    const answered = await posted;
    if (round < 0) continue;
    times.posted.push(answered);
    times.first.push(Math.min(...each));
    times.last.push(Math.max(...each));
    times.each.push(...each);
  }
  for (const stream of streams) await stream.close();
  return times;
}

/** Lets these clubs listen and write until `end`. */
async function begin(others: Club[]) {
  let over = false;
  let written = 0;
  let rate = 0;
  const startedAt = performance.now();
  const listening = others.flatMap(({ clubId, clients }) =>
    clients.slice(1).map(async (client) => {
      const stream = await client.live(clubId);
      for (let message; !over && (message = await stream.next());) {
        const { commentId } = message.data as { commentId?: string };
        if (commentId) await client.ok(getComment, { params: { commentId } });
      }
      await stream.close();
    }),
  );
  const writing = (async () => {
    for (let turn = 0; !over; turn += 1) {
      const { episodeId, clients } = others[turn % others.length] as Club;
      const body = { id: randomUUID(), atMs: 1000, text: 'E2 borra lo que escribió' };
      void clients[0]?.ok(addComment, { params: { episodeId }, body }).then(() => (written += 1));
      const next = startedAt + ((turn + 1) * 1000) / crowd.commentsPerSecond;
      await sleep(Math.max(0, next - performance.now()));
    }
  })();
  return {
    /** Comments that were answered in a second, until the end. */
    rate: () => rate,
    async end() {
      over = true;
      rate = (written * 1000) / (performance.now() - startedAt);
      await writing;
      await Promise.race([Promise.allSettled(listening), sleep(1000)]);
    },
  };
}

function tell(what: string, times: Times, value: number, goal: number, which: string) {
  const ms = (values: number[]) =>
    `${median(values).toFixed(0).padStart(4)} ms, 95 of 100 within ${quantile(values, 0.95).toFixed(0)}`;
  console.log(`a comment seen in ${listeners} other browsers, medians of ${rounds}: ${what}`);
  console.log(`  the author's own answer   ${ms(times.posted)}`);
  console.log(`  seen by the first         ${ms(times.first)}`);
  console.log(`  seen by each              ${ms(times.each)}`);
  console.log(`  seen by all ${listeners}             ${ms(times.last)}`);
  const reached = value <= goal ? 'reached' : 'NOT reached';
  console.log(`  each, ${which}: ${value.toFixed(0)} ms   (goal: at most ${goal} ms) ${reached}`);
}

function quantile(values: number[], part: number) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN;
}

async function untilReady() {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (server.exitCode !== null) break;
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the server did not start');
}

type Club = { clubId: string; episodeId: string; clients: Client[] };

type Person = { id: string; client: Client };

/** Nine people, each of them signed in; they are in all the clubs. */
async function makePeople(): Promise<Person[]> {
  const hash = await hashPassword(password);
  const people: Person[] = [];
  for (let index = 0; index <= listeners; index += 1) {
    const person = { name: `Docente ${index}`, email: `docente${index}@club.test`, locale: 'es' as const };
    const account = await db.transaction((tx) => addAccount(tx, person, hash));
    if (!account) throw new Error('no account');
    const client = new Client(url);
    await client.signIn(person.email, password);
    people.push({ id: account.id, client });
  }
  return people;
}

/** A club of these people with an episode. */
async function makeClub(people: Person[]): Promise<Club> {
  const given = { name: 'Club', goal: 'Mirar juntos', howSeen: 'club' } as const;
  const [club] = await db.insert(clubs).values(given).returning();
  const [owner] = people;
  if (!club || !owner) throw new Error('no club');
  const member = { clubId: club.id, role: 'teacher' as const, admittedAt: new Date() };
  await db.insert(memberships).values(people.map(({ id }) => ({ ...member, userId: id })));
  const day = '2026-03-02';
  const [episode] = await db
    .insert(episodes)
    .values({
      ...{ clubId: club.id, ownerId: owner.id, title: 'Fracciones' },
      ...{ familiesAgreedOn: day, othersOutOfFrameOn: day, schoolAuthorisedOn: day },
      ...{ status: 'ready', sharedAt: new Date(), durationMs: 600_000 },
    })
    .returning();
  if (!episode) throw new Error('no episode');
  return { clubId: club.id, episodeId: episode.id, clients: people.map(({ client }) => client) };
}
