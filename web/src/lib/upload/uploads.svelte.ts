import { createContext } from 'svelte';
import { listUploads } from '#contract/episodes';
import { type Answer, call } from '#lib/api.ts';
import { dropPart, isSettled, type Kept, keptParts, type Owner } from '#lib/cut/shelf.ts';
import { isPart, isSameFile, partPrint } from './fingerprint.ts';
import type { Order } from './order.ts';
import { Upload } from './upload.svelte.ts';

export type Unfinished = Answer<typeof listUploads>[number];

/** The file could not be read: it may only be a name, with its bytes still in the phone's cloud. */
export class UnreadableFile extends Error {}

/** The uploads of this tab, one at a time, whatever page one is on. Lives in the root layout. */
export class Uploads {
  list = $state.raw<Upload[]>([]);
  #atWork = false;

  /** Those whose end would be lost by leaving. */
  get active() {
    return this.list.filter((upload) => upload.active);
  }
  /** Whether an episode is being sent from here, so that nobody offers to choose its file again. */
  has(episodeId: string) {
    return this.list.some((upload) => upload.episodeId === episodeId);
  }

  /** Takes an order: prepares it, makes its episode and sends it. What stands in the way is told by the upload. */
  begin(order: Order) {
    this.#add(new Upload({ ...order, title: order.about.title }, { order }, this.#next));
  }

  /** Goes on with an upload of before; false when this is another file. */
  async takeUp(owner: Owner, unfinished: Unfinished, file: File) {
    const same = await isSameFile(file, unfinished.file).catch(() => {
      throw new UnreadableFile();
    });
    if (same) this.#goOn(owner, unfinished, file, null);
    return same;
  }

  /** The part of an upload, when it waits in the private storage of this browser. */
  async keptHere({ userId, clubId }: Owner, { file }: Unfinished) {
    for (const kept of await keptParts(userId)) {
      if (kept.clubId === clubId && (await partPrint(kept.file)) === file.fingerprint) return kept;
    }
    return null;
  }

  /** Goes on with a part here, taking it from another tab that may be sending it. */
  takeUpPart(owner: Owner, unfinished: Unfinished, { file, name }: Kept) {
    this.#goOn(owner, unfinished, file, name);
  }

  /** After a reload or a killed tab: goes on with every part that waits here, and throws away what nobody waits for. */
  async takeUpAll(userId: string) {
    const kept = await keptParts(userId);
    for (const clubId of new Set(kept.map((part) => part.clubId))) {
      const unfinished = await call(listUploads, { params: { clubId } }).catch(() => null);
      if (!unfinished) continue;
      for (const part of kept.filter((one) => one.clubId === clubId)) {
        await this.#takeUpKept(userId, part, unfinished);
      }
    }
  }

  async #takeUpKept(userId: string, kept: Kept, unfinished: Unfinished[]) {
    if (this.list.some(({ shelved }) => shelved === kept.name)) return;
    const print = await partPrint(kept.file);
    const upload = unfinished.find(({ file }) => isPart(file.fingerprint) && file.fingerprint === print);
    if (!upload) {
      if (isSettled(kept)) await dropPart({ userId, clubId: kept.clubId }, kept.name);
    } else if (!this.has(upload.episodeId)) {
      // Another tab that sends it holds this lock for as long as it lives.
      const mine = await holds(upload.episodeId);
      if (mine) this.#goOn({ userId, clubId: kept.clubId }, upload, kept.file, kept.name);
    }
  }

  /** Puts what was being shrunk in line as a copy, begun at the first key frame inside of what was chosen. */
  async sendUnshrunk(upload: Upload) {
    const { order } = upload;
    if (!order?.part) return;
    const { inside } = await import('#lib/cut/inside.ts');
    const part = await inside(order.file, order.part);
    upload.dontShrink({ ...order, part: { ...part, way: 'copy' } });
    this.#next();
  }

  /** Takes an upload off the list, and its part out of the private storage. */
  remove(upload: Upload) {
    this.list = this.list.filter((other) => other !== upload);
    void unshelve(upload);
    this.#next();
  }

  #goOn(owner: Owner, { title, ...begun }: Unfinished, file: File, shelved: string | null) {
    // One that was stopped here, because another tab took over, makes room for its successor.
    this.list = this.list.filter(({ episodeId }) => episodeId !== begun.episodeId);
    this.#add(new Upload({ ...owner, title }, { begun, file, shelved }, this.#next));
  }

  #add(upload: Upload) {
    this.list = [...this.list, upload];
    this.#next();
  }

  readonly #next = () => {
    for (const upload of this.list) {
      if (upload.state === 'done') void unshelve(upload);
      else if (upload.episodeId && upload.shelved) void holds(upload.episodeId);
    }
    this.#prepareNext();
    if (this.list.some(({ state }) => state === 'sending' || state === 'interrupted')) return;
    void this.list.find(({ state }) => state === 'waiting')?.send();
  };

  /** Parts are cut one after another, also while another upload is being sent. */
  #prepareNext() {
    const next = this.list.find(({ state }) => state === 'preparing');
    if (!next || this.#atWork) return;
    this.#atWork = true;
    void next.prepare().finally(() => {
      this.#atWork = false;
      this.#prepareNext();
    });
  }
}

async function unshelve({ shelved, userId, clubId }: Upload) {
  if (shelved) await dropPart({ userId, clubId }, shelved);
}

const locks = new Set<string>();

/** Whether this tab is the one that sends a part by itself: the first to ask is, for as long as it lives. */
function holds(episodeId: string) {
  if (locks.has(episodeId)) return Promise.resolve(true);
  return new Promise<boolean>((resolve) => {
    void navigator.locks.request(`upload:${episodeId}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      if (!lock) return undefined;
      locks.add(episodeId);
      return new Promise(() => {}); // Given back when the tab is closed.
    });
  });
}

export const [useUploads, provideUploads] = createContext<Uploads>();
