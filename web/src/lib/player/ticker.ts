/** Does something at every frame the screen draws, while it is started. */
export class Ticker {
  #handle = 0;

  start(act: () => void) {
    this.stop();
    const tick = () => {
      act();
      this.#handle = requestAnimationFrame(tick);
    };
    tick();
  }

  stop() {
    cancelAnimationFrame(this.#handle);
  }
}
