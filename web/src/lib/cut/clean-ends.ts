/** What is needed of an encoded frame: when it is shown and for how long, in seconds. */
export type Shown = { timestamp: number; duration: number };

/**
 * The moments, in seconds, at which a stream may be cut off so that every frame shown before is kept and none after.
 * `packets` come in decoding order, in which frames are sent before those that are shown earlier but lean on them: only
 * where all that was sent so far is shown before all that follows does nothing remain of what follows.
 */
export function cleanEnds(packets: Shown[]) {
  const ends: number[] = [];
  const first = earliestFrom(packets);
  let shownUntil = -Infinity;
  let lastEnd = -Infinity;
  packets.forEach(({ timestamp, duration }, at) => {
    shownUntil = Math.max(shownUntil, timestamp);
    lastEnd = Math.max(lastEnd, timestamp + duration);
    const following = first[at + 1];
    if (following === undefined) ends.push(lastEnd);
    else if (shownUntil < following) ends.push(following);
  });
  return ends;
}

/** For each packet, the earliest moment shown by it or by any later one. */
function earliestFrom(packets: Shown[]) {
  const earliest: number[] = [];
  packets.reduceRight((least, { timestamp }, at) => {
    earliest[at] = Math.min(least, timestamp);
    return earliest[at];
  }, Infinity);
  return earliest;
}
