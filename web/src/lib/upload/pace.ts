const windowMs = 12_000;

/** How fast bytes go, over the last seconds: steady enough to read, quick enough to notice a change. */
export class Pace {
  #marks: { at: number; bytes: number }[] = [];

  restart() {
    this.#marks = [];
  }

  /** Bytes per second, or null while there is too little to tell. */
  after(bytes: number, at = performance.now()) {
    this.#marks.push({ at, bytes });
    while (this.#marks.length > 2 && at - (this.#marks[0]?.at ?? at) > windowMs) this.#marks.shift();
    const first = this.#marks[0];
    const seconds = first ? (at - first.at) / 1000 : 0;
    return first && seconds >= 1 ? (bytes - first.bytes) / seconds : null;
  }
}
