/** Writes one file of the browser's private storage: only a worker may do so in every browser. */
type Access = { write(bytes: Uint8Array, options: { at: number }): number; flush(): void; close(): void };
type Handle = FileSystemFileHandle & { createSyncAccessHandle(): Promise<Access> };

/** `open` comes first, `close` last; each is answered when it is done, with a name of what went wrong if it did. */
export type Order = { open: FileSystemFileHandle } | { bytes: Uint8Array; at: number } | { close: true };
export type Done = { problem: string | null };

let access: Access | undefined;

async function obey(order: Order) {
  if ('open' in order) access = await (order.open as Handle).createSyncAccessHandle();
  else if ('bytes' in order) access?.write(order.bytes, { at: order.at });
  else {
    access?.flush();
    access?.close();
  }
}

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  const answer = (problem: string | null) => postMessage({ problem } satisfies Done);
  obey(data).then(
    () => answer(null),
    (error: unknown) => answer(error instanceof Error ? error.name : 'Error'),
  );
});
