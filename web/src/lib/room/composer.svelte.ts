import type { Codes, Practice } from '#contract/coding';
import { type Box, textMax } from '#contract/comments';
import type { Membership } from '#lib/club/club.svelte.ts';
import type { Player } from '#lib/player/player.svelte.ts';
import type { Discussion } from './discussion.svelte.ts';
import { blank, type Draft, draft, Memory } from './draft.ts';
import { mentionsIn } from './mentions.ts';
import { beganAt, endedAt, meantMs } from './moment.ts';
import { SawOrHeard } from './saw-or-heard.svelte.ts';
import { toggled } from './toggled.ts';
import { Unmarked } from './unmarked.svelte.ts';

const quoteMax = 500;

/**
 * The comment being written. It takes the moment that its first letter is about and stops the video there; sending it
 * lets the video go on. What is written stays on this device until it is sent or given up.
 */
export class Composer {
  #draft = $state.raw<Draft>(blank);
  /** Fixed once something is written or a range is begun; until then the comment is about wherever the video is. */
  readonly atMs = $derived(this.#draft.atMs);
  readonly endMs = $derived(this.#draft.endMs);
  readonly codes = $derived(this.#draft.codes);
  readonly box = $derived(this.#draft.box);
  readonly quote = $derived(this.#draft.quote);
  /** What was just given up, to bring it back. */
  discarded = $state.raw<Draft | null>(null);
  /** A box is being drawn on the picture. */
  drawing = $state(false);
  /** What was sent without marks, and may be marked now. */
  readonly unmarked: Unmarked;
  readonly sawOrHeard: SawOrHeard;
  #wasPlaying = false;
  readonly #player: Player;
  readonly #discussion: Discussion;
  readonly #membership: Membership;
  readonly #userId: string;
  readonly #memory: Memory<typeof draft>;

  constructor(
    player: Player,
    discussion: Discussion,
    membership: Membership,
    userId: string,
    episodeId: string,
  ) {
    this.#player = player;
    this.#discussion = discussion;
    this.#membership = membership;
    this.#userId = userId;
    this.unmarked = new Unmarked(discussion);
    this.sawOrHeard = new SawOrHeard(userId, episodeId);
    this.#memory = new Memory('draft', userId, episodeId, draft);
    this.#draft = this.#memory.read() ?? blank;
  }

  get text() {
    return this.#draft.text;
  }
  set text(text: string) {
    const first = this.#draft.text === '' && text !== '';
    const last = text === '' && this.#draft.endMs === null && !this.#draft.box && !this.#draft.quote;
    this.#change({
      text,
      ...(first && this.#begin()),
      ...(text === '' && { asked: null }),
      ...(last && { atMs: null }),
    });
  }

  /** Only its author will see it. Stays for the next one too: a private thought never gets out by forgetting. */
  get onlyMine() {
    return this.#draft.onlyMine;
  }
  set onlyMine(onlyMine: boolean) {
    this.#change({ onlyMine });
  }

  get practice() {
    return this.#draft.practice;
  }
  set practice(practice: Practice | null) {
    this.#change({ practice });
  }

  /** Who can be named. */
  readonly people = $derived.by(() =>
    this.#membership.admitted.flatMap(({ userId, name }) =>
      userId === this.#userId ? [] : { id: userId, name },
    ),
  );
  /** The moment that a comment sent now would have. */
  get moment() {
    return this.atMs ?? this.#player.atMs;
  }
  readonly begun = $derived(this.atMs !== null);
  /** How many letters there are too many. */
  readonly excess = $derived(Math.max(0, this.#draft.text.trim().length - textMax));
  readonly ready = $derived(this.#draft.text.trim() !== '' && this.excess === 0);
  /** Nothing is written, and nothing in the video was chosen to write about. */
  readonly empty = $derived(isEmpty(this.#draft));
  /** What was asked, while it has no answer: what was seen or heard. */
  readonly asked = $derived(
    this.#draft.asked && sendable(this.#draft.text) === this.#draft.asked.before.text
      ? this.#draft.asked
      : null,
  );
  /** What was asked is being answered. */
  readonly answering = $derived(this.#draft.asked !== null && this.asked === null);

  /** Marks one axis; the same mark again takes it away. */
  mark(code: Partial<Codes>) {
    this.#change({ codes: toggled(this.codes, code) });
  }
  /** What marks, marks what was just sent, until something new is begun. */
  readonly marksSent = $derived.by(() => this.unmarked.comment !== null && !this.begun);

  beginHere() {
    this.#change(beganAt(this.#player.atMs, this));
  }
  endHere() {
    this.#change(endedAt(this.#player.atMs, this));
  }
  setRange(atMs: number, endMs: number) {
    this.#change({ atMs: Math.round(Math.min(atMs, endMs)), endMs: Math.round(Math.max(atMs, endMs)) });
  }
  clearRange() {
    this.#change({ endMs: null, ...(isEmpty({ ...this.#draft, endMs: null }) && { atMs: null }) });
  }

  /** Moves one end earlier or later, and the picture with it: by so many milliseconds, or frames. */
  nudge(end: 'atMs' | 'endMs', { ms = 0, frames = 0 }: { ms?: number; frames?: number }) {
    this.#player.pause();
    this.#player.seek((this[end] ?? this.moment) + ms);
    if (frames !== 0) this.#player.step(frames);
    const here = this.#player.atMs;
    if (end === 'atMs') this.beginHere();
    else if (here > this.moment) this.#change({ endMs: here });
  }

  /** Takes a line of the captions for evidence: the comment is about when it was said. */
  quoteLine({ atMs, endMs, text }: { atMs: number; endMs: number; text: string }) {
    this.setRange(atMs, endMs);
    this.#change({ quote: text.slice(0, quoteMax) });
  }
  dropQuote() {
    this.#change({ quote: null });
  }

  /** Draws on the picture that is shown, so a comment on a moment is about this one. */
  draw() {
    this.#player.pause();
    if (this.endMs === null) this.beginHere();
    this.drawing = true;
  }
  setBox(box: Box | null) {
    this.drawing = false;
    this.#change({ box, ...(isEmpty({ ...this.#draft, box }) && { atMs: null }) });
  }

  /**
   * Sends it and lets the video go on. Returns the id of the comment; nothing when there was nothing to send, or when
   * `asked` comes first: sent again, it goes.
   */
  send() {
    if (!this.ready) return undefined;
    const { asked, codes, onlyMine } = this.#draft;
    const text = sendable(this.#draft.text);
    const mayAsk = this.#discussion.mayAsk && !onlyMine && this.#membership.club.role === 'teacher';
    if (asked) this.sawOrHeard.answer(asked, this.answering ? 'added' : 'left');
    else if (mayAsk) {
      const question = this.sawOrHeard.ask(text, codes);
      this.#change({ asked: question });
      if (question) return undefined;
    }
    return this.#send(text);
  }

  /** Sends it as it is, without an answer to what was asked. */
  leave(answer: 'left' | 'not_today') {
    if (!this.asked || !this.ready) return undefined;
    this.sawOrHeard.answer(this.asked, answer);
    return this.#send(sendable(this.#draft.text));
  }

  /** Gives it up, and lets the video go on if it was playing. */
  giveUp() {
    if (this.#draft.text.trim() !== '') this.discarded = this.#draft;
    if (this.#wasPlaying) this.#player.play();
    this.#clear();
  }

  bringBack() {
    if (this.discarded) this.#change(this.discarded);
    this.discarded = null;
  }

  #begin() {
    const { atMs, stoodMs } = this.#player;
    this.#wasPlaying = this.#player.playing;
    this.#player.pause();
    this.discarded = null;
    return { atMs: this.atMs ?? meantMs(atMs, stoodMs, this.#membership.club.reactionMs) };
  }

  #send(text: string) {
    const { endMs, codes, box, quote, onlyMine, practice, asked } = this.#draft;
    const { club } = this.#membership;
    const { moment: atMs } = this;
    const id = this.#discussion.add({
      ...(asked && { id: asked.commentId }),
      ...{ parentId: null, atMs, endMs, text, codes, box, quote, onlyMine },
      mentions: onlyMine ? [] : mentionsIn(text, this.people),
      facilitation: { practice: club.role === 'mediator' ? practice : null, move: null },
      before: this.answering && asked ? asked.before : null,
    });
    this.unmarked.dismiss();
    this.discarded = null;
    this.#clear();
    // One's own comment is on the screen first; and whoever is writing the next one already does not want it to go on.
    requestAnimationFrame(() =>
      setTimeout(() => {
        if (!codes.what && !codes.how && !onlyMine && club.role !== 'mediator')
          this.unmarked.ask({ id, atMs, text, codes });
        if (this.empty) this.#player.play();
      }),
    );
    return id;
  }

  #clear() {
    this.drawing = this.#wasPlaying = false;
    this.#change({ ...blank, onlyMine: this.onlyMine });
  }

  #change(change: Partial<Draft>) {
    this.#draft = { ...this.#draft, ...change };
    this.#memory.keep(this.empty ? undefined : this.#draft);
  }
}

function isEmpty({ text, endMs, box, quote }: Draft) {
  return text.trim() === '' && endMs === null && box === null && quote === null;
}

/** Without what no text of ours may hold. */
export function sendable(text: string) {
  return text.trim().replaceAll('\0', '');
}
