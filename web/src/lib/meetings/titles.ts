import type { Meeting } from '#contract/meetings';
import { m } from '#lib/paraglide/messages.js';

/** «Encuentro 4: Fracciones», or without a title «Encuentro 4». */
export function meetingTitle({ number, title }: Pick<Meeting, 'number' | 'title'>) {
  return title ? m.meeting_name_title({ number, title }) : m.meeting_name({ number });
}
