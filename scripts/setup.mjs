import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, hasCommand, machineEnv, run } from './start/commands.mjs';
import { Plain, say } from './start/terminal.mjs';

/** What each Debian package brings that we call. */
const TOOLS = {
  ffmpeg: ['ffmpeg', 'ffprobe'],
  chromium: ['chromium'],
  'ceph-mon': ['ceph-mon'],
  'ceph-osd': ['ceph-osd'],
  'ceph-mgr': ['ceph-mgr'],
  'ceph-common': ['ceph', 'radosgw-admin'],
  radosgw: ['radosgw'],
};

/** @typedef {keyof typeof TOOLS} Tool */

/**
 * Makes node_modules be what package-lock.json says, doing nothing when it already is.
 * @param {AbortSignal} [signal]
 */
export async function ensureDependencies(signal) {
  if (isInstalled()) return;
  say('Instalando las dependencias: cerca de un minuto…', 'Installing the dependencies: about a minute…');
  const { code, output } = await run('npm', ['ci', '--no-progress'], { env: machineEnv(), signal });
  if (code === 0) return;
  throw new Plain(
    'No se pudieron instalar las dependencias; arriba está lo que dijo npm.',
    'The dependencies could not be installed; what npm said is above.',
    output.trim(),
  );
}

/**
 * Installs the Debian packages that are missing: as root by apt, otherwise it says the one line to type.
 * @param {Tool[]} packages
 * @param {AbortSignal} [signal]
 */
export async function ensureTools(packages, signal) {
  const missing = missingTools(packages);
  if (missing.length === 0) return;
  const names = missing.join(' ');
  if (!hasCommand('apt-get'))
    throw new Plain(
      `Falta ${names}: instálelo con el gestor de paquetes de este sistema y vuelva a empezar.`,
      `${names} is missing: install it with this system's package manager and start again.`,
    );
  if (process.getuid?.() !== 0)
    throw new Plain(
      `Falta ${names}. Escriba: sudo apt-get install -y --no-install-recommends ${names}`,
      `${names} is missing. Type: sudo apt-get install -y --no-install-recommends ${names}`,
    );
  say(`Instalando ${names}: uno o dos minutos…`, `Installing ${names}: a minute or two…`);
  const env = { ...machineEnv(), DEBIAN_FRONTEND: 'noninteractive' };
  const update = await run('apt-get', ['update', '-q'], { env, signal });
  const install = await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...missing], {
    env,
    signal,
  });
  if (install.code === 0) return;
  throw new Plain(
    `No se pudo instalar ${names}; arriba está lo que dijo apt-get.`,
    `${names} could not be installed; what apt-get said is above.`,
    `${update.code === 0 ? '' : update.output}${install.output}`.trim(),
  );
}

/** @param {Tool[]} packages @returns {Tool[]} those of which some command is not on this machine */
export function missingTools(packages) {
  return packages.filter((name) => !TOOLS[name].every(hasCommand));
}

/**
 * Compares the lockfile with the one npm leaves inside node_modules when it has finished, so that an installation made
 * by hand counts, and an interrupted one does not. A package may be absent if it is for another platform.
 */
function isInstalled() {
  const wanted = packagesOf(join(ROOT, 'package-lock.json'));
  const present = packagesOf(join(ROOT, 'node_modules', '.package-lock.json'));
  if (!present) return false;
  return Object.entries(wanted ?? {}).every(([path, { version, optional }]) => {
    if (path === '') return true;
    return present[path] ? present[path].version === version : optional;
  });
}

/**
 * @param {string} lockfile
 * @returns {Record<string, { version?: string, optional?: boolean }> | undefined}
 */
function packagesOf(lockfile) {
  try {
    return JSON.parse(readFileSync(lockfile, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
