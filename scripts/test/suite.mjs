import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDependencies, ensureTools } from '../setup.mjs';
import { ROOT, ownEnv } from '../start/commands.mjs';
import { explain } from '../start/terminal.mjs';
import { ensureWebBuild } from '../start/web-build.mjs';
import { startCeph } from './ceph.mjs';
import { GROUPS, PARTS } from './parts.mjs';

/** @typedef {import('./parts.mjs').Name} Name */
/** @typedef {import('./parts.mjs').Part} Part */
/** @typedef {{ passed: number, failed: number }} Count */

/**
 * `npm test`: everything, or the parts named, `npm test -- unit lint`. What follows the names goes to the runner of
 * tests: `npm test -- api meetings`, `npm test -- e2e -g upload`. Ends the process.
 * @param {string[]} args
 */
export async function testHere(args) {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stopping.abort());

  const firstOther = args.findIndex((arg) => !(arg in PARTS));
  const named = /** @type {Name[]} */ (firstOther < 0 ? args : args.slice(0, firstOther));
  const extra = firstOther < 0 ? [] : args.slice(firstOther);
  if (named.some((name) => PARTS[name].onPages)) named.push('build');
  const groups = GROUPS.map((group) => group.filter((name) => named.length === 0 || named.includes(name)));
  if (extra.length > 0 && named.length === 0) {
    console.error(`There is no part "${extra[0]}". Parts: ${Object.keys(PARTS).join(' ')}`);
    process.exit(2);
  }

  const suite = new Suite(extra, stopping.signal);
  try {
    await suite.prepare(groups.flat());
    await suite.run(groups);
  } catch (error) {
    if (stopping.signal.aborted) console.error('Interrupted.');
    else explain(error);
    suite.total.failed++;
  } finally {
    await suite.close();
  }
  suite.conclude();
  process.exit(suite.total.failed > 0 ? 1 : 0);
}

/** One that was given from outside is kept from the parts that are to use a folder. */
const WITHOUT_S3 = { TEST_S3_ENDPOINT: undefined };

class Suite {
  /** @type {Count} */
  total = { passed: 0, failed: 0 };
  /** @type {string[]} one line per part, for the end */
  #lines = [];
  #folder = mkdtempSync(join(tmpdir(), 'video-club-reports-'));
  #ceph = { env: {}, stop: async () => {} };
  #extra;
  #signal;

  /** @param {string[]} extra @param {AbortSignal} signal */
  constructor(extra, signal) {
    this.#extra = extra;
    this.#signal = signal;
  }

  /** @param {Name[]} names of the parts for which to install what they need */
  async prepare(names) {
    await ensureTools([...new Set(names.flatMap((name) => PARTS[name].needs))], this.#signal);
    await ensureDependencies(this.#signal);
  }

  /** @param {Name[][]} groups */
  async run(groups) {
    for (const group of groups) {
      for (const name of group) await this.#runPart(name);
      if (this.total.failed > 0) break;
    }
    const started = this.#lines.length;
    for (const name of groups.flat().slice(started)) this.#lines.push(`${name.padEnd(8)} not run`);
  }

  async close() {
    await this.#ceph.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  conclude() {
    console.log(`\n${this.#lines.join('\n')}\n`);
    console.log(`${this.total.passed} passed, ${this.total.failed} failed`);
  }

  /** @param {Name} name */
  async #runPart(name) {
    const part = PARTS[name];
    console.log(`\n=== ${part.title} (npm test -- ${name})`);
    const started = Date.now();
    const report = join(this.#folder, `${name}.json`);
    const { passed, failed } = await this.#count(part, report).catch((error) => {
      if (this.#signal.aborted) throw error;
      explain(error);
      return { passed: 0, failed: 1 };
    });
    this.total.passed += passed;
    this.total.failed += failed;
    const seconds = Math.round((Date.now() - started) / 1000);
    const counts = part.kind === 'vitest' || part.kind === 'playwright';
    const outcome = counts ? `${passed} passed, ${failed} failed` : failed > 0 ? 'FAILED' : 'ok';
    this.#lines.push(`${name.padEnd(8)} ${outcome} (${seconds} s)`);
  }

  /** The storage that all parts with `s3` share, each in buckets of its own; one given from outside is taken as it is. */
  async #s3() {
    if (process.env.TEST_S3_ENDPOINT) return {};
    if (!('TEST_S3_ENDPOINT' in this.#ceph.env)) this.#ceph = await startCeph(this.#signal);
    return this.#ceph.env;
  }

  /**
   * @param {Part} part
   * @param {string} report where the runner writes what it counted
   * @returns {Promise<Count>}
   */
  async #count({ kind, args, s3 }, report) {
    if (kind === 'build') {
      await ensureWebBuild(this.#signal);
      return { passed: 0, failed: 0 };
    }
    const env = { ...ownEnv(), ...(s3 ? await this.#s3() : WITHOUT_S3) };
    if (kind === 'script') {
      const code = await this.#show('npm', ['run', '--silent', ...args], env);
      return { passed: 0, failed: code === 0 ? 0 : 1 };
    }
    const code =
      kind === 'vitest'
        ? await this.#show(
            'vitest',
            [
              'run',
              ...args,
              ...this.#extra,
              '--reporter=default',
              '--reporter=json',
              `--outputFile.json=${report}`,
            ],
            env,
          )
        : await this.#show('playwright', ['test', ...args, ...this.#extra, '--reporter=list,json'], {
            ...env,
            PLAYWRIGHT_JSON_OUTPUT_FILE: report,
          });
    const { passed, failed } = readCount(report);
    // A runner that fails without a failed test, as when a file does not load, is a failure too.
    return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
  }

  /**
   * Runs a command on this terminal. It shares our process group: Ctrl-C reaches it directly, SIGTERM through us.
   * @param {string} command
   * @param {string[]} args
   * @param {NodeJS.ProcessEnv} env
   * @returns {Promise<number>}
   */
  #show(command, args, env) {
    this.#signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'] });
      const abort = () => child.kill('SIGTERM');
      this.#signal.addEventListener('abort', abort, { once: true });
      child.on('error', reject);
      child.on('close', (code) => {
        this.#signal.removeEventListener('abort', abort);
        if (this.#signal.aborted) reject(this.#signal.reason);
        else resolve(code ?? 1);
      });
    });
  }
}

/** @param {string} report of Vitest or Playwright @returns {Count} */
function readCount(report) {
  try {
    const { numPassedTests, numFailedTests, stats } = JSON.parse(readFileSync(report, 'utf8'));
    if (stats) return { passed: stats.expected, failed: stats.unexpected + stats.flaky };
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}
