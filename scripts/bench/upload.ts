// 1 GB through our tus address into Ceph, beside the minio client's own put to the same Ceph; and how much the memory of
// the server process grows meanwhile. Run as root: node scripts/bench/upload.ts [MiB] [rounds]
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client as Minio } from 'minio';
import { openDb } from '../../db/client.ts';
import { clubs, memberships } from '../../db/schema/clubs.ts';
import { addAccount } from '../../server/accounts/accounts.ts';
import { hashPassword } from '../../server/accounts/password-hash.ts';
import { createEpisode } from '../../server/episodes/contract.ts';
import { startCeph } from '../../tests/helpers/ceph.ts';
import { Client } from '../../tests/helpers/client.ts';
import { freePort } from '../start/ports.mjs';
import { median } from './clip.ts';
import { emptyDatabase } from './database.ts';

const [mebibytes = 1024, rounds = 3] = process.argv.slice(2).map(Number);
const bytes = mebibytes * 1024 ** 2;
const goal = { ratio: 0.7, growthMiB: 64 };
const mebibyte = randomBytes(1024 ** 2);
const password = randomBytes(12).toString('hex');

const ceph = await startCeph();
const { s3 } = ceph;
const database = await emptyDatabase();
const url = `http://127.0.0.1:${await freePort()}`;
/** The command of `npm run server`, with its options. */
const { scripts } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
  scripts: { server: string };
};
const server = spawn(process.execPath, scripts.server.split(' ').slice(1), {
  cwd: new URL('../../', import.meta.url),
  env: {
    ...{ PATH: process.env.PATH, DATABASE_URL: database.url, DATA_DIR: database.folder, LOG_LEVEL: 'error' },
    ...{ PORT: new URL(url).port, AUTH_SECRET: randomBytes(32).toString('hex') },
    ...{ S3_ENDPOINT: s3.endpoint, S3_BUCKET: s3.bucket, S3_REGION: s3.region },
    ...{ S3_ACCESS_KEY: s3.accessKey, S3_SECRET_KEY: s3.secretKey },
  },
  stdio: ['ignore', 'ignore', 'inherit'],
});
try {
  await untilReady();
  const { clubId, client } = await makeTeacher();
  const idleMiB = await residentMiB();

  const seconds = { ours: [] as number[], minio: [] as number[] };
  let peakMiB = idleMiB;
  for (let round = 0; round < rounds; round += 1) {
    const watching = setInterval(
      () => void residentMiB().then((now) => (peakMiB = Math.max(peakMiB, now))),
      100,
    );
    seconds.ours.push(await timed(() => upload(client, clubId, bytes)));
    clearInterval(watching);
    seconds.minio.push(await timed(() => putByMinio(`bench-${round}`)));
    rate(`round ${round + 1}`, seconds.ours.at(-1), seconds.minio.at(-1));
  }
  const ratio = rate('medians', median(seconds.ours), median(seconds.minio));
  const growthMiB = peakMiB - idleMiB;
  console.log(`throughput against minio's own put: ${ratio.toFixed(2)}   (goal: at least ${goal.ratio})`);
  console.log(
    `server memory: ${idleMiB.toFixed(0)} MiB idle, ${peakMiB.toFixed(0)} MiB at most, growth ${growthMiB.toFixed(0)} MiB ` +
      `(goal: at most ${goal.growthMiB})`,
  );
  console.log(ratio >= goal.ratio && growthMiB <= goal.growthMiB ? 'reached' : 'NOT reached');
} finally {
  server.kill();
  if (server.exitCode === null) await once(server, 'exit');
  await database.close();
  await ceph.stop();
}

/** Prints both speeds and returns ours as a share of minio's. */
function rate(what: string, ours = NaN, minio = NaN) {
  const speed = (seconds: number) => `${(mebibytes / seconds).toFixed(0)} MiB/s`;
  console.log(`${what}: ours ${speed(ours)}, minio ${speed(minio)}`);
  return minio / ours;
}

async function timed(act: () => Promise<void>) {
  const startedAt = performance.now();
  await act();
  return (performance.now() - startedAt) / 1000;
}

function body(size: number) {
  const chunks = function* () {
    for (let sent = 0; sent < size; sent += mebibyte.length) yield mebibyte;
  };
  return Readable.from(chunks(), { objectMode: false, highWaterMark: mebibyte.length });
}

/** One PATCH with everything, as a browser on a good line sends it. */
async function upload(client: Client, clubId: string, size: number) {
  const day = '2026-03-02';
  const { uploadUrl } = await client.ok(createEpisode, {
    params: { clubId },
    body: {
      ...{ title: 'Fracciones', grade: '', subject: '', lookFor: '' },
      statements: { familiesAgreedOn: day, othersOutOfFrameOn: day, schoolAuthorisedOn: day },
      file: { name: 'clase.mp4', bytes: size },
    },
  });
  const request = http.request(new URL(uploadUrl, url), {
    method: 'PATCH',
    headers: {
      ...{ 'tus-resumable': '1.0.0', 'upload-offset': '0', 'content-length': String(size) },
      ...{ 'content-type': 'application/offset+octet-stream', cookie: client.cookie },
    },
  });
  const answered = once(request, 'response') as Promise<[http.IncomingMessage]>;
  await pipeline(body(size), request);
  const [response] = await answered;
  if (response.resume().statusCode !== 204) throw new Error(`upload answered ${response.statusCode}`);
}

async function putByMinio(key: string) {
  const { hostname, port } = new URL(s3.endpoint);
  const { accessKey, secretKey, region } = s3;
  const minio = new Minio({
    ...{ endPoint: hostname, port: Number(port), useSSL: false },
    ...{ accessKey, secretKey, region },
  });
  await minio.putObject(s3.bucket, key, body(bytes), bytes);
  await minio.removeObject(s3.bucket, key);
}

async function residentMiB() {
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

async function untilReady() {
  for (let attempt = 0; attempt < 300 && server.exitCode === null; attempt += 1) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the server did not start');
}

async function makeTeacher() {
  const { db, close } = openDb(database.url, console.error);
  try {
    const hash = await hashPassword(password);
    const person = { name: 'Ana', email: 'ana@club.test', locale: 'es' as const };
    const account = await db.transaction((tx) => addAccount(tx, person, hash));
    const [club] = await db
      .insert(clubs)
      .values({ name: 'Club', goal: 'Mirar', howSeen: 'club' })
      .returning();
    if (!club || !account) throw new Error('no club');
    const role = 'teacher' as const;
    await db
      .insert(memberships)
      .values({ clubId: club.id, userId: account.id, role, admittedAt: new Date() });
    const client = new Client(url);
    await client.signIn(person.email, password);
    return { clubId: club.id, client };
  } finally {
    await close();
  }
}
