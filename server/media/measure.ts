import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filePlaylist, type Rendition, type Segment, segmentsOf } from './hls.ts';
import { readTracks } from './mp4.ts';
import type { Rung } from './renditions.ts';

/** The segments of a single-file media playlist. */
export function parseSegments(playlist: string): Segment[] {
  const pattern = /#EXTINF:([\d.]+),[^\n]*\n#EXT-X-BYTERANGE:(\d+)@(\d+)/g;
  return [...playlist.matchAll(pattern)].map(([, seconds, bytes, offset]) => ({
    durationMs: Number(seconds) * 1000,
    bytes: Number(bytes),
    offset: Number(offset),
  }));
}

/**
 * Peak and average in bits per second. The peak is the largest rate of any run of segments that lasts between 0.5 and
 * 1.5 target durations (RFC 8216, 4.3.4.2), so a last segment of two frames does not count for itself.
 */
export function measureBandwidth(segments: Segment[]): { bandwidth: number; averageBandwidth: number } {
  const rate = (run: Segment[]) =>
    (run.reduce((sum, s) => sum + s.bytes, 0) * 8000) / run.reduce((sum, s) => sum + s.durationMs, 0);
  const targetMs = Math.max(...segments.map((s) => s.durationMs));
  let peak = rate(segments);
  for (let from = 0; from < segments.length; from += 1) {
    let runMs = 0;
    for (let to = from; to < segments.length && runMs <= targetMs * 1.5; to += 1) {
      runMs += segments[to]?.durationMs ?? 0;
      if (runMs >= targetMs * 0.5 && runMs <= targetMs * 1.5) {
        peak = Math.max(peak, rate(segments.slice(from, to + 1)));
      }
    }
  }
  return { bandwidth: Math.ceil(peak), averageBandwidth: Math.ceil(rate(segments)) };
}

/** What is known of a rendition without looking at it. */
export type Known = { width: number; height: number; fps: number; audioCodec: string | null };

export const rungKnown = ({ width, height, fps, audioRate }: Rung): Known => ({
  ...{ width, height, fps: fps.num / fps.den },
  audioCodec: audioRate > 0 ? 'mp4a.40.2' : null,
});

export const soundKnown: Known = { width: 0, height: 0, fps: 0, audioCodec: 'mp4a.40.2' };

/** The codecs of a file of ours, and when it begins to be shown or, without a picture, heard. */
export function readHead(head: Buffer, { audioCodec }: Known): { codecs: string; startOffsetMs: number } {
  const tracks = readTracks(head);
  const picture = tracks.find(({ kind }) => kind === 'picture');
  const first = picture ?? tracks[0];
  if (!first) throw new Error('no fragment in our own output');
  return {
    codecs: [...(picture ? [picture.codec] : []), ...(audioCodec ? [audioCodec] : [])].join(),
    startOffsetMs: first.startMs,
  };
}

/** The header and the first fragment of any of our files fit in here; the rest of the fragment is not needed. */
const headLength = 256 * 1024;

/** Finishes a rendition that was just written: lists its segments as players get them, and measures it. */
export async function finishRendition(dir: string, name: string, known: Known): Promise<Rendition> {
  const { width, height, fps } = known;
  const names = { file: `${name}.mp4`, playlistFile: `${name}.m3u8` };
  const playlist = join(dir, names.playlistFile);
  const segments = segmentsOf(parseSegments(await readFile(playlist, 'utf8')));
  await writeFile(playlist, filePlaylist(names.file, segments));
  const file = await open(join(dir, names.file));
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headLength), 0, headLength, 0);
    return {
      name,
      ...names,
      ...{ width, height, fps },
      ...measureBandwidth(segments),
      bytes: (await file.stat()).size,
      durationMs: Math.round(segments.reduce((sum, s) => sum + s.durationMs, 0)),
      ...readHead(buffer.subarray(0, bytesRead), known),
    };
  } finally {
    await file.close();
  }
}
