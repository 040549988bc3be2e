import type { Engine } from './engine.ts';

const windowMs = 30_000;
const tooMuchMs = 8_000;
const tooOften = 3;

/**
 * Whether the connection carries the picture: it does not when the video stood still for 8 of the last 30 seconds, or when
 * three measurements in a row were under what the least sharp picture needs.
 */
export class Link {
  /** The picture is too much for it, and nobody has answered to that yet. */
  poor = $state(false);
  #dismissed = false;
  #stops: { from: number; to: number }[] = [];
  #short = 0;
  #watching: ReturnType<typeof setInterval> | undefined;

  /** Counts for how long this video stands still. */
  follow(player: Engine['player']) {
    player.on('waiting', () => this.stalls());
    player.on(['playing', 'seeked', 'canplay', 'pause', 'ended', 'emptied'], () => this.flows());
  }

  /** The video wants to go on and has nothing to show. */
  stalls() {
    if (this.#watching) return;
    const stop = { from: performance.now(), to: performance.now() };
    this.#stops.push(stop);
    this.#watching = setInterval(() => {
      stop.to = performance.now();
      this.#stops = this.#stops.filter(({ to }) => to > stop.to - windowMs);
      const stood = this.#stops.reduce((sum, { from, to }) => sum + to - from, 0);
      if (stood > tooMuchMs) this.#tell();
    }, 500);
  }

  /** The video goes on, or is not meant to. */
  flows() {
    clearInterval(this.#watching);
    this.#watching = undefined;
  }

  /** What was just measured, against what the least sharp picture needs, in bits per second. */
  measured(bandwidth: number, needed: number) {
    this.#short = bandwidth < needed ? this.#short + 1 : 0;
    if (this.#short >= tooOften) this.#tell();
  }

  /** Something else is played now, which has not been tried yet. */
  renew() {
    this.flows();
    this.#stops = [];
    this.#short = 0;
    this.poor = false;
  }

  /** Not to be asked again in this room. */
  dismiss() {
    this.poor = false;
    this.#dismissed = true;
  }

  #tell() {
    if (!this.#dismissed) this.poor = true;
  }
}
