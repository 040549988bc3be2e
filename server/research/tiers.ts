type Span = { startMs: number; endMs: number };

/** Spreads what overlaps over as few tiers as will do: within a tier each begins when the one before has ended, or later. */
export function spread<T extends Span>(spans: readonly T[]): T[][] {
  const tiers: T[][] = [];
  for (const span of spans.toSorted((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)) {
    const free = tiers.find((tier) => (tier.at(-1)?.endMs ?? 0) <= span.startMs);
    if (free) free.push(span);
    else tiers.push([span]);
  }
  return tiers;
}
