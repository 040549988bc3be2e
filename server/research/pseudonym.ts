import { randomInt } from 'node:crypto';

/** No vowels, so that no word comes of it, and nothing that is read for something else: 0 O, 1 I L, 2 Z, 5 S, 8 B. */
const signs = '34679CDFGHJKMNPQRTVWXY';
const length = 4;

/** A pseudonym such as `P-7K3Q`, by chance alone: it tells neither who joined first nor anything else. */
export function newPseudonym() {
  return `P-${Array.from({ length }, () => signs[randomInt(signs.length)]).join('')}`;
}
