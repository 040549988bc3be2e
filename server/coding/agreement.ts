/** How far two values of a scale are apart, squared; `below` counts the values up to and with one of them. */
type Distance = (a: number, b: number, between: (a: number, b: number) => number) => number;

/** K. Krippendorff, Content Analysis (2004), chapter 11. Codes are nominal; the others are for codebooks to come. */
const distances = {
  nominal: (a, b) => Number(a !== b),
  ordinal: (a, b, between) => between(a, b) ** 2,
  interval: (a, b) => (a - b) ** 2,
  ratio: (a, b) => (a + b === 0 ? 0 : ((a - b) / (a + b)) ** 2),
} satisfies Record<string, Distance>;

/**
 * How two coders agree over the same comments: percent agreement and Cohen's kappa, from a table of counts whose rows are
 * the codes of one and whose columns those of the other. Kappa is null where both used one and the same code throughout:
 * nothing could have been disagreed on. J. Cohen (1960), Educational and Psychological Measurement 20(1), 37-46.
 */
export function kappa(table: readonly (readonly number[])[]) {
  const rows = table.map(sum);
  const columns = rows.map((_, column) => sum(table.map((row) => row[column] ?? 0)));
  const n = sum(rows);
  if (n === 0) return null;
  const agreed = sum(table.map((row, at) => row[at] ?? 0)) / n;
  const byChance = sum(rows.map((row, at) => (row * (columns[at] ?? 0)) / n ** 2));
  return { n, agreed, kappa: byChance === 1 ? null : (agreed - byChance) / (1 - byChance) };
}

/**
 * Krippendorff's alpha of any number of coders; a unit has the values that it was given, and counts where there are two.
 * Null where all values are the same. 1 is agreement, 0 what chance would give.
 */
export function alpha(units: readonly (readonly number[])[], scale: keyof typeof distances = 'nominal') {
  const pairable = units.filter((values) => values.length > 1);
  const all = pairable.flat();
  const frequency = new Map<number, number>();
  for (const value of all) frequency.set(value, (frequency.get(value) ?? 0) + 1);
  // Ranks: what lies from one value to the other, the two ends by half.
  const between = (a: number, b: number) => {
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    const inside = [...frequency].filter(([value]) => value >= low && value <= high);
    return sum(inside.map(([, count]) => count)) - ((frequency.get(a) ?? 0) + (frequency.get(b) ?? 0)) / 2;
  };
  const apart = (a: number, b: number) => (a === b ? 0 : distances[scale](a, b, between));
  const pairs = (values: readonly number[]) => sum(values.map((a) => sum(values.map((b) => apart(a, b)))));
  const observed = sum(pairable.map((values) => pairs(values) / (values.length - 1)));
  const expected =
    sum(
      [...frequency].map(([a, many]) => many * sum([...frequency].map(([b, more]) => more * apart(a, b)))),
    ) /
    (all.length - 1);
  return expected > 0 ? 1 - observed / expected : null;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
