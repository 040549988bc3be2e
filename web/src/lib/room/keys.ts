import { stepMs } from '#lib/player/player.svelte.ts';
import type { Room } from './room.svelte.ts';

const frameKeys: Record<string, number> = { ',': -1, '.': 1 };
const digits = [
  { what: 'teaching' },
  { what: 'learning' },
  { how: 'judgment' },
  { how: 'evidence' },
] as const;

/** Where single letters are letters, and Enter and space press what has the focus. */
const writing = 'input, textarea, select, [contenteditable]';
const pressing = 'button, a, summary, [role^="menuitem"]';

type Doors = { mayWrite: boolean; singleKeys: boolean; focusComposer: () => void; showKeys: () => void };

/** What a key does in the room, wherever the focus is; true when it did something and the browser should not. */
export function press(
  event: KeyboardEvent,
  room: Room,
  { mayWrite, singleKeys, focusComposer, showKeys }: Doors,
) {
  const target = event.target as Element | null;
  // A menu or a dialog is open: its keys are its own.
  if (target?.closest('[role="dialog"], [role="menu"]')) return false;
  const { player, composer } = room;
  // By its place on the keyboard: with Alt, several layouts write another sign.
  const digit = /^(?:Digit|Numpad)([1-4])$/.exec(event.code)?.[1];
  const typing = target?.closest(writing) != null;
  if (digit && mayWrite && !event.ctrlKey && !event.metaKey && (event.altKey || (!typing && singleKeys))) {
    composer.mark(digits[Number(digit) - 1] ?? {});
    return true;
  }
  if (typing || event.altKey || event.ctrlKey || event.metaKey) return false;

  if (event.key === 'ArrowLeft') player.seek(player.atMs - stepMs);
  else if (event.key === 'ArrowRight') player.seek(player.atMs + stepMs);
  else if (event.key === ' ' && !target?.closest(pressing)) player.toggle();
  else if (!singleKeys) return false;
  else if (event.key === 'k') player.toggle();
  else if (event.key in frameKeys) player.step(frameKeys[event.key] ?? 0);
  else if (event.key === 'c' && mayWrite) focusComposer();
  else if (event.key === '?') showKeys();
  else return false;
  return true;
}
