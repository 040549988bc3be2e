import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startPostgres } from '../../../scripts/postgres.mjs';
import { claimHome } from '../../../scripts/start/postgres-home.mjs';

const script = fileURLToPath(new URL('../../../scripts/postgres.mjs', import.meta.url));

let dataDir = '';
let running: Awaited<ReturnType<typeof startPostgres>> | undefined;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'video-club-start-'));
  chmodSync(dataDir, 0o755);
});

afterEach(async () => {
  await running?.stop('immediate');
  for (const folder of [running?.where, dataDir])
    if (folder) rmSync(folder, { recursive: true, force: true });
  running = undefined;
});

async function start({ durable = false } = {}) {
  running = await startPostgres({ dataDir, test: !durable });
  return running;
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query({ text: sql, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

test('a stopped database comes back on the same address with its data', async () => {
  const first = await start();
  await ask(first.url, 'create table kept as select 42 as answer');
  await first.stop();
  await expect(ask(first.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
  const second = await start();
  expect(second.url).toBe(first.url);
  expect(await ask(second.url, 'select answer from kept')).toBe(42);
});

test('a database whose starter was killed is adopted, not started again', async () => {
  const { signal } = spawnSync(process.execPath, [
    '--input-type=module',
    '-e',
    `import { startPostgres } from ${JSON.stringify(script)};
     await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, test: true });
     process.kill(process.pid, 'SIGKILL');`,
  ]);
  expect(signal).toBe('SIGKILL');
  const pidFile = join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
  const before = readFileSync(pidFile, 'utf8').split('\n')[0];
  const { url } = await start();
  expect(await ask(url, 'select 1')).toBe(1);
  expect(readFileSync(pidFile, 'utf8').split('\n')[0]).toBe(before);
});

test('when somebody else took its port, it moves to another', async () => {
  const first = await start();
  await first.stop();
  const other = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
  try {
    const second = await start();
    expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
    expect(await ask(second.url, 'select 1')).toBe(1);
  } finally {
    other.close();
  }
});

test('a creation that was cut off is done again', async () => {
  const first = await start();
  await first.stop();
  const cluster = join(first.where, 'cluster');
  renameSync(cluster, `${cluster}.new`);
  const memory = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')) as object;
  writeFileSync(join(dataDir, 'postgres.json'), JSON.stringify({ ...memory, complete: false }));
  expect(await ask((await start()).url, 'select 1')).toBe(1);
});

test('it asks for its password, which only the owner of the data folder can read', async () => {
  const { url } = await start();
  const wrong = new URL(url);
  wrong.password = 'guess';
  await expect(ask(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
  expect(statSync(join(dataDir, 'postgres.json')).mode & 0o777).toBe(0o600);
});

test('it listens on loopback alone, and gives up durability only for tests', async () => {
  const { url, stop } = await start({ durable: true });
  expect(await ask(url, 'show listen_addresses')).toBe('127.0.0.1');
  expect(await ask(url, 'show unix_socket_directories')).toBe('');
  expect(await ask(url, 'show fsync')).toBe('on');
  await stop();
  expect(await ask((await start()).url, 'show fsync')).toBe('off');
});

test('a database that was moved away is missed, not silently made anew', async () => {
  const { stop, where } = await start();
  await stop();
  rmSync(join(where, 'cluster'), { recursive: true });
  await expect(start()).rejects.toThrow(`estaba en ${where} y ya no está ahí`);
});

test('where the account of Postgres may not enter, the cluster lies outside and is found again', async () => {
  chmodSync(dataDir, 0o700);
  const first = await start();
  const asRoot = process.getuid?.() === 0;
  expect(first.outside).toBe(asRoot);
  expect(existsSync(join(dataDir, 'postgres'))).toBe(!asRoot);
  await first.stop();
  expect((await start()).where).toBe(first.where);
});

test('a copied data folder may not use the database of the original', () => {
  const [home, original, copy] = ['home', 'original', 'copy'].map((name) => join(dataDir, name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [home, join(original, 'postgres.json'), copy]) mkdirSync(folder, { recursive: true });
  claimHome(home, original);
  expect(() => claimHome(home, copy)).toThrow('es una copia');
  rmSync(original, { recursive: true });
  claimHome(home, copy);
  expect(readFileSync(join(home, 'belongs-to'), 'utf8')).toBe(copy);
});
