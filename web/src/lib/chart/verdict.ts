import { type Axis, marked, type MeetingShift, type Trend } from '#contract/shift';

/** What may be said of a share: it rose or fell clearly, or not, or why nothing is said. */
export type Verdict = 'up' | 'down' | 'unclear' | 'few_people' | 'few_meetings' | 'hidden';

/** At which p a change is called clear. */
const clear = 0.05;

export function verdictOf(trend: Trend | null): Verdict {
  if (!trend) return 'hidden';
  const { found, withheld } = trend;
  if (!found) return withheld ?? 'few_people';
  if (found.p >= clear) return 'unclear';
  return found.perMeeting > 0 ? 'up' : 'down';
}

/**
 * A share that rose and fell again: the highest meeting, where the last one lies below it with no overlap of their bands.
 * Null where it did not; what fell from the first meeting on is no turn.
 */
export function turnOf(meetings: readonly MeetingShift[], axis: Axis) {
  const held = marked(meetings, axis).flatMap((meeting) => {
    const share = meeting[axis];
    return share ? [{ number: meeting.number, share }] : [];
  });
  const [first] = held;
  const last = held.at(-1);
  const [peak] = held.slice(1, -1).toSorted((a, b) => b.share.estimate - a.share.estimate);
  if (!first || !last || !peak) return null;
  const rose = first.share.estimate < peak.share.estimate;
  return rose && last.share.high < peak.share.low ? { peak, last } : null;
}
