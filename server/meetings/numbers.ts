/** A meeting of the club, and one that a spreadsheet tells of. */
export type Numbered = { id: string; number: number; heldOn: string };
export type Told = { number: number; heldOn: string };
export type Renumbered = { id: string; from: number; to: number; heldOn: string };
/** Where a meeting that was told of stands: `id` is that of the club's own meeting on the same day, if there is one. */
export type Placed = { id: string | null; number: number; heldOn: string };

/**
 * Places meetings that were held earlier among those of a club: numbers follow days. One on the very day of a meeting of
 * the club is that meeting. Nobody's number falls, and it grows no further than it must; what comes before the first new
 * one stays as it is. A club without meetings takes the numbers as they are told.
 */
export function placeAmong(standing: readonly Numbered[], told: readonly Told[]) {
  const placed: Placed[] = told.map(({ number, heldOn }) => {
    const sameDay = standing.filter((meeting) => meeting.heldOn === heldOn);
    const same = sameDay.find((meeting) => meeting.number === number) ?? sameDay.toSorted(byDay)[0];
    return { id: same?.id ?? null, number: same?.number ?? number, heldOn };
  });
  const news = placed.filter(({ id }) => id === null);
  const firstNew = news.toSorted(byDay)[0]?.heldOn;
  const renumbered: Renumbered[] = [];
  if (firstNew === undefined) return { placed, renumbered };
  let last = highest(standing.filter(({ heldOn }) => heldOn < firstNew));
  const following = standing.filter(({ heldOn }) => heldOn > firstNew);
  for (const meeting of [...following, ...news].sort(byDay)) {
    last = Math.max(last + 1, meeting.number);
    if (meeting.id === null) meeting.number = last;
    else if (meeting.number !== last) renumbered.push({ ...of(meeting), id: meeting.id, to: last });
  }
  const numberOf = new Map(renumbered.map(({ id, to }) => [id, to]));
  for (const one of placed) one.number = numberOf.get(one.id ?? '') ?? one.number;
  return { placed, renumbered };
}

/** Closes the gap that meetings leave when they are taken back: those after the first of them follow on, by day. */
export function closeUp(remaining: readonly Numbered[], removed: readonly Told[]): Renumbered[] {
  const firstDay = removed.toSorted(byDay)[0]?.heldOn;
  if (firstDay === undefined) return [];
  let last = highest(remaining.filter(({ heldOn }) => heldOn < firstDay));
  const following = remaining.filter(({ heldOn }) => heldOn >= firstDay).toSorted(byDay);
  return following.flatMap((meeting) => {
    last += 1;
    return meeting.number === last ? [] : { ...of(meeting), id: meeting.id, to: last };
  });
}

const of = ({ number, heldOn }: Told) => ({ from: number, heldOn });
const byDay = (a: Told, b: Told) => a.heldOn.localeCompare(b.heldOn) || a.number - b.number;
const highest = (meetings: readonly Told[]) => Math.max(0, ...meetings.map(({ number }) => number));
