import { partName } from '#lib/cut/words.ts';
import { fingerprint, partPrint } from './fingerprint.ts';
import type { Order } from './order.ts';
import { Pace } from './pace.ts';

/** What is sent in the end; `shelved` is its name in the browser's private storage, from where it goes on after a reload. */
export type Cargo = { file: File; name: string; print: string; shelved: string | null };

/** What has to be done on this device before the first byte is sent: the part is cut, and shrunk if so wished. */
export class Preparing {
  fraction = $state(0);
  secondsLeft = $state<number | null>(null);
  readonly #stopping = new AbortController();
  readonly #pace = new Pace();

  /** Throws when the file cannot be read, there is no room for the part, or it was stopped. */
  async run({ file, part, userId, clubId }: Order): Promise<Cargo> {
    if (!part) return { file, name: file.name.slice(0, 255), print: await fingerprint(file), shelved: null };
    const { cutPart } = await import('#lib/cut/cut-part.ts');
    const watch = { signal: this.#stopping.signal, onProgress: (fraction: number) => this.#show(fraction) };
    const cut = await cutPart(file, part, part.way, { userId, clubId }, watch);
    return {
      file: cut.file,
      name: partName(file.name, part, cut.extension),
      print: await partPrint(cut.file),
      shelved: cut.shelved,
    };
  }

  stop() {
    this.#stopping.abort();
  }

  #show(fraction: number) {
    // Frames come many times a second; nobody reads that fast.
    if (fraction < this.fraction + 0.005) return;
    this.fraction = fraction;
    const pace = this.#pace.after(fraction);
    this.secondsLeft = pace ? (1 - fraction) / pace : null;
  }
}
