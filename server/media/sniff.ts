import { open } from 'node:fs/promises';
import { MediaRefusal, type RefusalCode } from './refusal.ts';

export type Container = 'mov' | 'matroska' | 'avi';

/** How much of a file `sniff` looks at. */
export const headBytes = 1024;

/** First boxes of MP4 and QuickTime files, by their four letters at byte 4. */
const movBoxes = new Set(['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot', 'styp']);

/** MP4 brands of still pictures: HEIC and AVIF. */
const pictureBrands = new Set(['heic', 'heix', 'heim', 'mif1', 'msf1', 'avif', 'avis']);

/** Videos of kinds that we do not open: FLV, ASF/WMV, MPEG program stream, Ogg. */
const otherVideos = ['464c5601', '3026b2758e66cf11', '000001ba', '4f676753'];

const audioOnly = /^(ID3|fLaC|#!AMR|RIFF....WAVE|\xff[\xe2-\xfb])/s;

/**
 * Tells a container by its first bytes, before any tool with a history of holes is let near the file.
 * Returns the container, or the reason to refuse.
 */
export function sniff(head: Uint8Array): Container | RefusalCode {
  if (head.length === 0) return 'empty';
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  const text = bytes.toString('latin1');
  const hex = bytes.toString('hex', 0, 8);

  if (movBoxes.has(text.slice(4, 8))) return pictureBrands.has(text.slice(8, 12)) ? 'not_video' : 'mov';
  if (hex.startsWith('1a45dfa3')) return 'matroska';
  if (/^RIFF....AVI[ X]/s.test(text)) return 'avi';
  if (isTransportStream(bytes)) return 'avchd';
  if (otherVideos.some((magic) => hex.startsWith(magic))) return 'format_not_accepted';
  if (audioOnly.test(text)) return 'no_video';
  if (/^(\xef\xbb\xbf)?\s*(#EXTM3U|ffconcat|file\s)/.test(text)) return 'playlist';
  return 'not_video';
}

/** Sync bytes every 188 bytes (.ts), or 192 with a time stamp in front (.mts, .m2ts). */
function isTransportStream(bytes: Buffer): boolean {
  const syncs = (first: number, step: number) => [0, 1, 2, 3].every((n) => bytes[first + n * step] === 0x47);
  return syncs(0, 188) || syncs(4, 192);
}

/** `sniff` for a file on disk; refuses by throwing. */
export async function sniffFile(path: string): Promise<Container> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const found = sniff(buffer.subarray(0, bytesRead));
    if (found === 'mov' || found === 'matroska' || found === 'avi') return found;
    throw new MediaRefusal(found, buffer.toString('hex', 0, Math.min(bytesRead, 16)));
  } finally {
    await file.close();
  }
}
