import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { MediaFault } from './refusal.ts';
import { blame, boxed, type Limits } from './sandbox.ts';

export type Boxed = { limits: Limits; signal?: AbortSignal | undefined };

/** Of what the tool complains about, the end is kept: that is where it says why it gave up. */
const maxComplaint = 8000;

/**
 * Runs one of ffmpeg's tools in the box, with nothing to read from us, and hands over its output line by line, so that
 * a long answer needs no memory. Rejects with a MediaRefusal (the file), a MediaFault (us) or the signal's reason,
 * always after the process is gone.
 */
export async function listen(
  tool: 'ffmpeg' | 'ffprobe',
  args: readonly string[],
  { limits, signal }: Boxed,
  onLine: (line: string) => void,
): Promise<void> {
  const [program, ...box] = await boxed(tool, limits);
  signal?.throwIfAborted();
  const child = spawn(program, [...box, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });

  const startedAt = performance.now();
  let stopped: Error | undefined;
  const stop = (reason: Error) => {
    stopped ??= reason;
    child.kill('SIGKILL');
  };
  const onAbort = () => stop(signal?.reason as Error);
  signal?.addEventListener('abort', onAbort, { once: true });
  const wall = setTimeout(() => stop(new MediaFault('timed_out')), limits.wallSeconds * 1000);

  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-maxComplaint);
  });
  createInterface({ input: child.stdout }).on('line', onLine);

  try {
    await new Promise<void>((resolve, reject) => {
      child.on('error', (error) => reject(new MediaFault('ffmpeg_missing', error.message)));
      child.on('close', (code, killedBy) => {
        const seconds = (performance.now() - startedAt) / 1000;
        if (stopped !== undefined) reject(stopped);
        else if (code === 0) resolve();
        else reject(blame({ code, signal: killedBy, stderr, seconds }, limits));
      });
    });
  } finally {
    clearTimeout(wall);
    signal?.removeEventListener('abort', onAbort);
  }
}
