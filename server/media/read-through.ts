import { listen } from './boxed-process.ts';
import { inputGuards, inputUrl } from './sandbox.ts';

/** An hour in 250 MB takes 0.8 s of processor. */
const limits = (bytes: number) => ({ wallSeconds: 900, cpuSeconds: 2 + bytes / 1e9, fileBytes: 0 });

/**
 * Duration and average rate of the picture by demuxing every packet of it, for a header that has neither (as browsers
 * record WebM): a copy to nowhere, in a format that takes times as they come. Rejects like `listen()`.
 */
export async function readThrough(
  { source, bytes, signal }: { source: string; bytes: number; signal?: AbortSignal | undefined },
  index: number,
): Promise<{ durationMs: number; avgFps: number }> {
  const seen = { frame: 0, out_time_us: 0 };
  const args = [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error', '-progress', 'pipe:1'],
    ...[...inputGuards, '-i', inputUrl(source)],
    ...['-map', `0:${index}`, '-c', 'copy', '-f', 'framecrc', '-y', '/dev/null'],
  ];
  await listen('ffmpeg', args, { limits: limits(bytes), signal }, (line) => {
    const [, name, value] = /^(frame|out_time_us)=(\d+)$/.exec(line) ?? [];
    if (name) seen[name as keyof typeof seen] = Number(value);
  });
  const seconds = seen.out_time_us / 1e6;
  return { durationMs: seconds * 1000, avgFps: seconds > 0 ? seen.frame / seconds : 0 };
}
