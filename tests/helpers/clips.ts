import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** ffmpeg's arguments for one clip, and what is done to the finished file. */
type Recipe = { ext: string; args: string; then?: (bytes: Buffer) => Buffer };

const size = (width: number, height: number, fps = 30, seconds = 3) =>
  `-f lavfi -i testsrc2=s=${width}x${height}:r=${fps}:d=${seconds}`;
const tone = (seconds = 3, rate = 48000) => `-f lavfi -i sine=d=${seconds}:r=${rate}`;
const h264 = '-c:v libx264 -preset ultrafast -bf 3 -pix_fmt yuv420p -g 30';
const aac = '-c:a aac -b:a 64k';

/** The frame number in ten bars, least significant bit on the left: read it back with `frameNumbers`. */
const bars =
  '-f lavfi -i color=s=320x180:r=30:d=5,format=yuv420p,' +
  "geq=lum='if(mod(floor(N/pow(2\\,floor(X/32)))\\,2)\\,235\\,16)':cb=128:cr=128,scale=640:360:flags=neighbor";

/** What phones, cameras, browsers and mistakes produce, drawn by ffmpeg; small and short. */
const recipes = {
  /** What a phone held sideways records, with stereo sound. */
  phone: { ext: 'mp4', args: `${size(1280, 720)} ${tone()} ${h264} ${aac} -ac 2 -movflags +faststart` },
  /** A larger one, for uploads that can be interrupted: about 6 MB. */
  lesson: {
    ext: 'mp4',
    args: `${size(1280, 720, 30, 20)} ${tone(20)} ${h264} -b:v 2400k ${aac} -movflags +faststart`,
  },
  frames: { ext: 'mp4', args: `${bars} ${tone(5)} ${h264} -crf 12 ${aac}` },
  framesVp9: {
    ext: 'webm',
    args: `${bars} ${tone(5)} -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 1M -c:a libopus`,
  },
  silent: { ext: 'mp4', args: `${size(320, 240)} ${h264}` },
  mono: { ext: 'mp4', args: `${size(320, 240)} ${tone(3, 44100)} ${h264} ${aac} -ac 1` },
  odd: {
    ext: 'mkv',
    args: `${size(322, 244)} -vf scale=321:243 -c:v libx264 -preset ultrafast -pix_fmt yuv444p`,
  },
  fourByThree: { ext: 'avi', args: `${size(640, 480)} ${tone()} -c:v mpeg4 -q:v 5 -c:a libmp3lame` },
  wideDots: { ext: 'mp4', args: `${size(360, 288)} -vf setsar=16/11 ${h264}` },
  sixty: { ext: 'mp4', args: `${size(640, 360, 60)} ${h264}` },
  fast: { ext: 'mp4', args: `${size(64, 64, 240, 1)} ${h264}` },
  hevc: { ext: 'mp4', args: `${size(640, 360)} ${tone()} -c:v libx265 -preset ultrafast -tag:v hvc1 ${aac}` },
  hdr: {
    ext: 'mp4',
    args:
      `${size(640, 360)} -c:v libx265 -preset ultrafast -pix_fmt yuv420p10le -tag:v hvc1 -color_primaries bt2020 ` +
      '-color_trc arib-std-b67 -colorspace bt2020nc -x265-params colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc',
  },
  /** As a browser's MediaRecorder streams it: no duration, no index. */
  recorded: {
    ext: 'webm',
    args: `${size(640, 360)} ${tone()} -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -c:a libopus -live 1 -f webm`,
  },
  /** Place, owner, chapters and a subtitle track, as phones and editors add them. */
  tagged: {
    ext: 'mov',
    args:
      `${size(320, 240)} ${tone()} -f ffmetadata -i META -f srt -i SRT -map 0 -map 1 -map 3 -map_metadata 2 -map_chapters 2 ` +
      `${h264} ${aac} -c:s mov_text -movflags use_metadata_tags -metadata location=-33.4489-070.6693/ ` +
      '-metadata com.apple.quicktime.location.ISO6709=-33.4489-070.6693/ -metadata artist=Ana -metadata:s:v handler_name=Ana ' +
      '-timecode 01:02:03:04',
  },
  vp9InMp4: { ext: 'mp4', args: `${size(640, 360)} -c:v libvpx-vp9 -deadline realtime -cpu-used 8` },
  unlisted: { ext: 'mkv', args: `${size(320, 240, 30, 1)} -c:v ffv1` },
  tiny: { ext: 'mkv', args: `${size(8, 8, 30, 1)} -c:v libx264 -preset ultrafast -pix_fmt yuv444p` },
  blink: { ext: 'mp4', args: `${size(320, 240, 30, 0.1)} ${h264}` },
  soundOnly: { ext: 'm4a', args: `${tone(5)} ${aac}` },
  coverArt: {
    ext: 'mp3',
    args: `${tone()} ${size(64, 64, 1, 1)} -map 0 -map 1 -c:a libmp3lame -c:v mjpeg -disposition:v attached_pic`,
  },
  coverArtM4a: {
    ext: 'm4a',
    args: `${tone()} ${size(64, 64, 1, 1)} -map 0 -map 1 ${aac} -c:v mjpeg -disposition:v attached_pic`,
  },
  avchd: { ext: 'm2ts', args: `${size(320, 240, 30, 1)} ${h264} -f mpegts -mpegts_m2ts_mode 1` },
  windows: { ext: 'wmv', args: `${size(320, 240, 30, 1)} -c:v wmv2` },
  picture: { ext: 'png', args: `${size(320, 240, 30, 1)} -frames:v 1` },
  /** The index first, then half of the pictures. */
  truncated: {
    ext: 'mp4',
    args: `${size(320, 240, 30, 6)} ${h264} -movflags +faststart`,
    then: (bytes) => bytes.subarray(0, bytes.length / 2),
  },
  /** Cut before the index at its end was written. */
  headless: {
    ext: 'mp4',
    args: `${size(320, 240)} ${h264}`,
    then: (bytes) => bytes.subarray(0, bytes.length * 0.7),
  },
  /** A perfect header over pictures of noise. */
  noise: { ext: 'mp4', args: `${size(320, 240)} ${h264} -movflags +faststart`, then: overwriteMedia },
  /** The picture plays; its sound track is noise. */
  deafened: {
    ext: 'mkv',
    args: `${size(320, 240)} -f lavfi -i anoisesrc=d=3 ${h264} -c:a ac3`,
    then: breakSound,
  },
} satisfies Record<string, Recipe>;

export type ClipName = keyof typeof recipes | 'sideways';

const dir = join(tmpdir(), 'video-club-clips');

/** The path of a clip, drawn on first use and kept in the temporary folder under a hash of its recipe. */
export async function clip(name: ClipName): Promise<string> {
  if (name === 'sideways') return sideways();
  const recipe: Recipe = recipes[name];
  const key = createHash('sha256')
    .update(recipe.args + String(recipe.then))
    .digest('hex')
    .slice(0, 12);
  return drawn(`${name}-${key}.${recipe.ext}`, async (path) => {
    const side = { META: join(dir, `${process.pid}.ffmeta`), SRT: join(dir, `${process.pid}.srt`) };
    await writeFile(
      side.META,
      ';FFMETADATA1\ntitle=Lesson\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=One\n',
    );
    await writeFile(side.SRT, '1\n00:00:00,000 --> 00:00:01,000\nAna\n');
    const args = splitArgs(recipe.args).map((arg) => (arg === 'META' || arg === 'SRT' ? side[arg] : arg));
    await ffmpeg([...args, path]);
    if (recipe.then) await writeFile(path, recipe.then(await readFile(path)));
  });
}

/** A phone held upright: a landscape picture and a matrix that turns it. */
async function sideways(): Promise<string> {
  const flat = await clip('mono');
  return drawn('sideways.mp4', (path) =>
    ffmpeg(['-i', flat, '-c', 'copy', '-metadata:s:v', 'rotate=90', path]),
  );
}

/** Other processes may be drawing the same clip: each writes its own file and renames it into place. */
async function drawn(name: string, draw: (path: string) => Promise<void>): Promise<string> {
  const path = join(dir, name);
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) return path;
  await mkdir(dir, { recursive: true });
  const mine = join(dir, `${process.pid}-${name}`);
  await draw(mine);
  await rename(mine, path);
  return path;
}

async function ffmpeg(args: string[]): Promise<void> {
  await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args]);
}

/** The frame numbers burnt into `frames` and `framesVp9`, or into any rendition of them, in the order of display. */
export async function frameNumbers(path: string): Promise<number[]> {
  const args = [
    '-v',
    'error',
    '-i',
    path,
    '-vf',
    'scale=10:1:flags=area,format=gray',
    '-fps_mode',
    'passthrough',
  ];
  const { stdout } = await run('ffmpeg', [...args, '-f', 'rawvideo', '-'], { encoding: 'buffer' });
  return Array.from({ length: stdout.length / 10 }, (_, frame) =>
    stdout
      .subarray(frame * 10, frame * 10 + 10)
      .reduce((sum, light, bit) => sum + (light > 125 ? 2 ** bit : 0), 0),
  );
}

/** Splits at spaces; the recipes quote nothing for a shell, only for ffmpeg's filters. */
const splitArgs = (text: string) => text.split(' ').filter(Boolean);

function overwriteMedia(bytes: Buffer): Buffer {
  const start = bytes.indexOf('mdat') + 4;
  for (let at = start; at < bytes.length; at += 1) bytes[at] = (at * 7919) % 251;
  return bytes;
}

/** AC-3 frames begin with 0b77; without it no decoder finds one. */
function breakSound(bytes: Buffer): Buffer {
  for (let at = bytes.indexOf('0b77', 0, 'hex'); at !== -1; at = bytes.indexOf('0b77', at, 'hex'))
    bytes.fill(0, at, at + 60);
  return bytes;
}
