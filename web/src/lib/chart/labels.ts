/** Every so many labels along an axis, so that each has at least this room. */
export function labelEvery(count: number, width: number, each: number) {
  return Math.max(1, Math.ceil((count * each) / Math.max(1, width)));
}

/** Moves labels apart that would print over each other, keeping their order; positions are of their middles. */
export function apart(positions: readonly number[], least: number) {
  const order = positions.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at);
  const placed = [...positions];
  for (const [place, { at, index }] of order.entries()) {
    const before = order[place - 1];
    const overlap = before ? (placed[before.index] ?? 0) + least - at : 0;
    if (!before || overlap <= 0) continue;
    placed[before.index] = (placed[before.index] ?? 0) - overlap / 2;
    placed[index] = at + overlap / 2;
  }
  return placed;
}
