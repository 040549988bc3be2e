// One upload through `kill -9` of the server at random moments: of one process that is started again, and of two behind
// one address that take over from each other. It must end in one episode, one job and the same bytes; what has to be sent
// again is counted on the line. Run: node scripts/bench/upload-kills.ts [folder|ceph] [MB] [kills] [MB/s]   (ceph as root)
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { eq, sql } from 'drizzle-orm';
import { episodes, uploads } from '../../db/schema/episodes.ts';
import { keys } from '../../storage/keys.ts';
import { openStorage } from '../../storage/open.ts';
import { startCeph } from '../../tests/helpers/ceph.ts';
import { openLink } from './link.ts';
import { sendLikeABrowser } from './phone.ts';
import { beginEpisode, end, freeUrl, openService } from './service.ts';

const [where = 'folder', ...numbers] = process.argv.slice(2);
const [megabytes = 200, kills = 20, speed = 20] = numbers.map(Number);
const goalMiB = 8;
const mebibyte = 1024 ** 2;
const file = randomBytes(megabytes * 1e6);

const ceph = where === 'ceph' ? await startCeph() : undefined;
try {
  console.log(`${megabytes} MB at ${speed} MB/s into a ${where}, ${kills} kills`);
  const reached = [await run('one server, started again', 1), await run('two servers in turn', 2)];
  console.log(reached.every(Boolean) ? 'reached' : 'NOT reached');
} finally {
  await ceph?.stop();
}

/** One upload; returns whether it ended as it must. */
async function run(what: string, processes: number) {
  const service = await openService(ceph?.s3);
  let closeLink = () => Promise.resolve();
  try {
    const seats = await Promise.all(
      Array.from({ length: processes }, async () => {
        const { port } = await freeUrl();
        return { port, server: await service.start(port), back: Promise.resolve() };
      }),
    );
    let turn = 0;
    const current = () => seats[turn % processes] as (typeof seats)[number];
    const link = await openLink(() => current().port, speed * 1e6);
    closeLink = () => link.close();
    const client = await service.signIn(link.url);
    const { episodeId, uploadUrl } = await beginEpisode(client, service.clubId, file.length);
    const heldBytes = async () => {
      const [row] = await service.db.select().from(uploads).where(eq(uploads.episodeId, episodeId));
      return row?.offsetBytes ?? 0;
    };
    // From here on the line carries the file, and little else.
    const sentBefore = link.sentUp();
    let done = false;
    const sending = sendLikeABrowser(file, new URL(uploadUrl, link.url).href, client.cookie);
    void sending.finally(() => (done = true)).catch(() => {});

    const lost: number[] = [];
    let last = { sent: sentBefore, held: 0 };
    for (const at of randomMoments()) {
      while (!done && link.sentUp() - sentBefore - sum(lost) < at) await sleep(3);
      if (done) break;
      const seat = current();
      await end(seat.server, 'SIGKILL');
      // What was sent meanwhile and is not held is what will be sent again.
      const now = { sent: link.sentUp(), held: await heldBytes() };
      lost.push(now.sent - last.sent - (now.held - last.held));
      last = now;
      seat.back = service.start(seat.port).then((server) => void (seat.server = server));
      seat.back.catch(() => {});
      turn += 1;
      await current().back;
    }
    const { failures } = await sending;
    lost.push(link.sentUp() - last.sent - (file.length - last.held));
    await Promise.all(seats.map((seat) => seat.back));

    const found = {
      episodes: await service.db.$count(episodes),
      jobs: await jobs(service.db, episodeId),
      same: (await storedSha(service.folder, episodeId)) === createHash('sha256').update(file).digest('hex'),
    };
    const killed = lost.length - 1;
    const worst = Math.max(...lost);
    console.log(`\n${what}: ${killed} kills, ${failures} tries that failed`);
    console.log(`  sent again after each, MiB: ${lost.map((one) => (one / mebibyte).toFixed(1)).join(' ')}`);
    console.log(
      `  worst ${(worst / mebibyte).toFixed(1)} MiB, mean ${(sum(lost) / killed / mebibyte).toFixed(1)} MiB (goal: at most ${goalMiB})`,
    );
    console.log(
      `  episodes ${found.episodes}, jobs ${found.jobs}, SHA-256 ${found.same ? 'equal' : 'DIFFERENT'}`,
    );
    return (
      killed === kills &&
      worst <= goalMiB * mebibyte &&
      found.episodes === 1 &&
      found.jobs === 1 &&
      found.same
    );
  } finally {
    await closeLink();
    await service.close();
  }
}

/** After how many bytes of progress each kill comes, in order. */
function randomMoments() {
  return Array.from({ length: kills }, () => Math.random() * (file.length - mebibyte)).sort((a, b) => a - b);
}

async function jobs(db: Awaited<ReturnType<typeof openService>>['db'], episodeId: string) {
  const { rows } = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from pgboss.job where name = 'episode.process' and data->>'episodeId' = ${episodeId}`,
  );
  return rows[0]?.n ?? 0;
}

async function storedSha(folder: string, episodeId: string) {
  const storage = openStorage({ s3: ceph?.s3, folder: `${folder}/objects` });
  const hash = createHash('sha256');
  for await (const chunk of await storage.get(keys.source(episodeId))) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function sum(numbers: number[]) {
  return numbers.reduce((total, one) => total + one, 0);
}
