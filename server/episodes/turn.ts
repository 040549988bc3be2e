/** Lets one work after the other, in the order in which they ask, within this process. */
export class Turn {
  #last: Promise<unknown> = Promise.resolve();

  /** Does `work` when all that asked before are done; rejects with the signal's reason when it fires before that. */
  async take<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    const { promise: done, resolve: leave } = Promise.withResolvers<null>();
    this.#last = before.then(() => done);
    try {
      await unlessAborted(before, signal);
      return await work();
    } finally {
      leave(null);
    }
  }
}

async function unlessAborted(awaited: Promise<unknown>, signal: AbortSignal) {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort);
  try {
    signal.throwIfAborted();
    await Promise.race([awaited, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
