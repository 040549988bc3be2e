import type { Codes } from '#contract/coding';
import { textMax } from '#contract/comments';
import type { Player } from '#lib/player/player.svelte.ts';
import type { Discussion } from './discussion.svelte.ts';
import { type Draft, draft, Memory } from './draft.ts';

const blank: Draft = { text: '', atMs: null, endMs: null, codes: { what: null, how: null } };

/**
 * The comment being written. It takes the moment of its first letter and stops the video there; sending it lets the
 * video go on. What is written stays on this device until it is sent or given up.
 */
export class Composer {
  /** Fixed once something is written or a range is begun; until then the comment is about wherever the video is. */
  atMs = $state<number | null>(null);
  endMs = $state<number | null>(null);
  codes = $state.raw<Codes>(blank.codes);
  /** What was just given up, to bring it back. */
  discarded = $state.raw<Draft | null>(null);
  #text = $state('');
  #wasPlaying = false;
  readonly #player: Player;
  readonly #discussion: Discussion;
  readonly #memory: Memory<typeof draft>;

  constructor(player: Player, discussion: Discussion, userId: string, episodeId: string) {
    this.#player = player;
    this.#discussion = discussion;
    this.#memory = new Memory('draft', userId, episodeId, draft);
    const kept = this.#memory.read();
    if (kept) this.#take(kept);
  }

  get text() {
    return this.#text;
  }
  set text(text: string) {
    if (this.#text === '' && text !== '') this.#begin();
    this.#text = text;
    if (text === '' && this.endMs === null) this.atMs = null;
    this.#keep();
  }

  /** The moment that a comment sent now would have. */
  get moment() {
    return this.atMs ?? this.#player.atMs;
  }
  get begun() {
    return this.atMs !== null;
  }
  /** How many letters there are too many. */
  get excess() {
    return Math.max(0, this.#text.trim().length - textMax);
  }
  get ready() {
    return this.#text.trim() !== '' && this.excess === 0;
  }

  /** Marks one axis; the same mark again takes it away. */
  mark(code: Partial<Codes>) {
    this.codes = toggled(this.codes, code);
    this.#keep();
  }

  /** Begins a range here, or ends it here when it was begun earlier in the video. */
  markRange() {
    const here = this.#player.atMs;
    if (this.atMs === null) this.atMs = here;
    else if (here > this.atMs) this.endMs = here;
    this.#keep();
  }

  clearRange() {
    this.endMs = null;
    if (this.#text === '') this.atMs = null;
    this.#keep();
  }

  /** Moves the comment to where the video is now. */
  moveHere() {
    this.atMs = this.#player.atMs;
    if (this.endMs !== null && this.endMs <= this.atMs) this.endMs = null;
    this.#keep();
  }

  /** Sends it and lets the video go on. Returns the id of the comment, or nothing when there was nothing to send. */
  send() {
    if (!this.ready) return undefined;
    const { endMs, codes, moment: atMs } = this;
    const text = this.#text.trim().replaceAll('\0', '');
    const id = this.#discussion.add({ parentId: null, atMs, endMs, text, codes });
    this.discarded = null;
    this.#take(blank);
    this.#player.play();
    return id;
  }

  /** Gives it up, and lets the video go on if it was playing. */
  giveUp() {
    if (this.#text.trim() !== '') this.discarded = this.#now();
    this.#take(blank);
    if (this.#wasPlaying) this.#player.play();
    this.#wasPlaying = false;
  }

  bringBack() {
    if (this.discarded) this.#take(this.discarded);
    this.discarded = null;
  }

  #begin() {
    this.#wasPlaying = this.#player.playing;
    this.#player.pause();
    this.discarded = null;
    this.atMs ??= this.#player.atMs;
  }

  #now(): Draft {
    return { text: this.#text, atMs: this.atMs, endMs: this.endMs, codes: this.codes };
  }

  #take({ text, atMs, endMs, codes }: Draft) {
    this.#text = text;
    this.atMs = atMs;
    this.endMs = endMs;
    this.codes = codes;
    this.#keep();
  }

  #keep() {
    this.#memory.keep(this.#text.trim() === '' ? undefined : this.#now());
  }
}

/** These codes with some changed; asking for the code that is there takes it away. */
export function toggled(codes: Codes, { what, how }: Partial<Codes>): Codes {
  return {
    what: what && codes.what !== what ? what : what ? null : codes.what,
    how: how && codes.how !== how ? how : how ? null : codes.how,
  };
}
