/** One box of an MP4 file: its four-letter type and all its bytes. */
type Box = { type: string; bytes: Buffer };

const containers = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl', 'moof', 'traf']);
const handlers: Record<string, Track['kind']> = { vide: 'picture', soun: 'sound' };
/** Content of `stsd` and of an `avc1` entry before the boxes inside. */
const headers: Record<string, number> = { stsd: 8, avc1: 78 };

/** The boxes in `bytes` in file order, none of what they contain. Stops at a cut or senseless box. */
export function* topBoxes(bytes: Buffer): Generator<Box> {
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32BE(at);
    if (size < 8) return;
    const type = bytes.toString('latin1', at + 4, at + 8);
    yield { type, bytes: bytes.subarray(at, at + size) };
    at += size;
  }
}

/** The same, each container followed by its content. */
function* boxes(bytes: Buffer): Generator<Box & { body: Buffer }> {
  for (const box of topBoxes(bytes)) {
    const body = box.bytes.subarray(8);
    yield { ...box, body };
    if (containers.has(box.type)) yield* boxes(body);
    else if (box.type in headers) yield* boxes(body.subarray(headers[box.type]));
  }
}

export type Track = {
  kind: 'picture' | 'sound';
  /** Of a picture, for a playlist's CODECS, as RFC 6381 spells it: avc1.64001f. */
  codec: string;
  /** Presentation time of the first picture or sound. */
  startMs: number;
};

/**
 * Reads the tracks of one of our own fragmented MP4 files from its first bytes (header and first fragment); without a
 * fragment there are none. Our files have no edit lists, so the first presentation time is decode time plus composition
 * offset.
 */
export function readTracks(head: Buffer): Track[] {
  const tracks = new Map<number, { kind: Track['kind'] | null; timescale: number; codec: string }>();
  const found: Track[] = [];
  let id = 0;
  let decodeTime = 0;
  for (const { type, body } of boxes(head)) {
    if (type === 'tkhd') {
      id = body.readUInt32BE(body[0] === 1 ? 20 : 12);
      tracks.set(id, { kind: null, timescale: 0, codec: '' });
    }
    if (type === 'tfhd') id = body.readUInt32BE(4);
    const track = tracks.get(id);
    if (!track) continue;
    if (type === 'mdhd') track.timescale = body.readUInt32BE(body[0] === 1 ? 20 : 12);
    if (type === 'hdlr') track.kind ??= handlers[body.toString('latin1', 8, 12)] ?? null;
    if (type === 'avcC') track.codec = `avc1.${body.toString('hex', 1, 4)}`;
    if (type === 'tfdt') decodeTime = body[0] === 1 ? Number(body.readBigUInt64BE(4)) : body.readUInt32BE(4);
    if (type === 'trun' && track.kind) {
      const startMs = ((decodeTime + firstCompositionOffset(body)) * 1000) / track.timescale;
      found.push({ kind: track.kind, codec: track.codec, startMs: Math.round(startMs) });
      tracks.delete(id);
    }
  }
  return found;
}

/** ISO/IEC 14496-12, 8.8.8: the optional fields stand in the order of their flags. */
function firstCompositionOffset(trun: Buffer): number {
  const flags = trun.readUInt32BE(0) & 0xffffff;
  if (!(flags & 0x800)) return 0;
  const before = [0x1, 0x4, 0x100, 0x200, 0x400].filter((flag) => flags & flag).length;
  return trun.readInt32BE(8 + 4 * before);
}
