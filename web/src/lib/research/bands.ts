/**
 * The words of Landis & Koch for a kappa (J. R. Landis & G. G. Koch 1977, Biometrics 33(1), 159-174), each up to and
 * with its bound.
 */
export const kappaBounds = { slight: 0.2, fair: 0.4, moderate: 0.6, substantial: 0.8 } as const;
export type KappaBand = keyof typeof kappaBounds | 'poor' | 'perfect';

export function kappaBand(kappa: number): KappaBand {
  if (kappa < 0) return 'poor';
  const found = Object.entries(kappaBounds).find(([, bound]) => kappa <= bound);
  return (found?.[0] as keyof typeof kappaBounds | undefined) ?? 'perfect';
}

/** What an alpha allows (K. Krippendorff, Content Analysis, 2004, chapter 11): reliance, tentative conclusions, or neither. */
export const alphaBounds = { good: 0.8, tentative: 0.667 } as const;

export function alphaBand(alpha: number) {
  if (alpha >= alphaBounds.good) return 'good';
  return alpha >= alphaBounds.tentative ? 'tentative' : 'low';
}
