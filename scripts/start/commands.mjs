import { execFileSync, spawn } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const ownTools = join(ROOT, 'node_modules', '.bin');

/**
 * The environment in which `node` is the one of package.json, however this was started.
 * @returns {NodeJS.ProcessEnv}
 */
export function ownEnv(env = process.env) {
  return { ...env, PATH: `${ownTools}${delimiter}${env.PATH ?? ''}` };
}

/**
 * The environment in which `node` is the machine's: for npm, while it replaces node_modules.
 * @returns {NodeJS.ProcessEnv}
 */
export function machineEnv(env = process.env) {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== ownTools);
  return { ...env, PATH: folders.join(delimiter) };
}

/**
 * Runs a command to its end and returns its exit code with all it printed.
 * It gets a session of its own, so that Ctrl-C reaches it only through `signal`, with its children.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, uid?: number, gid?: number, signal?: AbortSignal }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, { signal, cwd = ROOT, env = ownEnv(), ...options } = {}) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = spawn(command, args, {
      ...options,
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const abort = () => killGroup(child.pid, 'SIGTERM');
    signal?.addEventListener('abort', abort);
    let output = '';
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (output += text));
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code) => {
      signal?.removeEventListener('abort', abort);
      if (signal?.aborted) reject(signal.reason);
      else resolve({ code: code ?? 1, output });
    });
  });
}

/**
 * Signals a process started in its own session, and everything that it started there.
 * @param {number | undefined} pid
 * @param {NodeJS.Signals} signal
 */
export function killGroup(pid, signal) {
  try {
    if (pid) process.kill(-pid, signal);
  } catch {
    // It ended by itself in the meantime.
  }
}

/**
 * The command line of a running process, or '' if there is none: a remembered pid may belong to somebody else by now.
 * @param {number} pid
 */
export function commandLine(pid) {
  try {
    if (process.platform === 'linux')
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

/** @param {string} command @returns {boolean} whether it can be typed here without a path */
export function hasCommand(command) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
