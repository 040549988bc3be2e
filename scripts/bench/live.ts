// How soon a comment is seen by eight others: posted over HTTP, announced by SSE, fetched again by each, as browsers do,
// against a real server process and durable Postgres. Run: node scripts/bench/live.ts
import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
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
const rounds = 100;
const goalMs = 100;
const password = randomBytes(12).toString('hex');

const database = await emptyDatabase();
const url = `http://127.0.0.1:${await freePort()}`;
const server = spawn(process.execPath, ['server/main.ts'], {
  cwd: new URL('../../', import.meta.url),
  env: {
    ...{ PATH: process.env.PATH, DATABASE_URL: database.url, DATA_DIR: database.folder, LOG_LEVEL: 'error' },
    ...{ PORT: new URL(url).port, AUTH_SECRET: randomBytes(32).toString('hex') },
  },
  stdio: ['ignore', 'ignore', 'inherit'],
});
try {
  await untilReady();
  const { clubId, episodeId, clients } = await makeClub();
  const [author, ...others] = clients;
  if (!author) throw new Error('nobody to write');
  const streams = await Promise.all(others.map((client) => client.live(clubId)));

  const times = { posted: [] as number[], first: [] as number[], last: [] as number[], each: [] as number[] };
  for (let round = -warmUp; round < rounds; round += 1) {
    const body = { id: randomUUID(), atMs: 1000, text: `E${round} cuenta con los dedos` };
    const startedAt = performance.now();
    const since = () => performance.now() - startedAt;
    const seen = others.map(async (client, index) => {
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

  const ms = (values: number[]) => `${median(values).toFixed(0).padStart(4)} ms`;
  console.log(`a comment seen in ${listeners} other browsers, medians of ${rounds}`);
  console.log(`the author's own answer   ${ms(times.posted)}`);
  console.log(`seen by the first         ${ms(times.first)}`);
  console.log(`seen by each              ${ms(times.each)}   (goal: under ${goalMs} ms)`);
  console.log(`seen by all ${listeners}             ${ms(times.last)}`);
  console.log(median(times.each) < goalMs ? 'reached' : 'NOT reached');
} finally {
  server.kill();
  if (server.exitCode === null) await once(server, 'exit');
  await database.close();
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

/** A club of nine with an episode, each of them signed in. */
async function makeClub() {
  const { db, close } = openDb(database.url, console.error);
  try {
    const hash = await hashPassword(password);
    const [club] = await db
      .insert(clubs)
      .values({ name: 'Club', goal: 'Mirar juntos', howSeen: 'club' })
      .returning();
    if (!club) throw new Error('no club');
    const people: { id: string; email: string }[] = [];
    for (let index = 0; index <= listeners; index += 1) {
      const person = { name: `Docente ${index}`, email: `docente${index}@club.test`, locale: 'es' as const };
      const account = await db.transaction((tx) => addAccount(tx, person, hash));
      if (!account) throw new Error('no account');
      people.push(account);
    }
    await db.insert(memberships).values(
      people.map(({ id }) => ({
        clubId: club.id,
        userId: id,
        role: 'teacher' as const,
        admittedAt: new Date(),
      })),
    );
    const day = '2026-03-02';
    const [episode] = await db
      .insert(episodes)
      .values({
        ...{ clubId: club.id, ownerId: people[0]?.id ?? '', title: 'Fracciones' },
        ...{ familiesAgreedOn: day, othersOutOfFrameOn: day, schoolAuthorisedOn: day },
        ...{ status: 'ready', sharedAt: new Date(), durationMs: 600_000 },
      })
      .returning();
    if (!episode) throw new Error('no episode');
    const clients = await Promise.all(
      people.map(async ({ email }) => {
        const client = new Client(url);
        await client.signIn(email, password);
        return client;
      }),
    );
    return { clubId: club.id, episodeId: episode.id, clients };
  } finally {
    await close();
  }
}
