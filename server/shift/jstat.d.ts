/** jstat has no types of its own; this is what is used of it. */
declare module 'jstat' {
  const jStat: {
    normal: { cdf(value: number, mean: number, deviation: number): number };
    /** Student's t distribution. */
    studentt: {
      /** The quantile of a probability. */
      inv(probability: number, degrees: number): number;
      /** The probability of a value not above this one. */
      cdf(value: number, degrees: number): number;
    };
  };
  export default jStat;
}
