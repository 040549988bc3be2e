import { join, resolve } from 'node:path';
import { ROOT } from './commands.mjs';
import { Plain } from './terminal.mjs';

/** The variables of `npm start`; each may also be given as an option, `--data-dir=/srv/club`. */
const VARIABLES = [
  'PORT',
  'HOST',
  'DATA_DIR',
  'DEMO',
  'DEMO_PASSWORD',
  'DATABASE_URL',
  'S3_ENDPOINT',
  'S3_BUCKET',
  'S3_ACCESS_KEY',
  'S3_SECRET_KEY',
  'S3_REGION',
  'PUBLIC_URL',
  'TRUST_PROXY',
  'AUTH_SECRET',
  'METRICS_PORT',
];

/**
 * @typedef {object} Settings
 * @property {NodeJS.ProcessEnv} env  for the server and the worker
 * @property {number} port  0 for any free one
 * @property {string} host
 * @property {string} dataDir  absolute
 * @property {string} logDir
 * @property {boolean} embedded  we bring the database
 * @property {boolean} demo
 */

/**
 * Reads what was asked for; an option wins over a variable.
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} given
 * @returns {Settings}
 */
export function readSettings(args, given) {
  const env = { ...given, ...readOptions(args) };
  for (const name of VARIABLES) env[name] ||= undefined;
  const port = Number(env.PORT ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Plain(
      `PORT debe ser un número entre 1 y 65535, no «${env.PORT}».`,
      `PORT must be a number between 1 and 65535, not "${env.PORT}".`,
    );
  const embedded = env.DATABASE_URL === undefined;
  if (!embedded && env.AUTH_SECRET === undefined)
    throw new Plain(
      'Con DATABASE_URL hace falta también AUTH_SECRET, el mismo en todos los servidores: openssl rand -base64 32',
      'With DATABASE_URL, AUTH_SECRET is needed too, the same on every server: openssl rand -base64 32',
    );
  const dataDir = resolve(ROOT, env.DATA_DIR ?? 'data');
  const host = env.HOST ?? '127.0.0.1';
  return {
    env: { ...env, HOST: host, DATA_DIR: dataDir },
    port,
    host,
    dataDir,
    logDir: join(dataDir, 'logs'),
    embedded,
    demo: embedded && env.DEMO !== '0',
  };
}

/** @param {string[]} args @returns {Record<string, string>} */
function readOptions(args) {
  /** @type {Record<string, string>} */
  const options = {};
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [flag = '', value] = arg.split(/=(.*)/s);
    const name = flag.replace(/^--/, '').replaceAll('-', '_').toUpperCase();
    const given = value ?? rest.shift();
    if (!flag.startsWith('--') || !VARIABLES.includes(name) || given === undefined)
      throw new Plain(
        `No se entiende «${arg}». Opciones: ${VARIABLES.map(asOption).join(' ')}`,
        `"${arg}" is not an option. Options: ${VARIABLES.map(asOption).join(' ')}`,
      );
    options[name] = given;
  }
  return options;
}

/** @param {string} name */
const asOption = (name) => `--${name.toLowerCase().replaceAll('_', '-')}`;
