// How often the quoted trend sees a shift where there is none, and how often where there is one as large as the demo's, on
// simulated clubs of 8 people x 10 meetings: people differ, and so do the clips that all of a meeting watch.
// Beside it, each of its two tests alone, and the trend of pooled comments (Cochran-Armitage), which none of this troubles.
// Run: node scripts/bench/trend.ts [clubs]
import jStat from 'jstat';
import { type Cell, seeded, trend } from '../../server/shift/trend.ts';

const [clubs = 2000] = process.argv.slice(2).map(Number);
const people = 8;
const meetings = 10;
/** Comments of one person in one meeting; one in eight is not there. */
const comments = [2, 6] as const;
const absent = 1 / 8;
/** On the scale of log odds: where people and clips stand, by standard deviation. */
const ofPeople = 0.7;
const ofClips = 0.4;
const random = seeded(2026);

const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const odds = (share: number) => Math.log(share / (1 - share));

/** A club whose typical share goes from one to the other. */
function simulate(from: number, to: number): Cell[] {
  const clips = Array.from({ length: meetings }, () => ofClips * normal());
  return Array.from({ length: people }, (_, person) => {
    const own = ofPeople * normal();
    return clips.flatMap((clip, at) => {
      if (random() < absent) return [];
      const typical = odds(from) + ((odds(to) - odds(from)) * at) / (meetings - 1);
      const share = 1 / (1 + Math.exp(-(typical + own + clip)));
      const n = comments[0] + Math.floor(random() * (comments[1] - comments[0] + 1));
      const count = Array.from({ length: n }, () => Number(random() < share)).reduce(
        (sum, one) => sum + one,
        0,
      );
      return [{ person: String(person), meeting: at + 1, count, n }];
    });
  }).flat();
}

/** P. Armitage (1955), Biometrics 11(3), 375-386: as if each comment came from somebody else. */
function pooled(cells: readonly Cell[]) {
  const all = cells.reduce((sum, { n }) => sum + n, 0);
  const share = cells.reduce((sum, { count }) => sum + count, 0) / all;
  const middle = cells.reduce((sum, { n, meeting }) => sum + n * meeting, 0) / all;
  const moved = cells.reduce(
    (sum, { n, count, meeting }) => sum + (count - n * share) * (meeting - middle),
    0,
  );
  const spread = cells.reduce((sum, { n, meeting }) => sum + n * (meeting - middle) ** 2, 0);
  return 2 * (1 - jStat.normal.cdf(Math.abs(moved) / Math.sqrt(share * (1 - share) * spread), 0, 1));
}

const tests = ['quoted', 'slopes of people', 'order of meetings', 'pooled comments'] as const;

function seen(from: number, to: number) {
  const often = tests.map(() => 0);
  for (let club = 0; club < clubs; club += 1) {
    const cells = simulate(from, to);
    const { found } = trend(cells);
    if (!found) throw new Error('too small a club');
    for (const [at, p] of [found.p, found.pSlopes, found.pMeetings, pooled(cells)].entries())
      if (p < 0.05) often[at] = (often[at] ?? 0) + 1;
  }
  return often.map((count) => (100 * count) / clubs);
}

console.log(
  `${clubs} clubs of ${people} people x ${meetings} meetings; a shift is seen at 5 % in so many of 100`,
);
console.log(['share goes'.padEnd(14), ...tests.map((test) => test.padStart(18))].join(''));
for (const [from, to] of [
  [0.3, 0.3],
  [0.1, 0.1],
  // Those of the demo, first two and last two meetings: learning, evidence.
  [0.3, 0.56],
  [0.33, 0.63],
  [0.25, 0.65],
] as const) {
  const often = seen(from, to);
  const row = [
    `${from} to ${to}`.padEnd(14),
    ...often.map((percent) => percent.toFixed(1).padStart(18)),
  ].join('');
  const verdict = from === to ? `   (goal: at most 6) ${(often[0] ?? NaN) <= 6 ? 'reached' : 'NOT'}` : '';
  console.log(row + verdict);
}
