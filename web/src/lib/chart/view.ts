import type { z } from 'zod';
import type { view } from '#contract/shift';
import { m } from '#lib/paraglide/messages.js';

export type View = z.input<typeof view>;
type Name = keyof View;

/** Every filter with its choices, the usual one first; their words. */
export const filters: { name: Name; label: () => string; options: Record<string, () => string> }[] = [
  {
    name: 'phase',
    label: m.shift_view_phase,
    options: {
      all: m.shift_view_phase_all,
      before: m.shift_view_phase_before,
      during: m.shift_view_phase_during,
      after: m.shift_view_phase_after,
    },
  },
  {
    name: 'reading',
    label: m.shift_view_reading,
    options: {
      all: m.shift_view_reading_all,
      independent: m.shift_view_reading_independent,
      after: m.shift_view_reading_after,
    },
  },
  {
    name: 'pointing',
    label: m.shift_view_pointing,
    options: {
      all: m.shift_view_pointing_all,
      with: m.shift_view_pointing_with,
      without: m.shift_view_pointing_without,
    },
  },
  {
    name: 'presenter',
    label: m.shift_view_presenter,
    options: {
      all: m.shift_view_presenter_all,
      own: m.shift_view_presenter_own,
      others: m.shift_view_presenter_others,
    },
  },
  {
    name: 'replies',
    label: m.shift_view_replies,
    options: {
      without: m.shift_view_replies_without,
      with: m.shift_view_replies_with,
      only: m.shift_view_replies_only,
    },
  },
  {
    name: 'asked',
    label: m.shift_view_asked,
    options: {
      all: m.shift_view_asked_all,
      before: m.shift_view_asked_before,
      after: m.shift_view_asked_after,
    },
  },
  {
    name: 'revision',
    label: m.shift_view_revision,
    options: { first: m.shift_view_revision_first, last: m.shift_view_revision_last },
  },
  {
    name: 'source',
    label: m.shift_view_source,
    options: {
      author: m.shift_view_source_author,
      mediator: m.shift_view_source_mediator,
      blind: m.shift_view_source_blind,
    },
  },
];

/** The filters in an address; what is not one of ours is left out, so that an old link still opens. */
export function viewOf(search: URLSearchParams): View {
  return Object.fromEntries(
    filters.flatMap(({ name, options }) => {
      const value = search.get(name);
      return value && value in options && value !== Object.keys(options)[0] ? [[name, value]] : [];
    }),
  );
}

/** The words of the filters that are set, «durante el encuentro, sin respuestas». */
export function wordsOf(view: View) {
  return filters.flatMap(({ name, options }) => {
    const value = view[name];
    return value ? [options[value]?.() ?? ''] : [];
  });
}
