import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, tryPort } from './ports.mjs';
import { Plain, codeOf, say } from './terminal.mjs';

const MIB = 1024 * 1024;
const LEAST_SPACE = 500 * MIB;
const COMFORTABLE_SPACE = 5 * 1024 * MIB;

/**
 * Makes the data folder and makes sure that it can be written and has room.
 * @param {string} dataDir
 * @param {string} logDir
 */
export function prepareDataDir(dataDir, logDir) {
  const probe = join(dataDir, `.probe-${process.pid}`);
  try {
    // Others may pass through, as Postgres's account must; what lies inside is closed to them.
    if (!existsSync(dataDir)) mkdirSync(dataDir, { recursive: true, mode: 0o711 });
    mkdirSync(logDir, { recursive: true, mode: 0o700 });
    writeFileSync(probe, 'x');
    rmSync(probe);
  } catch (error) {
    throw codeOf(error) === 'ENOSPC'
      ? noSpace(dataDir, 0)
      : notWritable(dataDir, codeOf(error) ?? String(error));
  }
  const { bavail, bsize } = statfsSync(dataDir);
  const free = bavail * bsize;
  if (free < LEAST_SPACE) throw noSpace(dataDir, free);
  if (free < COMFORTABLE_SPACE)
    say(
      `Queda poco espacio para videos en ${dataDir}: ${Math.round(free / MIB)} MB.`,
      `There is little space left for videos in ${dataDir}: ${Math.round(free / MIB)} MB.`,
    );
}

/** @param {string} dataDir @param {string} code */
function notWritable(dataDir, code) {
  return new Plain(
    `No se puede escribir en la carpeta de datos ${dataDir} (${code}): corrija sus permisos o elija otra con DATA_DIR.`,
    `The data folder ${dataDir} can't be written (${code}): correct its permissions or choose another with DATA_DIR.`,
  );
}

/** @param {string} dataDir @param {number} free in bytes */
function noSpace(dataDir, free) {
  const mb = Math.floor(free / MIB);
  return new Plain(
    `No queda espacio en el disco de ${dataDir}: hay ${mb} MB y hacen falta 500.`,
    `There is no space left on the disk of ${dataDir}: ${mb} MB, and 500 are needed.`,
  );
}

/**
 * @param {string} host
 * @param {number} port 0 for any
 * @returns {Promise<number>} the port on which the server will listen
 */
export async function choosePort(host, port) {
  if (port === 0) return freePort();
  const { code } = await tryPort(host, port);
  if (code === undefined) return port;
  if (code === 'EADDRINUSE')
    throw new Plain(
      `El puerto ${port} ya está ocupado: elija otro, por ejemplo PORT=${port + 1} npm start`,
      `Port ${port} is taken: choose another, such as PORT=${port + 1} npm start`,
    );
  if (code === 'EACCES')
    throw new Plain(
      `Esta cuenta no puede usar el puerto ${port}: elija uno desde 1024, por ejemplo PORT=3000 npm start`,
      `This account may not use port ${port}: choose one from 1024 up, such as PORT=3000 npm start`,
    );
  throw new Plain(
    `No se puede escuchar en ${host}:${port} (${code}): HOST debe ser una dirección de esta máquina.`,
    `${host}:${port} can't be listened on (${code}): HOST must be an address of this machine.`,
  );
}

/**
 * The secret that signs sessions, made once for this data folder.
 * @param {string} dataDir
 */
export function keepSecret(dataDir) {
  const file = join(dataDir, 'auth-secret');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}
