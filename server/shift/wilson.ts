/**
 * A share with its Wilson score interval, all as fractions of 1; null where n is 0. Z is 1.959964 for 95 %. It describes
 * how sure a share of n is by itself; it is not a test of a trend, since comments of one person resemble each other.
 * Source: E. B. Wilson (1927), Journal of the American Statistical Association 22(158), 209-212.
 */
export function wilson(count: number, n: number, z = 1.959964) {
  if (n === 0) return null;
  const estimate = count / n;
  const spread = z ** 2 / n;
  const middle = (estimate + spread / 2) / (1 + spread);
  const half = (z / (1 + spread)) * Math.sqrt((estimate * (1 - estimate)) / n + spread / (4 * n));
  // At the ends the bounds are exact, where floating point leaves them a hair away.
  return { estimate, low: count === 0 ? 0 : middle - half, high: count === n ? 1 : middle + half };
}
