import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Runs ffmpeg as one would in a terminal: no box, no limits. */
export const ffmpegByHand = (args: string[]) =>
  promisify(execFile)('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args]);

/** 1080p30 H.264 with sound at about 10 Mbit/s, drawn once and kept in the temporary folder. */
export async function benchClip(seconds: number): Promise<string> {
  const path = join(tmpdir(), `video-club-bench-${seconds}s.mp4`);
  if (existsSync(path)) return path;
  const drawing = `${path}.${process.pid}.mp4`;
  await ffmpegByHand([
    ...[
      '-f',
      'lavfi',
      '-i',
      `testsrc2=s=1920x1080:r=30:d=${seconds},noise=alls=6:allf=t`,
      '-f',
      'lavfi',
      '-i',
      `sine=d=${seconds}:r=48000`,
    ],
    ...[
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv420p',
      '-g',
      '60',
      '-b:v',
      '10M',
      '-maxrate',
      '11M',
    ],
    ...['-bufsize', '20M', '-c:a', 'aac', '-b:a', '128k', '-ac', '2', '-movflags', '+faststart', drawing],
  ]);
  await rename(drawing, path);
  return path;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
