// Whether the memory of the server stays flat while 200 people on poor links read at once, each a few kB a second; on the
// folder store, or on S3 where TEST_S3_ENDPOINT, TEST_S3_ACCESS_KEY and TEST_S3_SECRET_KEY name a server.
// Run: node scripts/bench/readers.ts [seconds]
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { clip } from '../../tests/helpers/clips.ts';
import { freePort } from '../start/ports.mjs';
import { addLarge, startPlayable } from './playable.ts';

const [seconds = 30] = process.argv.slice(2).map(Number);
const readers = 200;
const bytesPerSecond = 4096;
const goalMiB = 64;

const metricsPort = await freePort();
const playable = await startPlayable(await clip('phone'), {
  METRICS_PORT: String(metricsPort),
  // As `npm run server` has it.
  NODE_OPTIONS: '--max-semi-space-size=2',
});
const sockets: Socket[] = [];
try {
  const { url } = await addLarge(playable, 64);
  // What the first requests make the server load and compile is not what many readers cost.
  for (let request = 0; request < readers; request += 1)
    await (await playable.client.fetch(url.pathname, { headers: { range: 'bytes=0-99999' } })).arrayBuffer();
  const before = await settledMiB();
  await read(url, readers);
  let most = 0;
  for (let second = 0; second < seconds; second += 1) {
    for (const socket of sockets) socket.read(bytesPerSecond);
    await sleep(1000);
    most = Math.max(most, await residentMiB());
  }
  const open = sockets.filter((socket) => !socket.destroyed && socket.bytesRead > bytesPerSecond).length;
  close();
  const after = await settledMiB();
  const growth = most - before;
  console.log(
    `${open} of ${readers} readers at ${bytesPerSecond / 1024} kB/s for ${seconds} s, store: ${store()}`,
  );
  console.log(
    `server memory: ${before.toFixed(0)} MiB before, ${most.toFixed(0)} at most, ${after.toFixed(0)} after; ` +
      `growth ${growth.toFixed(0)} MiB   (goal: at most ${goalMiB}) ${growth <= goalMiB ? 'reached' : 'NOT reached'}`,
  );
} finally {
  close();
  await playable.stop();
}

/** Asks for the whole file this many times, each on a connection that takes only what is read from it by hand. */
async function read({ hostname, port, pathname, host }: URL, count: number) {
  const request = `GET ${pathname} HTTP/1.1\r\nhost: ${host}\r\ncookie: ${playable.client.cookie}\r\n\r\n`;
  for (let reader = 0; reader < count; reader += 1) {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.on('error', () => {});
    // Listened to, it does not flow by itself.
    socket.on('readable', () => {});
    socket.write(request);
    sockets.push(socket);
    await sleep(10);
  }
}

function close() {
  for (const socket of sockets.splice(0)) socket.destroy();
}

async function residentMiB() {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]) / 1024 ** 2;
}

/** The least of a few looks: between them rubbish is collected. */
async function settledMiB() {
  const looks: number[] = [];
  for (let look = 0; look < 8; look += 1) {
    await sleep(500);
    looks.push(await residentMiB());
  }
  return Math.min(...looks);
}

function store() {
  return playable.product.env.S3_ENDPOINT ? 's3' : 'folder';
}
