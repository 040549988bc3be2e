import { spawn } from 'node:child_process';
import { existsSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT, killGroup } from './commands.mjs';
import { say } from './terminal.mjs';

const LOG_BYTES_KEPT = 10 * 1024 * 1024;
const PATIENCE_MS = 8_000;
const LAST_WORDS_MS = 1000;
const REPEAT_MS = 60_000;
const PINO_ERROR = 50;

/**
 * A long-lived process of ours. Its log, JSON on standard output, goes to a file, with a summary of each problem on the
 * terminal; what it says on standard error, such as the setup token, is for the person and goes to both.
 * It has its own session, so that Ctrl-C reaches it only through `stop()`.
 */
export class Part {
  #child;
  #log;
  /** @type {Map<string, number>} */
  #said = new Map();

  /** @param {{ name: string, script: string, env: NodeJS.ProcessEnv, logDir: string }} options */
  constructor({ name, script, env, logDir }) {
    this.name = name;
    this.logFile = join(logDir, `${name}.log`);
    if (existsSync(this.logFile) && statSync(this.logFile).size > LOG_BYTES_KEPT)
      renameSync(this.logFile, `${this.logFile}.1`);
    this.#log = openSync(this.logFile, 'a', 0o600);
    // Small young generation: what an upload passes through is collected before it piles up; see scripts/bench/upload.ts.
    this.#child = spawn('node', ['--max-semi-space-size=2', script], {
      cwd: ROOT,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.pid = this.#child.pid ?? 0;
    createInterface(this.#child.stdout).on('line', (line) => this.#hear(line));
    createInterface(this.#child.stderr).on('line', (line) => {
      writeSync(this.#log, `${line}\n`);
      console.error(line);
    });
    /** @type {Promise<string>} resolves with how it ended, once its last words are heard */
    this.ended = new Promise((resolve) => {
      this.#child.on('error', (error) => resolve(error.message));
      this.#child.on('exit', (code, signal) => {
        const how = signal ?? String(code);
        this.#child.on('close', () => resolve(how));
        // Something it started may still hold its output open.
        setTimeout(resolve, LAST_WORDS_MS, how);
      });
    });
  }

  /**
   * Asks it to end, and ends it with all it started if it does not, or at once when asked hard.
   * @param {AbortSignal} hard
   */
  async stop(hard) {
    const kill = () => killGroup(this.pid, 'SIGKILL');
    hard.addEventListener('abort', kill);
    const patience = setTimeout(kill, PATIENCE_MS);
    if (hard.aborted) kill();
    else this.#child.kill('SIGTERM');
    await this.ended;
    clearTimeout(patience);
    kill();
  }

  /** @param {string} line */
  #hear(line) {
    writeSync(this.#log, `${line}\n`);
    const { level, msg, err } = parse(line);
    if (!level || level < PINO_ERROR) return;
    const what = [msg, err?.message].filter(Boolean).join(': ');
    if (Date.now() - (this.#said.get(what) ?? 0) < REPEAT_MS) return;
    this.#said.set(what, Date.now());
    say(`${this.name}: ${what}`, `(${this.logFile})`);
  }
}

/** @param {string} line @returns {{ level?: number, msg?: string, err?: { message?: string } }} */
function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return {};
  }
}
