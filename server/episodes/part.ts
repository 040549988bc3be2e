/** What an upload is cut into; only its last part may be shorter. */
export const partBytes = 8 * 1024 ** 2;

/** The bytes of one part while they come in. A request holds two at most: one being filled, one being stored. */
export class Part {
  readonly #buffer: Buffer;
  #capacity: number;
  #filled = 0;

  /** Takes no more than `capacity` bytes: a part, or what is left of the file. */
  constructor(capacity = partBytes) {
    this.#capacity = Math.min(capacity, partBytes);
    this.#buffer = Buffer.allocUnsafeSlow(this.#capacity);
  }

  get bytes() {
    return this.#buffer.subarray(0, this.#filled);
  }

  get filled() {
    return this.#filled;
  }

  get full() {
    return this.#filled === this.#capacity;
  }

  /** Copies what fits and returns the rest. */
  take(chunk: Buffer): Buffer {
    const fits = chunk.subarray(0, this.#capacity - this.#filled);
    this.#filled += fits.copy(this.#buffer, this.#filled);
    return chunk.subarray(fits.length);
  }

  /** Begins the next part, no larger than the one before. */
  next(capacity = partBytes) {
    this.#capacity = Math.min(capacity, this.#buffer.length);
    this.#filled = 0;
  }
}
