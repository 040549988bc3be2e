import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchClip, ffmpegByHand } from './clip.ts';

const drawnSeconds = 60;

/** What a phone records, for as long as wanted: a minute of `benchClip` over and over. */
export async function phoneClip(seconds: number) {
  if (seconds <= drawnSeconds) return benchClip(seconds);
  return looped(await benchClip(drawnSeconds), seconds, 'mp4');
}

/** What no stream copy makes playable everywhere: 1080p VP9 and Opus in WebM. */
export async function vp9Clip(seconds: number) {
  const path = join(tmpdir(), 'video-club-bench-vp9-20s.webm');
  await unlessThere(path, async (drawing) => {
    const source = ['-i', await benchClip(drawnSeconds), '-t', '20'];
    const picture = ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-row-mt', '1'];
    await ffmpegByHand([...source, ...picture, '-b:v', '4M', '-c:a', 'libopus', drawing]);
  });
  return looped(path, seconds, 'webm');
}

/** What a phone records in 4K: HEVC in 10 bits, HLG, a keyframe every second. */
export async function hdrClip(seconds: number) {
  const path = join(tmpdir(), 'video-club-bench-hdr-4s.mov');
  await unlessThere(path, (drawing) =>
    ffmpegByHand([
      ...['-f', 'lavfi', '-i', 'testsrc2=s=3840x2160:r=30:d=4', '-f', 'lavfi', '-i', 'sine=d=4:r=48000'],
      ...[
        '-c:v',
        'libx265',
        '-preset',
        'ultrafast',
        '-pix_fmt',
        'yuv420p10le',
        '-b:v',
        '20M',
        '-tag:v',
        'hvc1',
      ],
      ...[
        '-color_primaries',
        'bt2020',
        '-color_trc',
        'arib-std-b67',
        '-colorspace',
        'bt2020nc',
        '-x265-params',
      ],
      'keyint=30:log-level=error:colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc',
      ...['-c:a', 'aac', drawing],
    ]),
  );
  return looped(path, seconds, 'mov');
}

async function looped(source: string, seconds: number, ext: string) {
  const path = source.replace(/-\d+s\.\w+$/, `-${seconds}s.${ext}`);
  if (path === source) return path;
  await unlessThere(path, (drawing) =>
    ffmpegByHand([...['-stream_loop', '-1', '-i', source, '-t', String(seconds), '-c', 'copy'], drawing]),
  );
  return path;
}

async function unlessThere(path: string, draw: (drawing: string) => Promise<unknown>) {
  if (existsSync(path)) return;
  const drawing = path.replace(/(\.\w+)$/, `.${process.pid}$1`);
  await draw(drawing);
  await rename(drawing, path);
}
