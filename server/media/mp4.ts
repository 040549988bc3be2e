/** One box of an MP4 file: its four-letter type and its content, without the header. */
type Box = { type: string; body: Buffer };

const containers = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl', 'moof', 'traf']);
/** Content of `stsd` and of an `avc1` entry before the boxes inside. */
const headers: Record<string, number> = { stsd: 8, avc1: 78 };

/** The boxes in `bytes` in file order, each container followed by its content. Stops at a cut or senseless box. */
function* boxes(bytes: Buffer): Generator<Box> {
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32BE(at);
    if (size < 8) return;
    const type = bytes.toString('latin1', at + 4, at + 8);
    const body = bytes.subarray(at + 8, at + size);
    yield { type, body };
    if (containers.has(type)) yield* boxes(body);
    else if (type in headers) yield* boxes(body.subarray(headers[type]));
    at += size;
  }
}

export type VideoTrack = {
  /** For a playlist's CODECS, as RFC 6381 spells it: avc1.64001f. */
  codec: string;
  /** Presentation time of the first picture. */
  startMs: number;
};

/**
 * Reads the H.264 track of one of our own fragmented MP4 files from its first bytes (header and first fragment).
 * Our files have no edit lists, so the first presentation time is decode time plus composition offset.
 */
export function videoTrack(head: Buffer): VideoTrack {
  let track = { id: 0, timescale: 0, isVideo: false };
  let video: typeof track | undefined;
  let codec = '';
  let fragmentOf = 0;
  let decodeTime = 0;
  for (const { type, body } of boxes(head)) {
    if (type === 'tkhd')
      track = { id: body.readUInt32BE(body[0] === 1 ? 20 : 12), timescale: 0, isVideo: false };
    if (type === 'mdhd') track.timescale = body.readUInt32BE(body[0] === 1 ? 20 : 12);
    if (type === 'hdlr' && body.toString('latin1', 8, 12) === 'vide') video = track;
    if (type === 'avcC') codec = `avc1.${body.toString('hex', 1, 4)}`;
    if (type === 'tfhd') fragmentOf = body.readUInt32BE(4);
    if (type === 'tfdt') decodeTime = body[0] === 1 ? Number(body.readBigUInt64BE(4)) : body.readUInt32BE(4);
    if (type === 'trun' && video && fragmentOf === video.id) {
      const startMs = ((decodeTime + firstCompositionOffset(body)) * 1000) / video.timescale;
      return { codec, startMs: Math.round(startMs) };
    }
  }
  throw new Error('no H.264 fragment in our own output');
}

/** ISO/IEC 14496-12, 8.8.8: the optional fields stand in the order of their flags. */
function firstCompositionOffset(trun: Buffer): number {
  const flags = trun.readUInt32BE(0) & 0xffffff;
  if (!(flags & 0x800)) return 0;
  const before = [0x1, 0x4, 0x100, 0x200, 0x400].filter((flag) => flags & flag).length;
  return trun.readInt32BE(8 + 4 * before);
}
