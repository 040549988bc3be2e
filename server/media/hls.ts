import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { videoTrack } from './mp4.ts';

/** A finished rendition on disk: one fMP4 file and a playlist of byte ranges in it. */
export type Rendition = {
  /** copy, or the short side: 720, 480, 240. */
  name: string;
  /** File names inside the output folder. */
  file: string;
  playlistFile: string;
  bytes: number;
  width: number;
  height: number;
  fps: number;
  durationMs: number;
  /** When the first picture is shown on the rendition's own clock; comments are timed on the source's, which starts at 0. */
  startOffsetMs: number;
  /** Measured bits per second: the peak as RFC 8216 defines it, and the average. */
  bandwidth: number;
  averageBandwidth: number;
  /** RFC 6381: avc1.64001f,mp4a.40.2 */
  codecs: string;
};

export type Segment = { durationMs: number; bytes: number; offset: number };

/** How every rendition is written, apart from its codecs: the last options of an ffmpeg output. */
export function hlsOutput(dir: string, name: string): { path: string; options: string[] } {
  return {
    path: join(dir, `${name}.m3u8`),
    options: [
      ...['-map_metadata', '-1', '-map_chapters', '-1', '-sn', '-dn', '-fflags', '+bitexact'],
      ...timesAsTheyAre,
      ...['-f', 'hls', '-hls_time', '4', '-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4'],
      ...[
        '-hls_flags',
        'single_file+independent_segments',
        '-hls_segment_filename',
        join(dir, `${name}.mp4`),
      ],
    ],
  };
}

/**
 * Media time equals source time, in the bytes themselves. ffmpeg would shift everything by the reordering delay of the
 * B-frames (another one in each rendition) and undo it with edit lists, which MSE players ignore in part. So: signed
 * composition offsets, no edit lists, true fragment times, and no sound before zero (the encoder's priming packet).
 */
const timesAsTheyAre = [
  ...['-avoid_negative_ts', 'disabled', '-bsf:a', 'noise=drop=lt(pts\\,0)'],
  ...['-hls_segment_options', 'movflags=+negative_cts_offsets+frag_discont:use_editlist=0'],
];

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

/** The header and the first fragment of any of our files fit in here; the rest of the fragment is not needed. */
const headLength = 256 * 1024;

/** Measures a rendition that ffmpeg has just written. */
export async function readRendition(
  dir: string,
  name: string,
  known: { width: number; height: number; fps: number; audioCodec: string | null },
): Promise<Rendition> {
  const { audioCodec, ...picture } = known;
  const names = { file: `${name}.mp4`, playlistFile: `${name}.m3u8` };
  const segments = parseSegments(await readFile(join(dir, names.playlistFile), 'utf8'));
  const file = await open(join(dir, names.file));
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headLength), 0, headLength, 0);
    const { codec, startMs } = videoTrack(buffer.subarray(0, bytesRead));
    return {
      name,
      ...names,
      ...picture,
      ...measureBandwidth(segments),
      bytes: (await file.stat()).size,
      durationMs: Math.round(segments.reduce((sum, s) => sum + s.durationMs, 0)),
      startOffsetMs: startMs,
      codecs: audioCodec ? `${codec},${audioCodec}` : codec,
    };
  } finally {
    await file.close();
  }
}

/** A link of this rate is usual in schools; the rendition it carries is the one to start with. */
const startRate = 1_500_000;

/**
 * The master playlist, with measured bandwidths (ffmpeg's own are guesses under crf). Safari starts with the first one
 * listed: the best that a modest link carries, then the others upwards.
 */
export function masterPlaylist(renditions: readonly Rendition[]): string {
  const upwards = renditions.toSorted((a, b) => a.bandwidth - b.bandwidth);
  const start = upwards.findLast((r) => r.bandwidth <= startRate) ?? upwards[0];
  const ordered = upwards.toSorted((a, b) => Number(b === start) - Number(a === start));
  const entries = ordered.map((r) => {
    const attributes = [
      `BANDWIDTH=${r.bandwidth}`,
      `AVERAGE-BANDWIDTH=${r.averageBandwidth}`,
      `CODECS="${r.codecs}"`,
      `RESOLUTION=${r.width}x${r.height}`,
      `FRAME-RATE=${r.fps.toFixed(3)}`,
    ];
    return `#EXT-X-STREAM-INF:${attributes.join()}\n${r.playlistFile}\n`;
  });
  return `#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n${entries.join('')}`;
}
