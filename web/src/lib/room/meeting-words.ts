import type { Phase } from '#contract/meetings';
import { m } from '#lib/paraglide/messages.js';

/** «antes», «durante», «después» of a meeting. */
export function phaseWord(phase: Phase) {
  return { before: m.room_before, during: m.room_during, after: m.room_after }[phase]();
}

/** «Encuentro 4 · durante»; nothing for what belongs to no meeting. */
export function meetingWords(meeting: { number: number; phase: Phase | null } | null) {
  if (!meeting) return undefined;
  const name = m.meeting_name({ number: meeting.number });
  return meeting.phase ? `${name} · ${phaseWord(meeting.phase)}` : name;
}
