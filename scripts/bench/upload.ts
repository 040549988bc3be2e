// 1 GB through our tus address into Ceph, beside the minio client's own put to the same Ceph; and how much the memory of
// the server process grows meanwhile. Run as root: node scripts/bench/upload.ts [MiB] [rounds]
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { keys } from '../../storage/keys.ts';
import { connect } from '../../storage/s3-client.ts';
import { startCeph } from '../../tests/helpers/ceph.ts';
import { median } from './clip.ts';
import { beginEpisode, freeUrl, openService } from './service.ts';

const [mebibytes = 1024, rounds = 3] = process.argv.slice(2).map(Number);
const bytes = mebibytes * 1024 ** 2;
const goal = { ratio: 0.8, growthMiB: 64 };
const mebibyte = randomBytes(1024 ** 2);

const ceph = await startCeph();
const { bucket } = ceph.s3;
const minio = connect(ceph.s3);
const service = await openService(ceph.s3);
try {
  const { port, url } = await freeUrl();
  const server = await service.start(port);
  const client = await service.signIn(url);
  const idleMiB = await residentMiB(server);

  const seconds = { ours: [] as number[], minio: [] as number[] };
  let peakMiB = idleMiB;
  for (let round = 0; round < rounds; round += 1) {
    const { episodeId, uploadUrl } = await beginEpisode(client, service.clubId, bytes);
    const watching = setInterval(
      () => void residentMiB(server).then((now) => (peakMiB = Math.max(peakMiB, now))),
      100,
    );
    seconds.ours.push(await timed(() => upload(new URL(uploadUrl, url), client.cookie)));
    clearInterval(watching);
    // Ceph lives in memory here: what was measured makes room for the next.
    await minio.removeObject(bucket, keys.source(episodeId));
    seconds.minio.push(await timed(async () => void (await minio.putObject(bucket, 'bench', body(), bytes))));
    await minio.removeObject(bucket, 'bench');
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
  await service.close();
  await ceph.stop();
}

/** Prints both speeds and returns ours as a share of minio's. */
function rate(what: string, ours = NaN, theirs = NaN) {
  const speed = (seconds: number) => `${(mebibytes / seconds).toFixed(0)} MiB/s`;
  console.log(`${what}: ours ${speed(ours)}, minio ${speed(theirs)}`);
  return theirs / ours;
}

async function timed(act: () => Promise<void>) {
  const startedAt = performance.now();
  await act();
  return (performance.now() - startedAt) / 1000;
}

function body() {
  const chunks = function* () {
    for (let sent = 0; sent < bytes; sent += mebibyte.length) yield mebibyte;
  };
  return Readable.from(chunks(), { objectMode: false, highWaterMark: mebibyte.length });
}

/** One PATCH with everything, as a browser on a good line sends it. */
async function upload(url: URL, cookie: string) {
  const request = http.request(url, {
    method: 'PATCH',
    headers: {
      ...{ 'tus-resumable': '1.0.0', 'upload-offset': '0', 'content-length': String(bytes) },
      ...{ 'content-type': 'application/offset+octet-stream', cookie },
    },
  });
  const answered = once(request, 'response') as Promise<[http.IncomingMessage]>;
  await pipeline(body(), request);
  const [response] = await answered;
  if (response.resume().statusCode !== 204) throw new Error(`upload answered ${response.statusCode}`);
}

async function residentMiB(server: ChildProcess) {
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
