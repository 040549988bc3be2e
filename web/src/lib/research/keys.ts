import type { Codes } from '#contract/coding';
import { m } from '#lib/paraglide/messages.js';

type Meant = 'next' | 'back' | 'open' | (Partial<Codes> & { word: () => string });

const marks: Meant[] = [
  'open',
  { what: 'teaching', word: m.code_teaching },
  { what: 'learning', word: m.code_learning },
  { how: 'judgment', word: m.code_judgment },
  { how: 'evidence', word: m.code_evidence },
];

/** What a key means at the desk, wherever the focus is; nothing where it belongs to what has the focus. */
export function deskKey(event: KeyboardEvent, singleKeys: boolean): Meant | undefined {
  if (event.altKey || event.ctrlKey || event.metaKey) return undefined;
  const target = event.target as Element | null;
  if (target?.closest('dialog, [role="menu"]')) return undefined;
  // By its place on the keyboard, as in the room.
  const digit = /^(?:Digit|Numpad)([0-4])$/.exec(event.code)?.[1];
  if (digit && singleKeys) return marks[Number(digit)];
  // A held key would answer one comment after another.
  if (event.repeat) return undefined;
  if (event.key === 'Enter' && !target?.closest('a, button, summary')) return 'next';
  if (event.key === 'Backspace') return 'back';
  return undefined;
}
