/** IDs of Matroska that the corpus writes. */
export const id = {
  segment: '18538067',
  seekHead: '114d9b74',
  info: '1549a966',
  tracks: '1654ae6b',
  cluster: '1f43b675',
  cues: '1c53bb6b',
  chapters: '1043a770',
  tags: '1254c367',
  attachments: '1941a469',
  void: 'ec',
  timestampScale: '2ad7b1',
  duration: '4489',
  trackEntry: 'ae',
} as const;

const unknownSize = Buffer.from('01ffffffffffffff', 'hex');

/** An element with a size of eight bytes, or of whatever size is claimed. */
export function element(hexId: string, ...content: (Buffer | string | number)[]): Buffer {
  const body = Buffer.concat(content.map(bytesOf));
  return Buffer.concat([Buffer.from(hexId, 'hex'), sizeOf(BigInt(body.length)), body]);
}

function bytesOf(content: Buffer | string | number): Buffer {
  if (typeof content === 'string') return Buffer.from(content);
  if (typeof content !== 'number') return content;
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(content));
  return bytes;
}

function sizeOf(length: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(length | (1n << 56n));
  return bytes;
}

/** An element that says it is larger, or smaller, than what follows. */
export const claiming = (hexId: string, size: bigint, ...content: Buffer[]) =>
  Buffer.concat([Buffer.from(hexId, 'hex'), sizeOf(size), ...content]);

export const float = (value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
};

export type Element = { id: string; body: Buffer; whole: Buffer };

/** The elements that follow each other in `bytes`. */
export function elements(bytes: Buffer): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length;) {
    const idLength = Math.clz32(bytes[at]! << 24) + 1;
    const sizeLength = Math.clz32(bytes[at + idLength]! << 24) + 1;
    let size = BigInt(bytes[at + idLength]!) & ((1n << BigInt(8 - sizeLength)) - 1n);
    for (let n = 1; n < sizeLength; n += 1) size = (size << 8n) | BigInt(bytes[at + idLength + n]!);
    const start = at + idLength + sizeLength;
    const unknown = size === (1n << BigInt(7 * sizeLength)) - 1n;
    const end = unknown ? bytes.length : Math.min(bytes.length, start + Number(size));
    const body = bytes.subarray(start, end);
    found.push({ id: bytes.toString('hex', at, at + idLength), body, whole: bytes.subarray(at, end) });
    at = end;
  }
  return found;
}

/** A Matroska file with the children of its segment changed; the index of positions is left out. */
export function remade(
  mkv: Buffer,
  change: (children: Element[]) => Buffer[],
  { unknown = false } = {},
): Buffer {
  const [header, segment] = elements(mkv);
  const kept = elements(segment!.body).filter((child) => child.id !== id.seekHead && child.id !== id.cues);
  const body = Buffer.concat(change(kept));
  const size = unknown ? unknownSize : sizeOf(BigInt(body.length));
  return Buffer.concat([header!.whole, Buffer.from(id.segment, 'hex'), size, body]);
}

/** A Matroska file with elements added before its first cluster. */
export const withElements = (mkv: Buffer, ...more: Buffer[]) =>
  remade(mkv, (children) => {
    const first = children.findIndex((child) => child.id === id.cluster);
    const all = children.map(({ whole }) => whole);
    return [...all.slice(0, first), ...more, ...all.slice(first)];
  });

/** A Matroska file whose first child with this ID has other content. */
export const withContent = (mkv: Buffer, hexId: string, change: (body: Buffer) => Buffer) =>
  remade(mkv, (children) =>
    children.map(({ id: own, body, whole }) => (own === hexId ? element(own, change(body)) : whole)),
  );
