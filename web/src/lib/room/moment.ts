/** Half a second is what one misses by; a whole one passes over what was meant. */
export const nudgeMs = 500;

/**
 * The moment that somebody means who begins to write: what they saw was earlier than their first letter. Once the video
 * has stood still for longer than people take to react, they mean the frame they look at. All in milliseconds.
 */
export function meantMs(shownMs: number, stoodMs: number, reactionMs: number) {
  return stoodMs > reactionMs ? shownMs : Math.max(0, shownMs - reactionMs);
}

export type Stretch = { atMs: number | null; endMs: number | null };

/** Begins here: the moment itself, or the start of a range whose end stays where it can. */
export function beganAt(hereMs: number, { endMs }: Stretch): Stretch {
  return { atMs: hereMs, endMs: endMs !== null && endMs > hereMs ? endMs : null };
}

/** What just passed is a range when nothing says where it began. */
const justPassedMs = 5000;

/** Ends here; before its own beginning, the range is from here to there. */
export function endedAt(hereMs: number, { atMs }: Stretch): Stretch {
  const from = atMs ?? Math.max(0, hereMs - justPassedMs);
  if (from === hereMs) return { atMs: from, endMs: null };
  return { atMs: Math.min(from, hereMs), endMs: Math.max(from, hereMs) };
}
