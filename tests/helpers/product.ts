import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase } from './postgres.ts';

export type Product = Awaited<ReturnType<typeof startProduct>>;

/**
 * The product as `npm run server` and `npm run worker` run it, on a database of its own, storing in a folder, or in a
 * bucket of its own where TEST_S3_ENDPOINT names a server. `said()` is what it has told the terminal.
 */
export async function startProduct(settings: Record<string, string> = {}) {
  const database = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'video-club-e2e-'));
  const port = await freePort();
  const env = {
    ...withoutSettings(process.env),
    DATABASE_URL: database.url,
    DATA_DIR: folder,
    PORT: String(port),
    AUTH_SECRET: 'a secret of the stories, as long as it must be',
    LOG_LEVEL: 'warn',
    ...bucket(),
    ...settings,
  };
  let said = '';
  const start = (script: string) => {
    const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    return child;
  };
  const url = `http://127.0.0.1:${port}`;
  let server = start('server/main.ts');
  const worker = start('server/worker.ts');
  await untilReady(url, server, () => said);

  return {
    url,
    env,
    said: () => said,
    /** Ends the web process at once, as a crash would, and starts it again. */
    async crashServer() {
      await end(server, 'SIGKILL');
      server = start('server/main.ts');
      await untilReady(url, server, () => said);
    },
    async stop() {
      await Promise.all([end(server, 'SIGTERM'), end(worker, 'SIGTERM')]);
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs a script of the product to its end, with the settings of a running one; returns what it wrote. */
export async function runScript(product: Product, script: string, ...args: string[]) {
  const child = spawn(process.execPath, [script, ...args], {
    env: product.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let written = '';
  child.stdout.on('data', (chunk: Buffer) => (written += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
  return written;
}

function bucket() {
  const { TEST_S3_ENDPOINT, TEST_S3_ACCESS_KEY, TEST_S3_SECRET_KEY } = process.env;
  if (!TEST_S3_ENDPOINT) return {};
  return {
    S3_ENDPOINT: TEST_S3_ENDPOINT,
    S3_ACCESS_KEY: TEST_S3_ACCESS_KEY,
    S3_SECRET_KEY: TEST_S3_SECRET_KEY,
    S3_BUCKET: `story-${Date.now()}-${Math.floor(Math.random() * 1e6)}`,
  };
}

/** What somebody set for their own installation must not reach the tests. */
function withoutSettings(env: NodeJS.ProcessEnv) {
  const own = /^(S3_|PUBLIC_URL|TRUST_PROXY|METRICS_PORT|DEMO|HOST$|MAX_EPISODE_BYTES)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !own.test(name)));
}

async function untilReady(url: string, server: ChildProcess, said: () => string) {
  for (let tries = 0; tries < 300; tries += 1) {
    if (server.exitCode !== null) throw new Error(`the server ended by itself: ${said()}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the server was not ready within a minute: ${said()}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill(signal);
  await closed;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (!address || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
