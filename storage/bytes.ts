import type { Readable } from 'node:stream';
import { WrongSize } from './storage.ts';

/** Passes a body on, and throws WrongSize as soon as it is seen to be longer or shorter than `bytes`. */
export async function* exactly(key: string, body: Readable | Buffer, bytes: number): AsyncGenerator<Buffer> {
  let received = 0;
  const chunks = Buffer.isBuffer(body) ? [body] : (body as AsyncIterable<Buffer>);
  for await (const chunk of chunks) {
    received += chunk.length;
    if (received > bytes) throw new WrongSize(key, bytes, received);
    yield chunk;
  }
  if (received < bytes) throw new WrongSize(key, bytes, received);
}

/**
 * Cuts a body into parts of `partBytes`, of which only the last may be shorter. Every part comes in the same buffer, so
 * that a body of any length takes the memory of one: be done with a part before asking for the next.
 */
export async function* inParts(body: AsyncIterable<Buffer>, partBytes: number): AsyncGenerator<Buffer> {
  const part = Buffer.allocUnsafe(partBytes);
  let filled = 0;
  for await (const chunk of body) {
    for (let taken = 0; taken < chunk.length;) {
      const copied = chunk.copy(part, filled, taken);
      taken += copied;
      filled += copied;
      if (filled < partBytes) continue;
      yield part;
      filled = 0;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}
