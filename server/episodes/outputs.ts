import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keys } from '../../storage/keys.ts';
import type { Storage } from '../../storage/storage.ts';
import type { Rendition } from '../media/hls.ts';
import type { Attempt } from './attempt.ts';
import { outputType } from './media-types.ts';
import { orOutage } from './outage.ts';

/** What one attempt makes, on its way from a scratch folder to the store. */
export class Outputs {
  readonly folder: string;
  readonly #storage: Storage;
  readonly #attempt: Attempt;

  constructor(storage: Storage, attempt: Attempt, folder: string) {
    this.folder = folder;
    this.#storage = storage;
    this.#attempt = attempt;
  }

  /** Brings finished files to the store, in this order; they may be gone from the folder afterwards. */
  async store(...names: string[]) {
    for (const name of names)
      await orOutage(
        this.#storage,
        this.#storage.putFile(this.#key(name), join(this.folder, name), outputType(name)),
      );
  }

  /** The media before the playlists that point into them. */
  async storeRenditions(made: Rendition[]) {
    for (const { file, playlistFile } of made) await this.store(file, playlistFile);
  }

  /** Brings a small file to the store and leaves it where it is. */
  async storeCopy(name: string) {
    await this.storeText(name, await readFile(join(this.folder, name)));
  }

  /** Stores what is not a file. */
  async storeText(name: string, text: string | Buffer) {
    const body = Buffer.from(text);
    await orOutage(this.#storage, this.#storage.put(this.#key(name), body, body.length, outputType(name)));
  }

  #key(name: string) {
    return keys.output(this.#attempt.episodeId, this.#attempt.number, name);
  }
}
