import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { MediaFault, MediaRefusal } from './refusal.ts';

/** What one run of ffmpeg or ffprobe may use. */
export type Limits = {
  wallSeconds: number;
  /** Less than the wall allows one processor, so that a file which never ends is the file's fault and not ours. */
  cpuSeconds: number;
  fileBytes: number;
  /** Of one picture that is decoded for long; the memory follows from it. */
  pixels?: number;
};

/** The outer wall of memory. Linux does not limit what is resident; the inner wall, `dataBytes`, comes close to it. */
const addressSpaceBytes = 4 * 2 ** 30;
/** A rendition each, the source, a few libraries. */
const maxOpenFiles = 256;

/** Every thread of a decoder holds pictures of its own, of 100 MB each at 8K; the time goes into encoding anyhow. */
const decoderThreads = 2;

/** One picture of 7680 x 4320. */
const maxPixels = 7680 * 4320;

/**
 * What a process may have for its own data: enough for the encoders and 4K, and for the reorder buffer of larger
 * pictures (8K HDR under three x264 rungs keeps 1.1 GB).
 */
const dataBytes = ({ pixels = 0 }: Limits) => 900 * 2 ** 20 + Math.min(pixels, maxPixels) * 16;

/** Decoders by ffmpeg's own names: a short list also keeps out those with known holes (MagicYUV, CVE-2026-8461). */
const decoders = [
  ...['h264', 'hevc', 'vp8', 'vp9', 'libdav1d', 'av1', 'mpeg4', 'mjpeg', 'h263'],
  ...['aac', 'mp3', 'mp3float', 'opus', 'vorbis', 'flac', 'alac', 'ac3', 'amrnb', 'amrwb'],
  ...['eac3', 'mp2', 'mp2float', 'adpcm_ima_qt', 'adpcm_ima_wav', 'adpcm_ms'],
  ...['pcm_s16le', 'pcm_s16be', 'pcm_s24le', 'pcm_s24be', 'pcm_u8', 'pcm_alaw', 'pcm_mulaw'],
  // Never decoded: see `opened`.
  ...['mov_text', 'subrip', 'srt', 'ass', 'ssa', 'webvtt', 'text'],
];

/**
 * The options that must stand before `-i`: without them a text named .mp4 can make ffmpeg open other files.
 * `file` as the only protocol, three demuxers (WebM is `matroska`), the decoders above, and bounds on what a header may claim.
 */
export const inputGuards: readonly string[] = [
  ...[
    '-protocol_whitelist',
    'file',
    '-format_whitelist',
    'mov,matroska,avi',
    '-codec_whitelist',
    decoders.join(),
  ],
  ...['-max_streams', '64', '-max_pixels', String(maxPixels), '-probesize', '20M', '-analyzeduration', '20M'],
  ...['-threads', String(decoderThreads)],
];

/** What covers are coded as besides JPEG. */
const covers = ['png', 'bmp', 'gif', 'tiff', 'webp'];

/**
 * ffprobe opens a decoder for every track, also for those that nobody asked about, and gives up when one may not be. So
 * it may open these for a cover, and `beside` for sound, words and data. Nothing is decoded with them: the list for
 * looking into streams stays the one above, and frames are asked only of codecs that the gate knows.
 */
export function opened(beside: readonly string[]): string[] {
  const alsoFor = (kind: string, names: readonly string[]) => [
    `-codec_whitelist:${kind}`,
    [...decoders, ...names].join(),
  ];
  return [...alsoFor('v', covers), ...['a', 's', 'd', 't'].flatMap((kind) => alsoFor(kind, beside))];
}

/** The argument for `-i`: always a local file, whatever the path looks like. */
export const inputUrl = (path: string) => `file:${path}`;

/** Our environment holds secrets; the child gets none of it. Few arenas, so that threads fit the address space. */
const environment = ['env', '-i', 'PATH=/usr/local/bin:/usr/bin:/bin', 'LC_ALL=C', 'MALLOC_ARENA_MAX=4'];

/** Empty network and user namespaces. Docker's default profile forbids them, then we go on without. */
const withoutNetwork = ['unshare', '-rn'];

/**
 * The kernel kills it when the worker dies, and lets it gain no privilege. After unshare, which would clear the
 * former.
 */
const diesWithUs = ['setpriv', '--pdeathsig', 'KILL', '--no-new-privs'];

/** Root of its own namespace has every capability over that network, and with them a way to more of the kernel. */
const withoutCapabilities = ['--bounding-set=-all', '--inh-caps=-all'];

/**
 * The command line in front of the program: low priority, an empty environment, limits of memory, processor, file size
 * and open files, no core dump, no network, no privileges. It can write where the worker can: files of limited size, in
 * the scratch folder that its outputs name. Every link replaces itself with the next (exec), so the process that we
 * spawn is ffmpeg itself and SIGKILL reaches it.
 */
export async function boxed(program: 'ffmpeg' | 'ffprobe', limits: Limits): Promise<[string, ...string[]]> {
  const cpu = Math.ceil(limits.cpuSeconds);
  return [
    ...(['nice', '-n', '10'] as const),
    ...environment,
    ...['prlimit', `--as=${addressSpaceBytes}`, `--data=${dataBytes(limits)}`, `--cpu=${cpu}:${cpu + 1}`],
    ...[`--fsize=${Math.ceil(limits.fileBytes)}`, `--nofile=${maxOpenFiles}`, '--core=0'],
    ...((await networkCanBeCut()) ? [...withoutNetwork, ...diesWithUs, ...withoutCapabilities] : diesWithUs),
    program,
  ];
}

let cut: Promise<boolean> | undefined;

/** Whether ffmpeg runs without any network here; asked of the kernel once. The worker logs it at start. */
export function networkCanBeCut(): Promise<boolean> {
  cut ??= new Promise((resolve) => {
    const [command = '', ...args] = [...withoutNetwork, ...diesWithUs, ...withoutCapabilities, 'true'];
    const child = spawn(command, args, { stdio: 'ignore' });
    child.on('error', () => resolve(false)).on('exit', (code) => resolve(code === 0));
  });
  return cut;
}

/** How a boxed process ended when it did not end well. */
export type Ending = { code: number | null; signal: string | null; stderr: string; seconds: number };

/**
 * Whose fault a failed run is. A crash or a limit reached is the file's: the options are ours and tested, so
 * what differs from one run to the next is the input.
 */
export function blame({ code, signal, stderr, seconds }: Ending, limits: Limits): MediaRefusal | MediaFault {
  if (code === 126 || code === 127) return new MediaFault('ffmpeg_missing', stderr);
  // ffmpeg answers SIGXCPU like Ctrl-C, with 255, or not at all, until SIGKILL a second later; only a run this long can
  // have spent its processor time.
  const spent =
    (code === 255 || signal === 'SIGKILL') && seconds * availableParallelism() >= limits.cpuSeconds;
  if (spent || signal === 'SIGXCPU' || signal === 'SIGXFSZ') return new MediaRefusal('too_heavy', stderr);
  if (code === 255 || ['SIGKILL', 'SIGTERM', 'SIGINT'].includes(signal ?? ''))
    return new MediaFault('killed', stderr);
  const unlisted = [...stderr.matchAll(/Codec \((\w+)\) not on whitelist/g)].map(([, codec]) => codec);
  if (unlisted.length > 0) return new MediaRefusal('codec_not_accepted', [...new Set(unlisted)].join());
  if (/Cannot allocate memory|File too large/.test(stderr)) return new MediaRefusal('too_heavy', stderr);
  if (/No space left|Input\/output error|Read-only file|Permission denied|No such file/.test(stderr)) {
    return new MediaFault('disk', stderr);
  }
  return new MediaRefusal('damaged', signal ?? stderr);
}
