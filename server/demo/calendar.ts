import { openHours } from '../meetings/contract.ts';
import type { MeetingContent } from './content/shape.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Meetings begin at 16:30 in Chile's winter time, after class. */
const startsAt = '20:30:00Z';

export type MeetingDates = { heldOn: string; plannedAt: Date; openedAt: Date; closesAt: Date };

/** Places the meetings of a school year so that the last one lies before `today`, by whole years. */
export function calendar(meetings: MeetingContent[], today: Date) {
  const last =
    meetings
      .map((meeting) => meeting.date)
      .sort()
      .at(-1) ?? '';
  let years = 0;
  while (opening(shifted(last, years)).getTime() + openHours * hour > today.getTime()) years -= 1;
  return ({ date }: MeetingContent): MeetingDates => {
    const heldOn = shifted(date, years);
    const openedAt = opening(heldOn);
    return {
      heldOn,
      openedAt,
      plannedAt: new Date(openedAt.getTime() - 6 * day),
      closesAt: new Date(openedAt.getTime() + 90 * minute),
    };
  };
}

/** When the `index`th comment of a phase was written: the evening before, during the meeting, or on the day after. */
export function writtenAt(dates: MeetingDates, phase: 'before' | 'during' | 'after', index: number) {
  const from = {
    before: dates.openedAt.getTime() - 20 * hour,
    during: dates.openedAt.getTime() + 5 * minute,
    after: dates.closesAt.getTime() + 18 * hour,
  }[phase];
  return new Date(from + index * minute);
}

const opening = (date: string) => new Date(`${date}T${startsAt}`);
const shifted = (date: string, years: number) => `${Number(date.slice(0, 4)) + years}${date.slice(4)}`;
