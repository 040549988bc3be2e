// Media as the server gives them, access checked each time, beside @fastify/static on the same file: one large file from
// end to end, and in parts of 1 MiB as players ask for them. Run: node scripts/bench/served.ts [MiB] [rounds]
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import Fastify from 'fastify';
import { clip } from '../../tests/helpers/clips.ts';
import { median } from './clip.ts';
import { addLarge, startPlayable } from './playable.ts';

const goal = 0.7;
const mebibyte = 1024 ** 2;
const [first = '', second = ''] = process.argv.slice(2);
if (first === '--static') await serveStatic(second);
else await compare(Number(first) || 256, Number(second) || 7);

async function compare(mebibytes: number, rounds: number) {
  const playable = await startPlayable(await clip('phone'));
  let other: ChildProcess | undefined;
  try {
    const { key, url: ours } = await addLarge(playable, mebibytes);
    const path = join(playable.product.env.DATA_DIR, 'objects', 'objects', key);
    other = fork(fileURLToPath(import.meta.url), ['--static', dirname(path)]);
    const [port] = (await once(other, 'message')) as [number];
    const theirs = new URL(`http://127.0.0.1:${port}/large.mp4`);
    const headers = { cookie: playable.client.cookie };
    const whole = (url: URL) => fetchAll(url, headers, [undefined]);
    const ranges = Array.from({ length: mebibytes }, (_, at) => [at * mebibyte, (at + 1) * mebibyte - 1]);
    const inParts = (url: URL) =>
      fetchAll(
        url,
        headers,
        ranges.map(([start, end]) => `bytes=${start}-${end}`),
      );

    console.log(`${mebibytes} MiB, medians of ${rounds} alternating rounds`);
    for (const [what, read] of [
      ['from end to end', whole],
      ['in parts of 1 MiB, one after the other', inParts],
    ] as const) {
      const seconds = { ours: [] as number[], theirs: [] as number[] };
      for (let round = -1; round < rounds; round += 1) {
        const pair = { ours: await timed(() => read(ours)), theirs: await timed(() => read(theirs)) };
        // The first is to warm up.
        if (round < 0) continue;
        seconds.ours.push(pair.ours);
        seconds.theirs.push(pair.theirs);
      }
      const rate = (of: number[]) => mebibytes / median(of);
      // Pair by pair: whatever else the machine does falls on both.
      const ratio = median(seconds.ours.map((ours, round) => (seconds.theirs[round] ?? NaN) / ours));
      console.log(
        `${what.padEnd(40)} ours ${rate(seconds.ours).toFixed(0)} MiB/s, @fastify/static ${rate(seconds.theirs).toFixed(0)}` +
          ` MiB/s: ${ratio.toFixed(2)}   (goal: at least ${goal}) ${ratio >= goal ? 'reached' : 'NOT reached'}`,
      );
    }
  } finally {
    other?.kill();
    await playable.stop();
  }
}

/** Reads these ranges, or the whole, over one connection, and keeps nothing of it. */
async function fetchAll(url: URL, headers: Record<string, string>, ranges: (string | undefined)[]) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  for (const range of ranges) {
    const request = http.get(url, { agent, headers: range ? { ...headers, range } : headers });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    if (response.statusCode !== (range ? 206 : 200))
      throw new Error(`${response.statusCode} ${url.pathname}`);
    response.resume();
    await once(response, 'end');
  }
  agent.destroy();
}

async function timed(work: () => Promise<unknown>) {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

/** @fastify/static as its documentation begins it, in a process of its own. */
async function serveStatic(root: string) {
  const app = Fastify();
  await app.register(fastifyStatic, { root });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  process.send?.(Number(new URL(address).port));
}
