import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, killGroup } from './commands.mjs';
import { Plain, codeOf, say } from './terminal.mjs';

/** Not the shell that npm puts around it, whose line contains the same words. */
const isStart = /^\S*node \S*start\.mjs/;

/** @typedef {{ pid: number, children: number[] }} Running */

/**
 * One `npm start` per data folder: remembers in DATA_DIR/running.json who runs on it. A start that was killed outright
 * leaves its server and worker behind; they are ended here, before they hold the port against us.
 * @param {string} dataDir
 */
export async function takeLock(dataDir) {
  const file = join(dataDir, 'running.json');
  /** @type {Running} */
  const running = { pid: process.pid, children: [] };
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(running), { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      await clear(file, dataDir);
    }
  }
  return {
    /** @param {number} pid a process that must not outlive us */
    add(pid) {
      running.children.push(pid);
      writeFileSync(file, JSON.stringify(running));
    },
    release() {
      rmSync(file, { force: true });
    },
  };
}

/** @param {string} file @param {string} dataDir */
async function clear(file, dataDir) {
  const { pid, children } = read(file);
  if (pid !== process.pid && isStart.test(commandLine(pid)))
    throw new Plain(
      `Video Club ya está en marcha con la carpeta de datos ${dataDir} (proceso ${pid}).`,
      `Video Club is already running on the data folder ${dataDir} (process ${pid}).`,
    );
  const left = children.filter((child) => commandLine(child).includes('server/'));
  if (left.length > 0)
    say('Cerrando lo que quedó de la vez anterior…', 'Ending what was left from last time…');
  for (const child of left) killGroup(child, 'SIGTERM');
  for (let tries = 0; tries < 100 && left.some((child) => commandLine(child) !== ''); tries++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  for (const child of left) killGroup(child, 'SIGKILL');
  rmSync(file, { force: true });
}

/** @param {string} file @returns {Running} nobody, when it was cut off while being written */
function read(file) {
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { pid: 0, children: [] };
  } catch {
    return { pid: 0, children: [] };
  }
}
