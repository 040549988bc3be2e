// An upload over a very poor link: 1 Mbit/s each way, and every connection reset every 30 s on average. What goes over the
// line more than the file has bytes is overhead. Run: node scripts/bench/flaky-link.ts [MB] [Mbit/s] [seconds between resets]
import { createHash, randomBytes } from 'node:crypto';
import { keys } from '../../storage/keys.ts';
import { openStorage } from '../../storage/open.ts';
import { openLink } from './link.ts';
import { sendLikeABrowser } from './phone.ts';
import { beginEpisode, freeUrl, openService } from './service.ts';

const [megabytes = 12, megabits = 1, meanSeconds = 30] = process.argv.slice(2).map(Number);
const goal = 0.1;
const file = randomBytes(megabytes * 1e6);

const service = await openService();
const { port } = await freeUrl();
const link = await openLink(() => port, (megabits * 1e6) / 8);
let resets = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
const random = seeded(20261120);
try {
  await service.start(port);
  const client = await service.signIn(link.url);
  const { episodeId, uploadUrl } = await beginEpisode(client, service.clubId, file.length);
  const sentBefore = link.sentUp();
  const startedAt = performance.now();
  resetInAWhile();
  await sendLikeABrowser(file, new URL(uploadUrl, link.url).href, client.cookie);
  clearTimeout(timer);
  const seconds = (performance.now() - startedAt) / 1000;
  const overhead = (link.sentUp() - sentBefore) / file.length - 1;

  const hash = createHash('sha256');
  const storage = openStorage({ folder: `${service.folder}/objects` });
  for await (const chunk of await storage.get(keys.source(episodeId))) hash.update(chunk as Buffer);
  const same = hash.digest('hex') === createHash('sha256').update(file).digest('hex');
  console.log(`${megabytes} MB at ${megabits} Mbit/s, ${resets} resets, ${seconds.toFixed(0)} s`);
  console.log(`overhead ${(overhead * 100).toFixed(1)} %   (goal: at most ${goal * 100} %)`);
  console.log(`SHA-256 ${same ? 'equal' : 'DIFFERENT'}`);
  console.log(same && overhead <= goal ? 'reached' : 'NOT reached');
} finally {
  clearTimeout(timer);
  await link.close();
  await service.close();
}

/** Resets come as they like: the time to the next one is exponential. */
function resetInAWhile() {
  timer = setTimeout(
    () => {
      resets += 1;
      link.reset();
      resetInAWhile();
    },
    -Math.log(1 - random()) * meanSeconds * 1000,
  );
}

/** Numbers from 0 to 1, the same in every run (mulberry32). */
function seeded(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
