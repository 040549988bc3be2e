import { leastPartMs, moved, type Part, suggestedPart } from './part.ts';

/** Where a part may begin and end; milliseconds. What is encoded anew may anywhere, to the tenth of a second. */
export type Snap = { start(ms: number): Promise<number>; end(ms: number): Promise<number> };

const tenth = (ms: number) => Promise.resolve(Math.round(ms / 100) * 100);
export const anywhere: Snap = { start: tenth, end: tenth };

/** What plays the recording: a player of the browser, or frames drawn one by one. Milliseconds. */
export type Screen = {
  readonly atMs: number;
  readonly playing: boolean;
  seek(ms: number): void;
  play(): void;
  pause(): void;
};

/** The part being chosen. What is shown is always a part that can be had: an end that moves lands where it may. */
export class Choosing {
  readonly durationMs: number;
  part = $state.raw<Part>({ startMs: 0, endMs: 0 });
  /** The stretch of the recording on the filmstrip. */
  view = $state.raw<Part>({ startMs: 0, endMs: 0 });
  /** Plays until the end of the part, then stops. */
  playsPart = $state(false);
  readonly screen: Screen;
  #snap: Snap;
  #latest = 0;

  constructor(durationMs: number, screen: Screen, snap: Snap, fromMs = 0) {
    this.durationMs = durationMs;
    this.screen = screen;
    this.#snap = snap;
    this.part = suggestedPart(durationMs, fromMs);
    this.view = { startMs: 0, endMs: durationMs };
    if (fromMs > 0) void this.move('startMs', this.part.startMs);
  }

  get partMs() {
    return this.part.endMs - this.part.startMs;
  }
  get closer() {
    return this.view.startMs > 0 || this.view.endMs < this.durationMs;
  }

  /** Lands both ends anew, when other moments become possible. */
  async land(snap: Snap) {
    this.#snap = snap;
    const { startMs, endMs } = this.part;
    if (startMs > 0) await this.move('startMs', startMs);
    if (endMs < this.durationMs) await this.move('endMs', endMs);
  }

  /** Moves one end as near as may be to a moment, and shows that moment. The last wish counts. */
  async move(which: keyof Part, ms: number) {
    const wish = moved(this.part, which, ms, this.durationMs)[which];
    const turn = ++this.#latest;
    const landed = await this.#land(which, wish);
    if (turn !== this.#latest) return;
    this.part = this.#fits(which, landed) ? { ...this.part, [which]: landed } : this.part;
    this.playsPart = false;
    this.screen.pause();
    this.screen.seek(which === 'startMs' ? this.part.startMs : Math.max(0, this.part.endMs - 50));
  }

  /** Moves one end by a step, and further where the next moment it may have lies further away. */
  async nudge(which: keyof Part, byMs: number) {
    const from = this.part[which];
    for (let step = byMs; Math.abs(step) <= 64_000 + Math.abs(byMs); step *= 2) {
      const wish = moved(this.part, which, from + step, this.durationMs)[which];
      const landed = await this.#land(which, wish);
      if (Math.sign(landed - from) === Math.sign(byMs) && this.#fits(which, landed)) {
        return this.move(which, landed);
      }
    }
  }

  /** Plays from the beginning of the part to its end. */
  playPart() {
    this.screen.seek(this.part.startMs);
    this.playsPart = true;
    this.screen.play();
  }

  /** Called as the screen goes on. */
  watch() {
    if (!this.playsPart || !this.screen.playing || this.screen.atMs < this.part.endMs) return;
    this.playsPart = false;
    this.screen.pause();
    this.screen.seek(this.part.endMs);
  }

  /** Fills the filmstrip with the part and what lies around it, or with everything again. */
  toggleCloser() {
    const around = Math.max(5000, this.partMs * 0.25);
    this.view = this.closer
      ? { startMs: 0, endMs: this.durationMs }
      : {
          startMs: Math.max(0, this.part.startMs - around),
          endMs: Math.min(this.durationMs, this.part.endMs + around),
        };
  }

  async #land(which: keyof Part, wish: number) {
    try {
      if (which === 'startMs') return wish <= 0 ? 0 : await this.#snap.start(wish);
      return wish >= this.durationMs ? this.durationMs : await this.#snap.end(wish);
    } catch {
      return this.part[which]; // Closed meanwhile, or a piece that cannot be read: it stays where it was.
    }
  }

  #fits(which: keyof Part, ms: number) {
    const { startMs, endMs }: Part = { ...this.part, [which]: ms };
    return (
      startMs >= 0 && endMs <= this.durationMs && endMs - startMs >= Math.min(leastPartMs, this.durationMs)
    );
  }
}
