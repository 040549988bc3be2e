// How long the shift of a large club takes: 10,000 coded comments of 8 teachers in 40 meetings, alone in the database and
// among a million of other clubs. Run: node scripts/bench/shift.ts [others]
import { sql } from 'drizzle-orm';
import { openDb } from '../../db/client.ts';
import type { View } from '../../server/shift/contract.ts';
import { getMediators } from '../../server/shift/mediators.ts';
import { queryByCodes, getShift, plainView } from '../../server/shift/shift.ts';
import { bigClub, codedComments } from './big-club.ts';
import { median } from './clip.ts';
import { emptyDatabase } from './database.ts';

const [others = 99] = process.argv.slice(2).map(Number);
const rounds = 31;
const goalMs = 30;
const goalRatio = 1.2;
const measured = 'the shift, in Postgres';

const database = await emptyDatabase();
const { db, close } = openDb(database.url, console.error);
try {
  const clubId = await bigClub(db);
  await db.execute(sql`vacuum analyze`);
  const nobody = '00000000-0000-0000-0000-000000000000';
  const by = { clubId, userId: nobody, name: '', role: 'guest', howSeen: 'club', archived: false } as const;
  /** By the clock of Postgres itself: planned and run. */
  const inside = (view: View) => async () => {
    const query = queryByCodes(db, by, view);
    const { rows } = await db.execute<{ 'QUERY PLAN': string }>(sql`explain (analyze, timing off) ${query}`);
    const said = rows.map((row) => row['QUERY PLAN']).join('\n');
    return [...said.matchAll(/(?:Planning|Execution) Time: ([\d.]+) ms/g)].reduce(
      (ms, [, n]) => ms + Number(n),
      0,
    );
  };
  const waited = (task: () => Promise<unknown>) => async () => {
    const startedAt = performance.now();
    await task();
    return performance.now() - startedAt;
  };
  const count = sql`select count(*) from comments where club_id = ${clubId}`;
  const tasks = {
    'merely counting them': waited(() => db.execute(count)),
    [measured]: inside(plainView),
    'by blind codes, in Postgres': inside({ ...plainView, source: 'blind' }),
    'with a filter, in Postgres': inside({ ...plainView, presenter: 'others', phase: 'during' }),
    'the mediators, in all': waited(() => getMediators(db, by, plainView)),
    'the shift with its trends, in all': waited(() => getShift(db, by)),
  };
  const { meetings } = await getShift(db, by);
  const counted = meetings.reduce((total, { comments, uncoded }) => total + comments - uncoded, 0);
  if (counted !== codedComments) throw new Error(`${counted} comments were counted`);
  const small = await measure(tasks);
  for (let club = 0; club < others; club += 1) await bigClub(db);
  await db.execute(sql`vacuum analyze`);
  const large = await measure(tasks);

  console.log(
    `a club with ${codedComments} coded comments, medians of ${rounds}; alone, and beside ${others} such clubs`,
  );
  for (const name of Object.keys(tasks)) {
    const [alone = 0, among = 0] = [small.get(name), large.get(name)];
    console.log(
      `${name.padEnd(36)}${alone.toFixed(1)} ms   ${among.toFixed(1)} ms   x${(among / alone).toFixed(2)}`,
    );
  }
  const [alone = 0, among = 0] = [small.get(measured), large.get(measured)];
  const reached = among <= goalMs && among / alone <= goalRatio;
  console.log(
    `goal: at most ${goalMs} ms in Postgres and x${goalRatio}: ${reached ? 'reached' : 'NOT reached'}`,
  );
} finally {
  await close();
  await database.close();
}

async function measure(tasks: Record<string, () => Promise<number>>) {
  const found = new Map<string, number>();
  for (const [name, task] of Object.entries(tasks)) {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) times.push(await task());
    found.set(name, median(times));
  }
  return found;
}
