import { MIN_PART_BYTES } from '../../storage/storage.ts';

/** What an upload is cut into: the least that S3 takes, except for the last. Of its 10,000 parts come 48 GiB. */
export const partBytes = MIN_PART_BYTES;

/** The bytes of one part while they come in: all that a request keeps in memory. */
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
