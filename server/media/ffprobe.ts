import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { MediaFault, MediaRefusal } from './refusal.ts';
import { blame, boxed, inputGuards, inputUrl, type Limits } from './sandbox.ts';

export type Question = {
  source: string;
  /** What to show; without tags, which are long and not ours to keep. */
  options: readonly string[];
  limits: Limits;
  signal?: AbortSignal | undefined;
};

/**
 * Runs ffprobe over an untrusted file, in the box, and hands over its output line by line, so that a long answer
 * needs no memory. Rejects like `ffmpeg()`.
 */
export async function ffprobe(question: Question, onLine: (line: string) => void): Promise<void> {
  const { source, options, limits, signal } = question;
  const [program, ...box] = await boxed('ffprobe', limits);
  signal?.throwIfAborted();
  const args = [
    ...box,
    '-hide_banner',
    '-loglevel',
    'error',
    ...inputGuards,
    ...options,
    '-i',
    inputUrl(source),
  ];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });

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
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-4000)));
  createInterface({ input: child.stdout }).on('line', onLine);

  try {
    await new Promise<void>((resolve, reject) => {
      child.on('error', (error) => reject(new MediaFault('ffmpeg_missing', error.message)));
      child.on('close', (code, killedBy) => {
        if (stopped !== undefined) reject(stopped);
        else if (code === 0) resolve();
        else
          reject(
            blame(
              { code, signal: killedBy, stderr, seconds: (performance.now() - startedAt) / 1000 },
              limits,
            ),
          );
      });
    });
  } finally {
    clearTimeout(wall);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** 64 streams described in full come to about 60 kB. */
const maxAnswerBytes = 2 ** 20;

/** ffprobe's whole answer as JSON, still to be parsed by a schema. For answers that are short by construction. */
export async function ffprobeJson(question: Question): Promise<unknown> {
  let answer = '';
  await ffprobe({ ...question, options: [...question.options, '-of', 'json'] }, (line) => {
    if (answer.length < maxAnswerBytes) answer += line;
  });
  if (answer.length >= maxAnswerBytes) throw new MediaRefusal('damaged', 'endless description');
  return JSON.parse(answer);
}
