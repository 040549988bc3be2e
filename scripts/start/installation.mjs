import { join } from 'node:path';
import { startPostgres } from '../postgres.mjs';
import { ensureDependencies, ensureTools } from '../setup.mjs';
import { announce, ownAddress } from './announcement.mjs';
import { ownEnv, run } from './commands.mjs';
import { hasDemo, makeDemo } from './demo-club.mjs';
import { choosePort, keepSecret, prepareDataDir } from './ground.mjs';
import { takeLock } from './lock.mjs';
import { Part } from './part.mjs';
import { readSettings } from './settings.mjs';
import { Plain, explain, say } from './terminal.mjs';
import { ensureWebBuild } from './web-build.mjs';

const PARTS = { server: 'server/main.ts', worker: 'server/worker.ts' };
const READY_WITHIN_MS = 60_000;

/**
 * `npm start`: brings everything up and stays until Ctrl-C, SIGTERM or the end of a part; then takes it all down, in the
 * opposite order, and ends the process.
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export async function startHere(args, env) {
  const stopping = new AbortController();
  const hard = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      if (stopping.signal.aborted) return hard.abort();
      say('Cerrando…', 'Stopping…');
      stopping.abort();
    });
  // A terminal that was closed must not end us before we have ended the rest.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

  const installation = new Installation(stopping.signal, hard.signal);
  let exitCode = 0;
  try {
    await installation.bringUp(args, env);
    await installation.lastUntilStopped();
  } catch (error) {
    if (!stopping.signal.aborted) {
      explain(error);
      exitCode = 1;
    }
  }
  // From here on a signal means: harder.
  stopping.abort();
  await installation.takeDown();
  process.exit(exitCode);
}

class Installation {
  /** @type {(() => unknown)[]} how to undo what was done so far */
  #undo = [];
  /** @type {Part[]} */
  #parts = [];
  #stopping;
  #hard;
  /** @type {(reason: unknown) => void} */
  #giveUp = () => undefined;
  /** @type {Promise<never>} rejects when we are told to stop, or when a part ends by itself */
  #givenUp = new Promise((_, reject) => (this.#giveUp = reject));

  /** @param {AbortSignal} stopping @param {AbortSignal} hard */
  constructor(stopping, hard) {
    this.#stopping = stopping;
    this.#hard = hard;
    this.#givenUp.catch(() => undefined);
    stopping.addEventListener('abort', () => this.#giveUp(stopping.reason));
  }

  /** @param {string[]} args @param {NodeJS.ProcessEnv} given */
  async bringUp(args, given) {
    const settings = readSettings(args, given);
    const { host, dataDir, logDir } = settings;
    prepareDataDir(dataDir, logDir);
    const lock = await takeLock(dataDir);
    this.#undo.push(() => lock.release());
    const port = await choosePort(host, settings.port);

    await ensureTools(['ffmpeg'], this.#stopping);
    await ensureDependencies(this.#stopping);
    await ensureWebBuild(this.#stopping);

    const env = ownEnv({ ...settings.env, PORT: String(port) });
    if (settings.embedded) {
      env.DATABASE_URL = await this.#startDatabase(dataDir);
      env.AUTH_SECRET ??= keepSecret(dataDir);
    }
    this.#stopping.throwIfAborted();
    await this.#migrate(env);

    // What the parts write, videos above all, is for nobody else on this machine.
    process.umask(0o077);
    const demo = settings.demo
      ? makeDemo({ env, dataDir, signal: this.#stopping })
      : Promise.resolve({ users: [] });
    demo.catch(() => undefined); // It may fail while we wait for something else.
    // The first time its accounts come before the server, which would otherwise ask for the first account.
    if (!hasDemo(dataDir)) await demo;
    for (const [name, script] of Object.entries(PARTS)) {
      const part = new Part({ name, script, env, logDir });
      lock.add(part.pid);
      this.#parts.push(part);
      part.ended.then((how) => this.#giveUp(endedByItself(part, how)));
    }
    await this.#waitUntilReady(`http://${ownAddress(host)}:${port}/readyz`, logDir);
    announce({ host, port, dataDir, demo: await demo, publicUrl: env.PUBLIC_URL });
  }

  async lastUntilStopped() {
    await this.#givenUp;
  }

  /** Server and worker together; Postgres after them; the lock last. */
  async takeDown() {
    await Promise.all(this.#parts.map((part) => part.stop(this.#hard)));
    for (const undo of this.#undo.reverse()) await undo();
  }

  /** @param {string} dataDir */
  async #startDatabase(dataDir) {
    const postgres = await startPostgres({ dataDir });
    this.#undo.push(() => {
      this.#hard.addEventListener('abort', () => postgres.stop('immediate'));
      return postgres.stop(this.#hard.aborted ? 'immediate' : 'fast');
    });
    if (postgres.outside)
      say(
        `La base de datos está en ${postgres.where}, porque la cuenta de Postgres no puede entrar en ${dataDir}`,
        `The database is in ${postgres.where}, because the account of Postgres can't enter ${dataDir}`,
      );
    return postgres.url;
  }

  /** @param {NodeJS.ProcessEnv} env */
  async #migrate(env) {
    const { code, output } = await run('node', ['db/migrate.ts'], { env, signal: this.#stopping });
    if (code === 0) return;
    throw new Plain(
      'No se pudo preparar la base de datos; arriba está el detalle.',
      'The database could not be prepared; the details are above.',
      output.trim(),
    );
  }

  /** @param {string} url @param {string} logDir */
  async #waitUntilReady(url, logDir) {
    const logFile = join(logDir, 'server.log');
    const deadline = Date.now() + READY_WITHIN_MS;
    const isReady = () =>
      fetch(url, { signal: AbortSignal.timeout(5000) }).then(
        ({ ok }) => ok,
        () => false,
      );
    while (!(await Promise.race([isReady(), this.#givenUp]))) {
      if (Date.now() > deadline)
        throw new Plain(
          `El servidor no respondió en ${url} en un minuto; el detalle está en ${logFile}`,
          `The server did not answer at ${url} within a minute; the details are in ${logFile}`,
        );
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

/** @param {Part} part @param {string} how */
function endedByItself({ name, logFile }, how) {
  return new Plain(
    `El proceso «${name}» terminó por sí solo (${how}); el detalle está en ${logFile}`,
    `The process "${name}" ended by itself (${how}); the details are in ${logFile}`,
  );
}
