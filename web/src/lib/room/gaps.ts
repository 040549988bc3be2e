/** So long around a comment, what happens is taken to be seen. */
const aroundMs = 10_000;
/** Shorter than this, or than a twentieth of the video, nobody has to be told of. */
const leastMs = 30_000;
const leastPart = 1 / 20;

/** The stretches of a video that nobody commented on, in order, in ms. None where there are no comments at all. */
export function gapsIn(comments: readonly { atMs: number; endMs: number | null }[], durationMs: number) {
  if (comments.length === 0) return [];
  const least = Math.max(leastMs, durationMs * leastPart);
  const gaps: { fromMs: number; toMs: number }[] = [];
  let fromMs = 0;
  const upTo = (toMs: number) => {
    if (toMs - fromMs >= least) gaps.push({ fromMs, toMs });
  };
  for (const { atMs, endMs } of [...comments].sort((a, b) => a.atMs - b.atMs)) {
    upTo(atMs - aroundMs);
    fromMs = Math.max(fromMs, (endMs ?? atMs) + aroundMs);
  }
  upTo(durationMs);
  return gaps;
}
