import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** ffmpeg's arguments for one clip, the clip that stands for OF in them, and what is done to the finished file. */
type Recipe = {
  ext: string;
  args: string;
  of?: 'frames' | 'mono' | 'hevc';
  then?: (bytes: Buffer) => Buffer;
};

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
  /** An edit list hides the first 36 frames; the stream itself begins with a keyframe before them. */
  framesHidden: { ext: 'mov', of: 'frames', args: '-ss 1.2 -i OF -c copy' },
  /** Every seventh frame is missing, and for a second there is none at all: the last one stays on the screen. */
  framesUneven: {
    ext: 'mp4',
    of: 'frames',
    args: `-i OF -vf select='not(between(n\\,40\\,69))*not(eq(mod(n\\,7)\\,3))' -fps_mode vfr ${h264} -crf 12 -c:a copy`,
  },
  framesVp9: {
    ext: 'webm',
    args: `${bars} ${tone(5)} -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 1M -c:a libopus`,
  },
  /** A white frame with a beep of 0.1 s at 0.5, 2.0, 3.5 and 5.0 s. */
  clap: {
    ext: 'mov',
    args:
      "-f lavfi -i color=s=320x180:r=30:d=6,format=yuv420p,geq=lum='if(eq(mod(N\\,45)\\,15)\\,235\\,16)':cb=128:cr=128 " +
      "-f lavfi -i aevalsrc='if(lt(mod(t+1\\,1.5)\\,0.1)\\,sin(6283*t)\\,0)':s=48000:d=6 " +
      `-c:v libx265 -preset ultrafast -x265-params log-level=error -g 60 -tag:v hvc1 ${aac}`,
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
  hdrPq: {
    ext: 'mp4',
    args:
      `${size(640, 360, 30, 1)} -c:v libx265 -preset ultrafast -pix_fmt yuv420p10le -tag:v hvc1 -color_primaries bt2020 ` +
      '-color_trc smpte2084 -colorspace bt2020nc -x265-params colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc',
  },
  /** 4K, as phones offer it. */
  fourK: { ext: 'mp4', args: `${size(3840, 2160, 30, 1)} ${tone(1)} ${h264} -b:v 20M ${aac}` },
  /** A camcorder's fields. */
  fields: {
    ext: 'mov',
    args: `${size(720, 576, 50)} ${tone()} -vf interlace,setsar=16/15 ${h264} -bf 0 -flags +ilme+ildct -x264opts tff=1 ${aac}`,
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
      '-metadata com.apple.quicktime.location.ISO6709=-33.4489-070.6693/ -metadata artist=AnaRivas -metadata:s:v handler_name=AnaRivas ' +
      '-timecode 01:02:03:04',
  },
  /** An upright HEVC clip as an iPhone leaves it: place and model, a time code, and a track of timed metadata. */
  iphone: {
    ext: 'mov',
    of: 'hevc',
    args:
      '-i OF -f srt -i SRT -map 0 -map 1 -c copy -tag:v hvc1 -c:s mov_text -movflags use_metadata_tags ' +
      '-metadata com.apple.quicktime.model=AnaRivas -metadata com.apple.quicktime.location.ISO6709=-33.4489-070.6693/ ' +
      '-metadata:s:v handler_name=AnaRivas -metadata:s:v rotate=90 -timecode 01:02:03:04',
    then: timedMetadata,
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
  /** The same, of a kind that browsers don't play, with sound. */
  truncatedHevc: {
    ext: 'mp4',
    args: `${size(320, 240, 30, 8)} ${tone(8)} -c:v libx265 -preset ultrafast -x265-params log-level=error ${aac} -movflags +faststart`,
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
  /** A phone held upright: a landscape picture and a matrix that turns it. */
  sideways: { ext: 'mp4', of: 'mono', args: '-i OF -c copy -metadata:s:v rotate=90' },
} satisfies Record<string, Recipe>;

export type ClipName = keyof typeof recipes;

const dir = join(tmpdir(), 'video-club-clips');

/** The path of a clip, drawn on first use and kept in the temporary folder under a hash of its recipe. */
export async function clip(name: ClipName): Promise<string> {
  const recipe: Recipe = recipes[name];
  const of = recipe.of && (await clip(recipe.of));
  const key = createHash('sha256').update([recipe.args, of, recipe.then].join()).digest('hex').slice(0, 12);
  return drawn(`${name}-${key}.${recipe.ext}`, async (path) => {
    const side: Record<string, string> = {
      META: join(dir, `${process.pid}.ffmeta`),
      SRT: join(dir, `${process.pid}.srt`),
      OF: of ?? '',
    };
    await writeFile(
      side['META'] ?? '',
      ';FFMETADATA1\ntitle=Lesson\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=One\n',
    );
    await writeFile(side['SRT'] ?? '', '1\n00:00:00,000 --> 00:00:01,000\nAnaRivas\n');
    const args = splitArgs(recipe.args).map((arg) => side[arg] ?? arg);
    await ffmpeg([...args, path]);
    if (recipe.then) await writeFile(path, recipe.then(await readFile(path)));
  });
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

/**
 * The frame numbers burnt into `frames` and its kin, or into anything made of them, in the order of display; of a part
 * of the picture when a filter cuts it out.
 */
export async function frameNumbers(path: string, filter = 'null'): Promise<number[]> {
  const args = [
    ...['-v', 'error', '-i', path, '-vf', `${filter},scale=10:1:flags=area,format=gray`],
    ...['-fps_mode', 'passthrough', '-f', 'rawvideo', '-'],
  ];
  const { stdout } = await run('ffmpeg', args, { encoding: 'buffer' });
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

/** What was a track of subtitles is announced as one of timed metadata. */
function timedMetadata(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1').replaceAll('mhlrtext', 'mhlrmeta').replaceAll('text', 'mebx');
  return Buffer.from(text, 'latin1');
}

/** AC-3 frames begin with 0b77; without it no decoder finds one. */
function breakSound(bytes: Buffer): Buffer {
  for (let at = bytes.indexOf('0b77', 0, 'hex'); at !== -1; at = bytes.indexOf('0b77', at, 'hex'))
    bytes.fill(0, at, at + 60);
  return bytes;
}
