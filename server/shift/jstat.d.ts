/** jstat has no types of its own; what is used of it. */
declare module 'jstat' {
  export const jStat: {
    /** Student's t distribution. */
    studentt: {
      /** The quantile of a probability. */
      inv(probability: number, degrees: number): number;
      /** The probability of a value not above this one. */
      cdf(value: number, degrees: number): number;
    };
  };
}
