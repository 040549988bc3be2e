import type { Codes } from '#contract/coding';
import { m } from '#lib/paraglide/messages.js';
import { stepMs } from '#lib/player/player.svelte.ts';
import { clock } from '#lib/time.ts';
import { nudgeMs } from './moment.ts';
import type { Room } from './room.svelte.ts';

const sideways: Record<string, 1 | -1> = { ArrowLeft: -1, ArrowRight: 1 };
/** There, Alt with an arrow goes word by word and with a digit may write an @, which nobody who writes can do without. */
export const onApple = /^(?:Mac|iP)/.test(navigator.platform);
const frameKeys: Record<string, number> = { ',': -1, '.': 1 };
const digits: [code: Partial<Codes>, word: () => string][] = [
  [{ what: 'teaching' }, m.code_teaching],
  [{ what: 'learning' }, m.code_learning],
  [{ how: 'judgment' }, m.code_judgment],
  [{ how: 'evidence' }, m.code_evidence],
];

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
  if (target?.closest('dialog, [role="dialog"], [role="menu"]')) return false;
  const { player, composer } = room;
  // By its place on the keyboard: with Alt, several layouts write another sign.
  const digit = /^(?:Digit|Numpad)([1-4])$/.exec(event.code)?.[1];
  const typing = target?.closest(writing) != null;
  const marking = onApple ? event.ctrlKey && !event.altKey : event.altKey && !event.ctrlKey;
  const plain = !event.altKey && !event.ctrlKey && !typing && singleKeys;
  if (digit && mayWrite && !event.metaKey && (marking || plain)) {
    mark(room, Number(digit) - 1);
    return true;
  }
  const elsewhere = typing && !target?.closest('[data-compose]');
  if (mayWrite && event.altKey && !onApple && !elsewhere && event.key in sideways && composer.begun) {
    const direction = sideways[event.key] ?? 1;
    composer.nudge('atMs', event.shiftKey ? { frames: direction } : { ms: direction * nudgeMs });
    return true;
  }
  if (event.key === 'Escape' && composer.marksSent && !elsewhere) {
    composer.unmarked.dismiss();
    return true;
  }
  if (event.key === 'Escape' && !typing && composer.begun && composer.text === '') {
    composer.giveUp();
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
  else if (event.key === 'i' && mayWrite) {
    composer.beginHere();
    room.said = m.room_range_from({ time: clock(player.atMs) });
  } else if (event.key === 'o' && mayWrite) {
    composer.endHere();
    room.said = m.room_range_end({ time: clock(player.atMs) });
  } else if (event.key === 'n' || event.key === 'N') room.walkNew(event.shiftKey ? -1 : 1);
  else if (event.key === 'r') room.repeat();
  else if (event.key === '?') showKeys();
  else return false;
  return true;
}

/** Marks what is being written, or what was just sent, and says so: the chips are elsewhere. */
function mark(room: Room, digit: number) {
  const { composer } = room;
  const [code = {}, word = m.code_uncoded] = digits[digit] ?? [];
  const marked = composer.marksSent ? composer.unmarked.comment?.codes : composer.codes;
  const off = code.what ? marked?.what === code.what : marked?.how === code.how;
  if (composer.marksSent) composer.unmarked.mark(code);
  else composer.mark(code);
  room.said = off ? m.room_said_unmarked({ code: word() }) : m.room_said_marked({ code: word() });
}
