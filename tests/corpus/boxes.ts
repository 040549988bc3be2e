/** Content of these boxes before the boxes inside. */
const headers: Record<string, number> = { stsd: 8, dref: 8, avc1: 78, hvc1: 78, hev1: 78, mp4a: 28, meta: 4 };

export const u32 = (...values: number[]) => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, n) => bytes.writeUInt32BE(value >>> 0, n * 4));
  return bytes;
};

export const ascii = (text: string) => Buffer.from(text, 'latin1');

/** A box of an MP4 file. */
export function box(type: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([u32(body.length + 8), ascii(type), body]);
}

/** The boxes that follow each other in `bytes`. */
export function boxes(bytes: Buffer): { type: string; body: Buffer; whole: Buffer }[] {
  const found = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32BE(at) || bytes.length - at;
    const whole = bytes.subarray(at, at + Math.max(8, size));
    found.push({ type: bytes.toString('latin1', at + 4, at + 8), body: whole.subarray(8), whole });
    at += whole.length;
  }
  return found;
}

/**
 * Rewrites the content of every box at `path` (`moov/trak/mdia`). Sizes are kept right, chunk offsets are not: for
 * files whose index comes last, or that keep their lengths.
 */
export function edit(bytes: Buffer, path: string, change: (body: Buffer) => Buffer): Buffer {
  const [type = '', ...rest] = path.split('/');
  const header = rest.length > 0 ? (headers[type] ?? 0) : 0;
  const inner = rest.join('/');
  return Buffer.concat(
    boxes(bytes).map(({ type: own, body, whole }) => {
      if (own !== type) return whole;
      if (!inner) return box(type, change(body));
      return box(type, body.subarray(0, header), edit(body.subarray(header), inner, change));
    }),
  );
}

/** Adds boxes at the end of every box at `path`. */
export const add = (bytes: Buffer, path: string, ...more: Buffer[]) =>
  edit(bytes, path, (body) => Buffer.concat([body, ...more]));

/** A copy with `patch` written at `at`. */
export function over(bytes: Buffer, at: number, patch: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  patch.copy(copy, at);
  return copy;
}

/** A good MP4 with `before` in front of it: the chunks of its tracks are found where they now lie. */
export const behind = (before: Buffer, mp4: Buffer) =>
  Buffer.concat([
    before,
    edit(mp4, 'moov/trak/mdia/minf/stbl/stco', (body) => {
      const offsets = Array.from({ length: body.readUInt32BE(4) }, (_, n) => body.readUInt32BE(8 + n * 4));
      return Buffer.concat([body.subarray(0, 8), u32(...offsets.map((offset) => offset + before.length))]);
    }),
  ]);
