import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { commandLine, run } from './start/commands.mjs';
import { freePort, isFree } from './start/ports.mjs';
import { chooseRunner, claimHome, makeHome, settlePrograms } from './start/postgres-home.mjs';
import { Plain, codeOf } from './start/terminal.mjs';

const DATABASE = 'video_club';
const LOG_BYTES_KEPT = 10 * 1024 * 1024;
const CANNOT_CONNECT_NOW = '57P03';

/**
 * What is remembered between starts, in DATA_DIR/postgres.json, which only its owner reads.
 * `home` is relative where it lies inside the data folder, so that the folder can be moved.
 * @typedef {{ home: string, port: number, password: string, complete: boolean }} Memory
 *
 * @typedef {object} Postgres
 * @property {string} url  a DATABASE_URL, with its password
 * @property {string} where  the folder that holds the cluster
 * @property {boolean} outside  whether that is outside the data folder
 * @property {(how?: 'fast' | 'immediate') => Promise<void>} stop
 */

/**
 * Starts the Postgres that comes with the dependencies on a loopback port, or adopts the one that a crash left running.
 * It lives in its own session and stays until `stop()`. With `test`, durability is given up for speed.
 * @param {{ dataDir: string, test?: boolean }} options
 * @returns {Promise<Postgres>}
 */
export async function startPostgres({ dataDir, test = false }) {
  const memoryFile = join(dataDir, 'postgres.json');
  const known = recall(memoryFile);
  const runner = chooseRunner(known && resolve(dataDir, known.home));
  const home = known ? resolve(dataDir, known.home) : makeHome(dataDir, runner);
  const outside = isAbsolute(relativeHome(dataDir, home));
  const cluster = join(home, 'cluster');
  /** @type {Memory} */
  const memory = known ?? {
    home: relativeHome(dataDir, home),
    port: await freePort(),
    password: randomBytes(24).toString('base64url'),
    complete: false,
  };
  const remember = () => writeFileSync(memoryFile, JSON.stringify(memory, null, 2), { mode: 0o600 });

  if (memory.complete && !existsSync(join(cluster, 'PG_VERSION')))
    throw new Plain(
      `La base de datos de ${dataDir} estaba en ${home} y ya no está ahí.`,
      `The database of ${dataDir} was in ${home} and is no longer there.`,
    );
  remember();
  if (outside) claimHome(home, dataDir);

  const programs = settlePrograms(runner);
  /** @param {string} program @param {string[]} args */
  const call = (program, ...args) =>
    run(join(programs, program), args, {
      ...runner,
      cwd: '/',
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
    });

  if (!memory.complete) {
    await makeCluster();
    memory.complete = true;
    remember();
  }
  await untilReachable();

  return {
    url: url(DATABASE),
    where: home,
    outside,
    async stop(how = 'fast') {
      const { code } = await call('pg_ctl', 'stop', '-w', '-t', '60', '-m', how, '-D', cluster);
      if (code !== 0 && isRunning(cluster)) await call('pg_ctl', 'stop', '-m', 'immediate', '-D', cluster);
    },
  };

  /** @param {string} database */
  function url(database) {
    return address(memory, database);
  }

  /** Starts it, or waits for one that is still recovering from a crash or on its way out: up to a minute. */
  async function untilReachable() {
    for (let attempt = 1; ; attempt++) {
      if (!isRunning(cluster)) {
        rmSync(join(cluster, 'postmaster.pid'), { force: true });
        if (!(await isFree('127.0.0.1', memory.port))) memory.port = await freePort();
        await launch();
      }
      // Whoever started the one we adopt may have died before writing down another port.
      memory.port = Number(pidFile(cluster)[3] ?? memory.port);
      remember();
      try {
        return await makeDatabase(url('postgres'));
      } catch (error) {
        const passing = ['ECONNREFUSED', 'ECONNRESET', CANNOT_CONNECT_NOW].includes(codeOf(error) ?? '');
        if (!passing || attempt === 120) throw error;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  }

  /** initdb into a draft that is renamed when whole, so that an interrupted one is simply done again. */
  async function makeCluster() {
    const draft = `${cluster}.new`;
    const passwordFile = join(home, 'password');
    rmSync(draft, { recursive: true, force: true });
    writeFileSync(passwordFile, memory.password, { mode: 0o600 });
    if (runner.uid !== undefined && runner.gid !== undefined) chownSync(passwordFile, runner.uid, runner.gid);
    const { code, output } = await call(
      'initdb',
      `--pgdata=${draft}`,
      '--username=video_club',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      ...(test ? ['--no-sync'] : []),
    );
    rmSync(passwordFile);
    if (code !== 0)
      throw new Plain(
        `No se pudo crear la base de datos en ${home}; arriba está lo que dijo Postgres.`,
        `The database could not be made in ${home}; what Postgres said is above.`,
        output.trim(),
      );
    renameSync(draft, cluster);
  }

  async function launch() {
    const log = join(home, 'postgres.log');
    if (existsSync(log) && statSync(log).size > LOG_BYTES_KEPT) renameSync(log, `${log}.1`);
    const settings = {
      port: memory.port,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: "''",
      max_connections: 100,
      shared_buffers: '128MB',
      jit: 'off',
      log_checkpoints: 'off',
      timezone: 'UTC',
      log_timezone: 'UTC',
      ...(test ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
    };
    const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
    const { code } = await call(
      'pg_ctl',
      'start',
      '-w',
      '-t',
      '120',
      '-s',
      '-D',
      cluster,
      '-l',
      log,
      '-o',
      options.join(' '),
    );
    if (code === 0) return;
    throw new Plain(
      `Postgres no arrancó; el detalle está en ${log}.`,
      `Postgres did not start; the details are in ${log}.`,
      existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').slice(-3).join('\n') : '',
    );
  }
}

/**
 * The DATABASE_URL of the Postgres that a data folder knows of, running or not; undefined where there is none.
 * @param {string} dataDir
 */
export function embeddedUrl(dataDir) {
  const known = recall(join(dataDir, 'postgres.json'));
  return known && address(known, DATABASE);
}

/** @param {Memory} memory @param {string} database */
function address({ password, port }, database) {
  return `postgres://video_club:${password}@127.0.0.1:${port}/${database}`;
}

/** @param {string} url of the maintenance database, from which ours is made where it is missing */
async function makeDatabase(url) {
  const { Client } = (await import('pg')).default;
  const client = new Client(url);
  try {
    await client.connect();
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** @param {string} cluster whose postmaster.pid names a process; it counts only if that really is its Postgres */
function isRunning(cluster) {
  const pid = Number(pidFile(cluster)[0]);
  return pid > 0 && commandLine(pid).includes(cluster);
}

/** @param {string} cluster @returns {string[]} pid, folder, time, port, ... or nothing */
function pidFile(cluster) {
  const file = join(cluster, 'postmaster.pid');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
}

/** @param {string} file @returns {Memory | undefined} */
function recall(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** @param {string} dataDir @param {string} home */
function relativeHome(dataDir, home) {
  const path = relative(dataDir, home);
  return path.startsWith('..') ? home : path;
}
