import type { Done, Order } from './writer.worker.ts';

/**
 * Parts on their way to the server wait in the browser's private storage, which no other site and no gallery sees, in a
 * folder for each person and club. They are found again there after a reload, and removed once they have arrived.
 */
export type Kept = { clubId: string; name: string; file: File };

const shelfName = 'parts-to-send';
/** Whoever was here last may not come back: the server forgets what is unfinished after a day, and so do we. */
const strangersMs = 24 * 3600_000;
/** Longer than writing the head of a part takes: another tab may be at it. */
const freshMs = 10 * 60_000;

/** Whether this browser can keep so many bytes; null where it has no such storage at all. */
export async function hasRoom(bytes: number) {
  if (!(await shelf())) return null;
  const { quota = 0, usage = 0 } = await navigator.storage.estimate();
  return quota - usage > bytes * 1.1;
}

/** A new file to write a part into. Writing goes through a worker, in order; `done` gives it back for reading. */
export async function newPart(owner: Owner) {
  const folder = await (await shelf())?.getDirectoryHandle(folderName(owner), { create: true });
  if (!folder) return null;
  const name = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
  const handle = await folder.getFileHandle(name, { create: true });
  const worker = new Worker(new URL('./writer.worker.ts', import.meta.url), { type: 'module' });
  const obey = (order: Order) =>
    new Promise<void>((resolve, reject) => {
      worker.onmessage = ({ data: { problem } }: MessageEvent<Done>) =>
        problem === null ? resolve() : reject(new DOMException('not written', problem));
      worker.onerror = () => reject(new DOMException('no worker', 'NotSupportedError'));
      worker.postMessage(order);
    });
  try {
    await obey({ open: handle });
  } catch {
    worker.terminate();
    await folder.removeEntry(name);
    return null;
  }
  return {
    name,
    write: (bytes: Uint8Array, at: number) => obey({ bytes, at }),
    async done() {
      await obey({ close: true });
      worker.terminate();
      return handle.getFile();
    },
    async drop() {
      await obey({ close: true }).catch(() => {});
      worker.terminate();
      await folder.removeEntry(name);
    },
  };
}

export type Owner = { userId: string; clubId: string };

/** What of this person waits here, in all clubs; what strangers left a day ago is thrown away on the way. */
export async function keptParts(userId: string) {
  const kept: Kept[] = [];
  for await (const [folder, directory] of directoriesOf(await shelf())) {
    const [owner, clubId = ''] = folder.split('.');
    for await (const [name, handle] of directory.entries()) {
      if (handle.kind !== 'file') continue;
      const file = await (handle as FileSystemFileHandle).getFile();
      if (owner === userId) kept.push({ clubId, name, file });
      else if (Date.now() - file.lastModified > strangersMs) await directory.removeEntry(name);
    }
  }
  return kept;
}

/** Removes a part; one that is gone already is fine. */
export async function dropPart(owner: Owner, name: string) {
  const folder = await (await shelf())?.getDirectoryHandle(folderName(owner), { create: true });
  await folder?.removeEntry(name).catch(() => {});
}

/** Whether nobody can be writing it any more. */
export const isSettled = ({ file }: Kept) => Date.now() - file.lastModified > freshMs;

const folderName = ({ userId, clubId }: Owner) => `${userId}.${clubId}`;

/** Null over plain http, in some private windows and in old browsers. */
async function shelf() {
  try {
    const root = await navigator.storage.getDirectory();
    return await root.getDirectoryHandle(shelfName, { create: true });
  } catch {
    return null;
  }
}

async function* directoriesOf(folder: FileSystemDirectoryHandle | null) {
  if (!folder) return;
  for await (const [name, handle] of folder.entries()) {
    if (handle.kind === 'directory') yield [name, handle as FileSystemDirectoryHandle] as const;
  }
}
