import type { Column, Finding, Report, WrongCode } from '#contract/earlier';
import { listWords } from '#lib/chart/words.ts';
import { m } from '#lib/paraglide/messages.js';
import { clock, number } from '#lib/time.ts';
import { columnWord } from './columns.ts';

/** What to correct, for every code; `another` is what the cell is at odds with. */
const sentences: Record<WrongCode, (another: number) => string> = {
  person_missing: () => m.earlier_is_person_missing(),
  person_unknown: () => m.earlier_is_person_unknown(),
  person_of_two: () => m.earlier_is_person_of_two(),
  person_guest: () => m.earlier_is_person_guest(),
  meeting_missing: () => m.earlier_is_meeting_missing(),
  meeting_unreadable: () => m.earlier_is_meeting_unreadable(),
  date_missing: () => m.earlier_is_date_missing(),
  date_unreadable: () => m.earlier_is_date_unreadable(),
  date_in_future: () => m.earlier_is_date_in_future(),
  meeting_of_two_days: (row) => m.earlier_is_meeting_of_two_days({ row: number(row) }),
  day_of_two_meetings: (row) => m.earlier_is_day_of_two_meetings({ row: number(row) }),
  meeting_out_of_order: (meeting) => m.earlier_is_meeting_out_of_order({ number: number(meeting) }),
  what_unknown: () => m.earlier_is_what_unknown({ teaching: m.code_teaching(), learning: m.code_learning() }),
  how_unknown: () => m.earlier_is_how_unknown({ judgment: m.code_judgment(), evidence: m.code_evidence() }),
  episode_too_long: () => m.earlier_is_episode_too_long(),
  at_unreadable: () => m.earlier_is_at_unreadable(),
  at_ambiguous: () => m.earlier_is_at_ambiguous(),
  at_past_end: (seconds) => m.earlier_is_at_past_end({ length: clock(seconds * 1000) }),
  text_too_long: () => m.earlier_is_text_too_long(),
  cells_beyond: () => m.earlier_is_cells_beyond(),
  same_as_row: (row) => m.earlier_is_same_as_row({ row: number(row) }),
  imported_before: () => m.earlier_is_imported_before(),
};

/** What to correct in a cell or a row. */
export function findingWords({ code, another }: Finding) {
  return sentences[code](another ?? 0);
}

/** Where a cell is, or that all of the row is meant. */
export function placeWords(column: Column | null) {
  return column ? columnWord(column) : m.earlier_wrong_whole();
}

/** «Los encuentros 1 y 2, que ya están, pasan a ser el 4 y el 5.» Many in a row are told by the first and the last. */
export function renumberedWords(renumbered: Report['renumbered']) {
  const [first, last] = [renumbered[0], renumbered.at(-1)];
  const count = renumbered.length;
  const inOneRow = first && last && last.from - first.from === count - 1 && last.to - first.to === count - 1;
  if (inOneRow && count > 3)
    return m.earlier_renumbered_range({
      ...{ from: number(first.from), until: number(last.from) },
      ...{ to: number(first.to), last: number(last.to) },
    });
  return m.earlier_renumbered({
    count,
    from: listWords(renumbered.map(({ from }) => number(from))),
    to: listWords(renumbered.map(({ to }) => m.earlier_renumbered_to({ number: number(to) }))),
  });
}
