import { expect, test } from 'vitest';
import { alphaBand, kappaBand } from '../../../web/src/lib/research/bands.ts';

test.each([
  [-0.01, 'poor'],
  [0, 'slight'],
  [0.2, 'slight'],
  [0.21, 'fair'],
  [0.4, 'fair'],
  [0.6, 'moderate'],
  [0.8, 'substantial'],
  [0.81, 'perfect'],
  [1, 'perfect'],
])('a kappa of %f is %s, by Landis and Koch', (kappa, band) => {
  expect(kappaBand(kappa)).toBe(band);
});

test.each([
  [0.8, 'good'],
  [0.799, 'tentative'],
  [0.667, 'tentative'],
  [0.666, 'low'],
  [-0.2, 'low'],
])('an alpha of %f is %s', (alpha, band) => {
  expect(alphaBand(alpha)).toBe(band);
});
