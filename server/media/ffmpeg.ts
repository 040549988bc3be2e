import fluent from 'fluent-ffmpeg';
import { MediaFault } from './refusal.ts';
import { blame, boxed, inputGuards, inputUrl, type Limits } from './sandbox.ts';

/** One file that ffmpeg writes, with the options that belong to it. */
export type Output = { path: string; options: readonly string[] };

export type Command = {
  /** A local file under a name of our choosing. */
  source: string;
  /** Options for the input besides the guards, such as a seek. */
  inputOptions?: readonly string[];
  /** Chains of one filter graph; their outputs are mapped by label. */
  filters?: readonly string[];
  outputs: readonly Output[];
  limits: Limits;
  signal?: AbortSignal | undefined;
  /** How far the outputs have come, in ms of their own time; about twice a second. */
  onTime?: ((outMs: number) => void) | undefined;
};

const quiet = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error', '-progress', 'pipe:2'];

/** Frames that fail to decode are concealed or skipped; the gate compares durations at the end. */
const patient = ['-max_error_rate', '1'];

const stderrLines = 20;

/**
 * Runs ffmpeg once over an untrusted file, in the box. Resolves when every output is written; rejects with a
 * MediaRefusal (the file), a MediaFault (us) or the signal's reason, always after the process is gone.
 */
export async function ffmpeg(job: Command): Promise<void> {
  const { signal, limits } = job;
  const [program, ...box] = await boxed('ffmpeg', limits);
  signal?.throwIfAborted();

  // Two traps of fluent are avoided here: listening to its `progress` event makes it run ffprobe on the source
  // outside the box, and options given as an array are split at spaces.
  const command = fluent(inputUrl(job.source), { stdoutLines: 1 })
    .setFfmpegPath(program)
    .inputOptions(...box, ...quiet, ...patient, ...inputGuards, ...(job.inputOptions ?? []));
  if (job.filters) command.complexFilter([...job.filters]);
  for (const { path, options } of job.outputs) command.output(path).outputOptions(...options);
  skipCapabilityChecks(command);

  const startedAt = performance.now();
  const stderr: string[] = [];
  let stopped: Error | undefined;
  const stop = (reason: Error) => {
    stopped ??= reason;
    command.kill('SIGKILL'); // ffmpeg has been seen to ignore SIGTERM for minutes
  };
  const onAbort = () => stop(signal?.reason as Error);
  signal?.addEventListener('abort', onAbort, { once: true });
  const wall = setTimeout(() => stop(new MediaFault('timed_out')), limits.wallSeconds * 1000);

  try {
    await new Promise<void>((resolve, reject) => {
      command
        .on('start', () => stopped !== undefined && command.kill('SIGKILL'))
        .on('stderr', (line: string) => {
          const [, micros] = /^out_time_us=(\d+)/.exec(line) ?? [];
          if (micros) job.onTime?.(Number(micros) / 1000);
          else if (!/^[a-z_0-9]+=/.test(line)) keepTail(stderr, line);
        })
        .on('end', () => resolve())
        .on('error', (error: Error) => reject(stopped ?? explain(error, stderr, startedAt, limits)))
        .run();
    });
  } finally {
    clearTimeout(wall);
    signal?.removeEventListener('abort', onAbort);
  }
}

function keepTail(lines: string[], line: string) {
  if (line.trim()) lines.push(line.slice(0, 300));
  if (lines.length > stderrLines) lines.shift();
}

/**
 * Before a command fluent asks the program for its formats and encoders. Ours is the box, which can't answer that;
 * and what we ask for is tested.
 */
function skipCapabilityChecks(command: fluent.FfmpegCommand) {
  Object.assign(command, {
    _checkCapabilities: (done: () => void) => done(),
    availableEncoders: (done: (error: null, encoders: object) => void) => done(null, {}),
  });
}

/** Fluent reports an ending as a sentence only. */
function explain(error: Error, stderr: string[], startedAt: number, limits: Limits) {
  const [, code] = /exited with code (\d+)/.exec(error.message) ?? [];
  const [, signal = null] = /killed with signal (\w+)/.exec(error.message) ?? [];
  if (!code && !signal) return new MediaFault('ffmpeg_missing', error.message);
  const seconds = (performance.now() - startedAt) / 1000;
  return blame({ code: code ? Number(code) : null, signal, stderr: stderr.join('\n'), seconds }, limits);
}
