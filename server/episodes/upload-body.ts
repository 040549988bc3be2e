import type { IncomingMessage } from 'node:http';

/** A sender from whom nothing comes for this long is gone, even if no packet said so. */
const silenceMs = 60_000;
/** How long a sender that was refused may go on before the line is cut: it should hear why. */
const discardMs = 5_000;

/** A request's body as a web stream that reads ahead of nobody: the sender waits while a part is being stored. */
export function bodyOf(request: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks = request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  request.setTimeout(silenceMs, () => request.destroy(new Error('nothing came')));
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await chunks.next();
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      async cancel() {
        await chunks.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/** Reads on without keeping anything, so that a sender in the middle of its body hears the answer. */
export function discardRest(request: IncomingMessage) {
  if (request.complete || request.destroyed) return;
  request.unpipe();
  request.removeAllListeners('readable');
  request.resume();
  const timer = setTimeout(() => request.socket.destroy(), discardMs);
  request.once('close', () => clearTimeout(timer));
}
