// How soon a clip can be watched after its last byte was accepted, in the product as it runs, against what bounds it and
// against what others make people wait for. Needs a built web; S3_ENDPOINT and the rest name a server for the S3 rows.
// Run: node scripts/bench/watchable.ts [--seconds 600] [--rounds 3]
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { Client as Minio } from 'minio';
import { getEpisode } from '../../server/episodes/contract.ts';
import { openBrowser, password, signIn } from '../../tests/helpers/browser.ts';
import { Client } from '../../tests/helpers/client.ts';
import startTestPostgres from '../../tests/helpers/postgres.ts';
import { startProduct } from '../../tests/helpers/product.ts';
import { ffmpegByHand, median } from './clip.ts';
import { hdrClip, phoneClip, vp9Clip } from './long-clips.ts';
import { makeClub, send, teacher } from './playable.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '600' }, rounds: { type: 'string', default: '3' } },
});
const rounds = Number(values.rounds);
const phone = await phoneClip(Number(values.seconds));
const unplayable = {
  'VP9 1080p': await vp9Clip(Math.min(180, Number(values.seconds))),
  '20 s of HEVC 4K, 10 bits, HLG': await hdrClip(20),
};
const s3 = bucketOf(process.env);
const ownBucket = 'bench-by-hand';
const others = {
  Clapshot: ['-vf', 'scale=1920:-8', '-c:v', 'libx264', '-preset', 'faster', '-b:v', '2.5M', '-c:a', 'aac'],
  'PeerTube, its first rung': [
    ...['-vf', 'scale=-2:720', '-c:v', 'libx264', '-preset', 'veryfast', '-maxrate', '3M', '-bufsize', '6M'],
    ...['-b_strategy', '1', '-bf', '16', '-g', '60', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
  ],
};

const dir = await mkdtemp(join(tmpdir(), 'bench-watchable-'));
const stopPostgres = await startTestPostgres();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  console.log(`${values.seconds} s of H.264 1080p; medians of ${rounds} rounds, s`);
  const bare = await repeat(() => took(() => bareCopy(phone)));
  const onFolder = await repeat(() => tried(phone));
  tell('bare ffmpeg -c copy', bare);
  tellOf('folder', onFolder, 1.5 * median(bare) + 1.5);
  if (s3) {
    await put(phone);
    const byHand = await repeat(() => took(getCopyPut));
    const onS3 = await repeat(() => tried(phone, s3));
    tell('S3: get + ffmpeg -c copy + put', byHand);
    tellOf('S3', onS3, 1.5 * median(byHand) + 1.5);
  }
  const limit = 25 * median(onFolder.map(({ firstFrame }) => firstFrame));
  for (const [name, options] of Object.entries(others)) {
    const spent = await took(() => untilLate(phone, options, limit));
    console.log(
      `${name.padEnd(44)} ${spent >= limit ? `>= 25 x ours (stopped)` : `${spent.toFixed(1)}   ${((25 * spent) / limit).toFixed(1)} x ours`}`,
    );
  }
  for (const [name, source] of Object.entries(unplayable)) {
    console.log(`browsers can't play it: ${name}`);
    tellOf('folder', await repeat(() => tried(source)), 8);
    if (!s3) continue;
    await put(source);
    const fetched = await took(get);
    tellOf('S3', await repeat(() => tried(source, s3)), 8 + fetched);
  }
} finally {
  await browser.close();
  await stopPostgres();
  await rm(dir, { recursive: true });
}

type Waited = { watchable: number; firstFrame: number };

/** Sends a clip to the product and waits in a browser: seconds from the answer to the last byte on. */
async function tried(source: string, settings: Record<string, string> = {}): Promise<Waited> {
  const product = await startProduct(settings);
  try {
    const clubId = await makeClub(product.env.DATABASE_URL);
    const client = new Client(product.url);
    await client.signIn(teacher, password);
    const page = await openBrowser(browser, product);
    await signIn(page, teacher);
    const { id: episodeId } = await send(client, clubId, source);
    const acceptedAt = performance.now();
    const [watchable, firstFrame] = await Promise.all([
      untilWatchable(client, episodeId).then(() => performance.now()),
      firstPicture(page, `/clubs/${clubId}/episodes/${episodeId}`).then(() => performance.now()),
    ]);
    await page.context().close();
    return { watchable: (watchable - acceptedAt) / 1000, firstFrame: (firstFrame - acceptedAt) / 1000 };
  } finally {
    await product.stop();
  }
}

async function untilWatchable(client: Client, episodeId: string) {
  while (!(await client.ok(getEpisode, { params: { episodeId } })).watchable) await sleep(20);
}

/** Opens the room while the episode is prepared, as its owner would, and waits for the first picture on the screen. */
async function firstPicture(page: Page, room: string) {
  await page.goto(room);
  await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) >= 2, null, {
    polling: 20,
    timeout: 120_000,
  });
}

async function bareCopy(source: string) {
  await ffmpegByHand([
    ...['-i', source, '-c', 'copy', '-f', 'hls', '-hls_time', '4', '-hls_playlist_type', 'vod'],
    ...['-hls_segment_type', 'fmp4', '-hls_flags', 'single_file', join(dir, 'bare.m3u8')],
  ]);
}

function minio() {
  const { hostname, port } = new URL(s3?.S3_ENDPOINT ?? '');
  const access = { accessKey: s3?.S3_ACCESS_KEY ?? '', secretKey: s3?.S3_SECRET_KEY ?? '' };
  return new Minio({ endPoint: hostname, port: Number(port), useSSL: false, ...access });
}

async function put(source: string) {
  if (!(await minio().bucketExists(ownBucket))) await minio().makeBucket(ownBucket);
  await minio().fPutObject(ownBucket, 'source', source);
}

async function get() {
  await minio().fGetObject(ownBucket, 'source', join(dir, 'source'));
}

async function getCopyPut() {
  await get();
  await bareCopy(join(dir, 'source'));
  for (const name of ['bare.m4s', 'bare.m3u8']) await minio().fPutObject(ownBucket, name, join(dir, name));
}

/** One of the others' commands, stopped when it has taken `limit` seconds. */
async function untilLate(source: string, options: string[], limit: number) {
  const args = ['-v', 'error', '-nostdin', '-y', '-i', source, ...options, join(dir, 'other.mp4')];
  const late = AbortSignal.timeout(Math.round(limit * 1000));
  await promisify(execFile)('ffmpeg', args, { signal: late, killSignal: 'SIGKILL' }).catch(
    (error: unknown) => {
      if (!late.aborted) throw error;
    },
  );
}

async function took(work: () => Promise<unknown>) {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

async function repeat<T>(measure: () => Promise<T>) {
  const all: T[] = [];
  for (let round = 0; round < rounds; round += 1) all.push(await measure());
  return all;
}

function tellOf(what: string, waited: Waited[], goal: number) {
  tell(
    `${what}: last byte accepted -> watchable`,
    waited.map(({ watchable }) => watchable),
  );
  tell(
    `${what}: last byte accepted -> first picture`,
    waited.map(({ firstFrame }) => firstFrame),
    goal,
  );
}

function tell(what: string, times: number[], goal?: number) {
  const aim =
    goal === undefined
      ? ''
      : `   (goal: ${goal.toFixed(1)}) ${median(times) <= goal ? 'reached' : 'NOT reached'}`;
  console.log(`${what.padEnd(44)} ${median(times).toFixed(2)}${aim}`);
}

/** The settings of an S3 server, when there is one. */
function bucketOf(env: NodeJS.ProcessEnv) {
  const { S3_ENDPOINT, S3_ACCESS_KEY = '', S3_SECRET_KEY = '' } = env;
  return S3_ENDPOINT
    ? { S3_ENDPOINT, S3_ACCESS_KEY, S3_SECRET_KEY, S3_BUCKET: 'bench-watchable' }
    : undefined;
}
