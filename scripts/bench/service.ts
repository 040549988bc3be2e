import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type Db, openDb } from '../../db/client.ts';
import { clubs, memberships } from '../../db/schema/clubs.ts';
import { addAccount } from '../../server/accounts/accounts.ts';
import { hashPassword } from '../../server/accounts/password-hash.ts';
import { createEpisode } from '../../server/episodes/contract.ts';
import { type S3Config } from '../../storage/s3-client.ts';
import { Client } from '../../tests/helpers/client.ts';
import { freePort } from '../start/ports.mjs';
import { emptyDatabase } from './database.ts';

const root = new URL('../../', import.meta.url);

export type Service = Awaited<ReturnType<typeof openService>>;

/** A database with one teacher in one club, for as many server processes as a bench starts: `npm run server`, no worker. */
export async function openService(s3?: S3Config) {
  const database = await emptyDatabase();
  const { db, close } = openDb(database.url, console.error);
  const secret = randomBytes(32).toString('hex');
  const password = randomBytes(12).toString('hex');
  const clubId = await addTeacher(db, password);
  const { scripts } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as {
    scripts: { server: string };
  };
  const running = new Set<ChildProcess>();
  const bucket = s3 && {
    ...{ S3_ENDPOINT: s3.endpoint, S3_BUCKET: s3.bucket, S3_REGION: s3.region },
    ...{ S3_ACCESS_KEY: s3.accessKey, S3_SECRET_KEY: s3.secretKey },
  };

  /** Starts a server process on this port and waits until it answers. */
  async function start(port: number) {
    const server = spawn(process.execPath, scripts.server.split(' ').slice(1), {
      cwd: root,
      env: {
        ...{ PATH: process.env.PATH, DATABASE_URL: database.url, DATA_DIR: database.folder },
        ...{ LOG_LEVEL: 'error', PORT: String(port), AUTH_SECRET: secret, ...bucket },
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    running.add(server);
    for (let attempt = 0; attempt < 300 && server.exitCode === null; attempt += 1) {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
      if (answer?.ok) return server;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('the server did not start');
  }

  return {
    db,
    clubId,
    folder: database.folder,
    start,
    /** The teacher's browser, signed in at this address. */
    async signIn(url: string) {
      const client = new Client(url);
      await client.signIn(email, password);
      return client;
    },
    async close() {
      await Promise.all([...running].map((server) => end(server, 'SIGTERM')));
      await close();
      await database.close();
    },
  };
}

/** Begins an episode from a file of so many bytes. */
export async function beginEpisode(client: Client, clubId: string, bytes: number) {
  const day = '2026-03-02';
  const { episode, uploadUrl } = await client.ok(createEpisode, {
    params: { clubId },
    body: {
      ...{ title: 'Fracciones', grade: '', subject: '', lookFor: '' },
      statements: { familiesAgreedOn: day, othersOutOfFrameOn: day, schoolAuthorisedOn: day },
      file: { name: 'clase.mp4', bytes },
    },
  });
  return { episodeId: episode.id, uploadUrl };
}

/** Ends a process and waits until it is gone. */
export async function end(server: ChildProcess, signal: NodeJS.Signals) {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, 'exit');
  server.kill(signal);
  await gone;
}

/** `http://127.0.0.1:<a free port>` */
export async function freeUrl() {
  const port = await freePort();
  return { port, url: `http://127.0.0.1:${port}` };
}

const email = 'ana@club.test';

async function addTeacher(db: Db, password: string) {
  const hash = await hashPassword(password);
  const person = { name: 'Ana', email, locale: 'es' as const };
  const account = await db.transaction((tx) => addAccount(tx, person, hash));
  const [club] = await db.insert(clubs).values({ name: 'Club', goal: 'Mirar', howSeen: 'club' }).returning();
  if (!club || !account) throw new Error('no club');
  const member = { clubId: club.id, userId: account.id, role: 'teacher' as const };
  await db.insert(memberships).values({ ...member, admittedAt: new Date() });
  return club.id;
}
