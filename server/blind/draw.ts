import { randomInt } from 'node:crypto';
import { sampleFewest, sampleShare } from './contract.ts';

/** How many comments a blind sample takes: a fifth and at least 60, or all where there are fewer than those. */
export function sampleSize(population: number) {
  return Math.min(population, Math.max(sampleFewest, Math.ceil(population * sampleShare)));
}

/**
 * So many of these, each as likely as the others, in random order (Fisher and Yates, from the end). `below` gives a
 * number from 0 to one less than asked; by default a cryptographic one, so that nobody can foresee who is drawn.
 */
export function drawn<T>(all: readonly T[], many = all.length, below: (end: number) => number = randomInt) {
  const left = [...all];
  return Array.from({ length: Math.min(many, left.length) }, () => {
    const at = below(left.length);
    const last = left.length - 1;
    const one = left[at] as T;
    left[at] = left[last] as T;
    left.length = last;
    return one;
  });
}
