import { join } from 'node:path';

/** A finished rendition on disk: one fMP4 file and a playlist of byte ranges in it. */
export type Rendition = {
  /** copy, the short side (720, 480, 240), audio, or live for a rung that is still being made. */
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

/** What every output has in common, apart from its codecs. */
const plain = ['-map_metadata', '-1', '-map_chapters', '-1', '-sn', '-dn', '-fflags', '+bitexact'];

/**
 * Media time equals source time, in the bytes themselves. ffmpeg would shift everything by the reordering delay of the
 * B-frames (another one in each rendition) and undo it with edit lists, which MSE players ignore in part. So: signed
 * composition offsets, no edit lists, true fragment times, and no sound before zero (the encoder's priming packet). And no
 * indexes: playlists are ours to write.
 */
const timesAsTheyAre = [
  ...['-avoid_negative_ts', 'disabled', '-bsf:a', 'noise=drop=lt(pts\\,0)'],
  ...['-hls_segment_options', 'movflags=+negative_cts_offsets+frag_discont+skip_sidx:use_editlist=0'],
];

/** Keyframes are so far apart, and so are the fragments of a file. */
const fragmentSeconds = 2;

/**
 * How every finished rendition is written, apart from its codecs: the last options of an ffmpeg output. The playlist it
 * writes has each fragment as a segment; `segmentsOf` makes those that players get.
 */
export function hlsOutput(dir: string, name: string): { path: string; options: string[] } {
  return {
    path: join(dir, `${name}.m3u8`),
    options: [
      ...plain,
      ...timesAsTheyAre,
      ...[
        '-f',
        'hls',
        '-hls_time',
        String(fragmentSeconds),
        '-hls_playlist_type',
        'vod',
        '-hls_segment_type',
        'fmp4',
      ],
      ...['-hls_flags', 'single_file+independent_segments'],
      ...['-hls_segment_filename', join(dir, `${name}.mp4`)],
    ],
  };
}

/** The first bytes of a rung that is still being made. */
export const liveInit = 'live-init.mp4';
/**
 * How a rung is written that is played meanwhile: short segments in files of their own, listed in live.m3u8, which is
 * replaced as a whole each time one is complete.
 */
export function liveOutput(dir: string): { path: string; options: string[] } {
  return {
    path: join(dir, 'live.m3u8'),
    options: [
      ...plain,
      ...timesAsTheyAre,
      ...['-f', 'hls', '-hls_time', '1', '-hls_playlist_type', 'event'], // a segment at each keyframe
      ...['-hls_segment_type', 'fmp4', '-hls_fmp4_init_filename', liveInit, '-start_number', '1'],
      ...['-hls_flags', 'temp_file+independent_segments'],
      ...['-hls_segment_filename', join(dir, 'live-%05d.m4s')],
    ],
  };
}

const playlist = (lines: readonly string[]) => `${['#EXTM3U', '#EXT-X-VERSION:7', ...lines].join('\n')}\n`;
const targetDuration = (segments: readonly { durationMs: number }[]) =>
  Math.max(1, ...segments.map(({ durationMs }) => Math.round(durationMs / 1000)));
const extinf = ({ durationMs }: { durationMs: number }) => `#EXTINF:${(durationMs / 1000).toFixed(6)},`;

/**
 * The playlist of a rung that is still being made. A player that comes later would begin near its end, which is not the
 * end of the lesson: it is told to begin at 0. The target duration may not change while it grows (RFC 8216, 6.2.1).
 */
export function livePlaylist(
  segments: readonly { file: string; durationMs: number }[],
  { ended }: { ended: boolean },
): string {
  return playlist([
    `#EXT-X-TARGETDURATION:${Math.max(fragmentSeconds, targetDuration(segments))}`,
    '#EXT-X-MEDIA-SEQUENCE:1',
    '#EXT-X-PLAYLIST-TYPE:EVENT',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    '#EXT-X-START:TIME-OFFSET=0',
    `#EXT-X-MAP:URI="${liveInit}"`,
    ...segments.flatMap((segment) => [extinf(segment), segment.file]),
    ...(ended ? ['#EXT-X-ENDLIST'] : []),
  ]);
}

/** What a segment lasts, where fragments allow it. */
const segmentMs = 4000;
/** And until there is enough to play while the next one comes: a picture is wanted soon. */
const shortMs = 2000;

/** Puts the fragments of a file together, so that few requests fetch it. */
export function segmentsOf(fragments: readonly Segment[]): Segment[] {
  const segments: Segment[] = [];
  let beganMs = 0;
  for (const { durationMs, bytes, offset } of fragments) {
    const last = segments.at(-1);
    const mostMs = (beganMs < segmentMs ? shortMs : segmentMs) + 50;
    if (last && last.durationMs + durationMs <= mostMs) {
      last.durationMs += durationMs;
      last.bytes += bytes;
    } else {
      beganMs += last?.durationMs ?? 0;
      segments.push({ durationMs, bytes, offset });
    }
  }
  return segments;
}

/** The playlist of a finished file, in the form that ffmpeg writes; its first bytes, up to the first segment, are the header. */
export function filePlaylist(file: string, segments: readonly Segment[]): string {
  return playlist([
    `#EXT-X-TARGETDURATION:${targetDuration(segments)}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MAP:URI="${file}",BYTERANGE="${segments[0]?.offset ?? 0}@0"`,
    ...segments.flatMap((segment) => [
      extinf(segment),
      `#EXT-X-BYTERANGE:${segment.bytes}@${segment.offset}`,
      file,
    ]),
    '#EXT-X-ENDLIST',
  ]);
}

/** A link of this rate is usual in schools; the rendition it carries is the one to start with. */
const startRate = 1_500_000;

/**
 * The master playlist, with measured bandwidths (ffmpeg's own are guesses under crf). Safari starts with the first one
 * listed: the best that a modest link carries, then the others upwards. The sound alone is no rung that a player may fall
 * back to, it is opened by its own address.
 */
export function masterPlaylist(renditions: readonly Rendition[]): string {
  const upwards = renditions
    .filter(({ name }) => name !== 'audio')
    .toSorted((a, b) => a.bandwidth - b.bandwidth);
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
    return `#EXT-X-STREAM-INF:${attributes.join()}\n${r.playlistFile}`;
  });
  return playlist(['#EXT-X-INDEPENDENT-SEGMENTS', ...entries]);
}
