const stepMs = 5000;

/** The time, for what counts down: moves on every few seconds while something on the page reads it. */
export class Now {
  #now = $state(Date.now());

  constructor() {
    $effect(() => {
      const ticking = setInterval(() => (this.#now = Date.now()), stepMs);
      return () => clearInterval(ticking);
    });
  }

  get now() {
    return this.#now;
  }
}
