/** What happened some time ago by its own word may have been done, and seen by others, a little later. */
const marginMs = 60_000;

/** A connection as it begins: after which event, and how long nothing had happened; null: for longer than is kept. */
export type Beginning = { seq: number; quietMs: number | null };

/**
 * Whether a tab of this age has all that happened before a connection began: it heard up to there, or it never heard
 * anything and nothing has happened for longer than it exists.
 */
export function hasMissedNothing({ seq, quietMs }: Beginning, lastSeq: number | undefined, ageMs: number) {
  if (lastSeq !== undefined) return seq === lastSeq;
  return (quietMs ?? Infinity) > ageMs + marginMs;
}
