import jStat from 'jstat';

/** One person in one meeting: `count` of the `n` comments that carry a code on the axis. Meetings by their number. */
export type Cell = { person: string; meeting: number; count: number; n: number };

/** Below these, an interval would promise more than so few can tell. */
export const fewestPeople = 4;
export const fewestMeetings = 5;

/**
 * Whether a share moves over the meetings. Each person has a slope of their own, by least squares over the meetings they
 * coded in; quoted are the mean of these slopes, its 95 % t interval (people - 1 degrees of freedom), and the weaker of two
 * tests. Comments of one person resemble each other, so a test that counts comments would see a shift in every eighth club
 * that has none; and all who meet watch the same clip, so the second test asks how often meetings in any other order
 * would show as much.
 */
export function trend(cells: readonly Cell[]) {
  const coded = cells.filter(({ n }) => n > 0);
  const slopes = [...Map.groupBy(coded, ({ person }) => person).values()].flatMap(
    (own) => slope(own.map(({ meeting, count, n }) => ({ x: meeting, y: count / n }))) ?? [],
  );
  const byMeeting = [...Map.groupBy(coded, ({ meeting }) => meeting)].map(([x, cells]) => ({
    x,
    y: mean(cells.map(({ count, n }) => count / n)),
  }));
  const size = { people: slopes.length, meetings: byMeeting.length };
  if (slopes.length < fewestPeople) return { ...size, withheld: 'few_people' as const, found: null };
  if (byMeeting.length < fewestMeetings) return { ...size, withheld: 'few_meetings' as const, found: null };
  const { middle, low, high, p } = meanOf(slopes);
  const pMeetings = permuted(byMeeting);
  const found = { perMeeting: middle, low, high, pSlopes: p, pMeetings, p: Math.max(p, pMeetings) };
  return { ...size, withheld: null, found };
}

type Point = { x: number; y: number };

/** How one share of a whole club moves, by the order of its meetings alone; null below five of them. */
export function orderOfMeetings(points: readonly Point[]) {
  const perMeeting = slope(points);
  if (points.length < fewestMeetings || perMeeting === undefined) return null;
  return { perMeeting, p: permuted(points), meetings: points.length };
}

/** By least squares; undefined where all points stand above each other. */
function slope(points: readonly Point[]): number | undefined {
  const middle = mean(points.map(({ x }) => x));
  const spread = sum(points.map(({ x }) => (x - middle) ** 2));
  const steepness = sum(points.map(({ x, y }) => (x - middle) * y)) / spread;
  // What floating point leaves of nothing is nothing, or people who all stayed the same would all move alike.
  return spread > 0 ? Math.round(steepness * 1e12) / 1e12 : undefined;
}

/** A mean with its 95 % t interval, and how often one so far from 0 would come about by chance (two-sided). */
function meanOf(values: readonly number[]) {
  const degrees = values.length - 1;
  const middle = mean(values);
  const error = Math.sqrt(sum(values.map((value) => (value - middle) ** 2)) / degrees / values.length);
  const half = jStat.studentt.inv(0.975, degrees) * error;
  const p =
    error > 0 ? 2 * (1 - jStat.studentt.cdf(Math.abs(middle) / error, degrees)) : Number(middle === 0);
  return { middle, low: middle - half, high: middle + half, p };
}

/** So many orders are looked at where there are too many for all. */
const draws = 9999;
const allOf = 7;

/**
 * How many of all orders of the meetings show a slope at least as steep, up or down; of 10,000, this one among them, where
 * there are more than 5,040. Drawn the same way each time, so that a figure does not change by being looked at again.
 */
function permuted(given: readonly Point[]): number {
  // A database gives them in any order.
  const points = given.toSorted((a, b) => a.x - b.x);
  const middle = mean(points.map(({ x }) => x));
  // Numbers side by side, and loops: ten thousand orders are looked at while somebody waits for the page.
  const weights = Float64Array.from(points, ({ x }) => x - middle);
  const values = Float64Array.from(points, ({ y }) => y);
  const steep = (order: ArrayLike<number>) => {
    let found = 0;
    for (let n = 0; n < weights.length; n += 1) found += at(weights, n) * at(order, n);
    return Math.abs(found);
  };
  // What floating point leaves between equal orders is no difference.
  const seen = steep(values) - 1e-9;
  if (points.length <= allOf) {
    const orders = [...ordersOf([...values])];
    return orders.filter((order) => steep(order) >= seen).length / orders.length;
  }
  const random = seeded(points.length);
  let asSteep = 1;
  for (let draw = 0; draw < draws; draw += 1) {
    for (let last = values.length - 1; last > 0; last -= 1) {
      const other = Math.floor(random() * (last + 1));
      const kept = at(values, last);
      values[last] = at(values, other);
      values[other] = kept;
    }
    if (steep(values) >= seen) asSteep += 1;
  }
  return asSteep / (draws + 1);
}

const at = (numbers: ArrayLike<number>, n: number) => numbers[n] ?? 0;

function* ordersOf(values: readonly number[]): Generator<number[]> {
  if (values.length === 0) yield [];
  for (const [n, first] of values.entries())
    for (const rest of ordersOf(values.toSpliced(n, 1))) yield [first, ...rest];
}

/** Numbers from 0 to 1, the same for the same seed: mulberry32, of T. Ettinger. */
export function seeded(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;
