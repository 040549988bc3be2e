import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './commands.mjs';
import { say } from './terminal.mjs';

/**
 * @typedef {{ name: string, email: string, role: string }} DemoUser
 * @typedef {{ users: DemoUser[], password?: string }} Demo
 */

/**
 * Makes the demo club on the first run and finds it again later. Its clips are drawn by the worker afterwards. A demo that
 * can't be made does not keep the club from starting.
 * @param {{ env: NodeJS.ProcessEnv, dataDir: string, signal: AbortSignal }} options
 * @returns {Promise<Demo>}
 */
export async function makeDemo({ env, dataDir, signal }) {
  const memory = memoryOf(dataDir);
  const { code, output } = await run('node', ['scripts/make-demo.ts'], { env, signal });
  const line = output.split('\n').find((text) => text.startsWith('{"made"'));
  if (code !== 0 || !line) {
    console.error(output.trim());
    say('El club de demostración no se pudo crear.', 'The demo club could not be made.');
    return { users: [] };
  }
  const { made, users, password } = JSON.parse(line);
  // A password that somebody chose is theirs to remember; a random one is told again at every start.
  const told = env.DEMO_PASSWORD ? {} : { password };
  if (made) writeFileSync(memory, JSON.stringify(told), { mode: 0o600 });
  return { users, ...(hasDemo(dataDir) ? JSON.parse(readFileSync(memory, 'utf8')) : {}) };
}

/** @param {string} dataDir @returns {boolean} whether its demo club was made by an earlier start */
export function hasDemo(dataDir) {
  return existsSync(memoryOf(dataDir));
}

/** @param {string} dataDir */
function memoryOf(dataDir) {
  return join(dataDir, 'demo.json');
}
