import { createContext } from 'svelte';
import type { z } from 'zod';
import { createEpisode, type listUploads } from '#contract/episodes';
import { type Answer, call } from '#lib/api.ts';
import { fingerprint, isSameFile, remember } from './fingerprint.ts';
import { Upload } from './upload.svelte.ts';

type About = Omit<z.input<(typeof createEpisode)['body']>, 'file'>;
export type Unfinished = Answer<typeof listUploads>[number];

/** The file could not be read: it may only be a name, with its bytes still in the phone's cloud. */
export class UnreadableFile extends Error {}

/** The uploads of this tab, one at a time, whatever page one is on. Lives in the root layout. */
export class Uploads {
  list = $state.raw<Upload[]>([]);

  /** Those whose end would be lost by leaving. */
  get active() {
    return this.list.filter((upload) => upload.active);
  }
  /** Whether an episode is being sent from here, so that nobody offers to choose its file again. */
  has(episodeId: string) {
    return this.list.some((upload) => upload.episodeId === episodeId);
  }

  /** Makes the episode and begins to send its file. Throws UnreadableFile, and the problems of createEpisode. */
  async begin(clubId: string, about: About, file: File) {
    const print = await readable(fingerprint(file));
    const body = { ...about, file: { name: file.name.slice(0, 255), bytes: file.size } };
    const { episode, uploadUrl } = await call(createEpisode, { params: { clubId }, body });
    remember(episode.id, print);
    this.#add(
      new Upload(
        file,
        { clubId, episodeId: episode.id, title: about.title, uploadUrl, sentBytes: 0 },
        this.#next,
      ),
    );
  }

  /** Goes on with an upload of before; false when this is another file. */
  async takeUp(clubId: string, unfinished: Unfinished, file: File) {
    if (!(await readable(isSameFile(unfinished.episodeId, file, unfinished.file.bytes)))) return false;
    this.#add(new Upload(file, { clubId, ...unfinished }, this.#next));
    return true;
  }

  remove(upload: Upload) {
    this.list = this.list.filter((other) => other !== upload);
    this.#next();
  }

  #add(upload: Upload) {
    this.list = [...this.list, upload];
    this.#next();
  }

  readonly #next = () => {
    if (this.list.some(({ state }) => state === 'sending' || state === 'interrupted')) return;
    void this.list.find(({ state }) => state === 'waiting')?.send();
  };
}

async function readable<T>(reading: Promise<T>) {
  try {
    return await reading;
  } catch {
    throw new UnreadableFile();
  }
}

export const [useUploads, provideUploads] = createContext<Uploads>();
