import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../../scripts/start.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'video-club-start-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What `npm start` says when it will not start: a sentence in Spanish, the same in English, and exit code 1. */
async function refusal(env: Record<string, string>, args: string[] = []) {
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH: process.env.PATH, PORT: '0', DATA_DIR: join(folder, 'data'), ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text) => (said += text));
  await once(child, 'close');
  expect(child.exitCode).toBe(1);
  expect(said.trim().split('\n')).toHaveLength(2);
  return said;
}

test('a taken port is named, with the line to type instead', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  try {
    const said = await refusal({ PORT: String(port) });
    expect(said).toContain(`El puerto ${port} ya está ocupado`);
    expect(said).toContain(`PORT=${port + 1} npm start`);
  } finally {
    other.close();
  }
});

test('a data folder that cannot be written is named', async () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  const said = await refusal({ DATA_DIR: join(file, 'data') });
  expect(said).toContain(`No se puede escribir en la carpeta de datos ${join(file, 'data')} (ENOTDIR)`);
});

test('a missing tool is named', async () => {
  expect(await refusal({ PATH: folder })).toContain('Falta ffmpeg');
});

test('an address of another machine is refused as HOST', async () => {
  expect(await refusal({ HOST: '192.0.2.1', PORT: '4000' })).toContain(
    'HOST debe ser una dirección de esta máquina',
  );
});

test('a PORT that is no number is refused', async () => {
  expect(await refusal({ PORT: 'http' })).toContain('PORT debe ser un número');
});

test('a database of one’s own needs the secret that all servers share', async () => {
  const said = await refusal({ DATABASE_URL: 'postgres://127.0.0.1:1/club' });
  expect(said).toContain('hace falta también AUTH_SECRET');
});

test('an option that does not exist is answered with those that do', async () => {
  expect(await refusal({}, ['--prot=1'])).toContain('--port');
});
