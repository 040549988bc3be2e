import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commandLine } from '../../scripts/start/commands.mjs';

const script = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url));
// The first start of a clone also builds the pages.
const patience = 300_000;

let dataDir = '';
let club: ChildProcess | undefined;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'video-club-start-'));
  chmodSync(dataDir, 0o755);
});

afterEach(async () => {
  if (club?.exitCode === null) {
    club.kill('SIGTERM');
    await once(club, 'close');
  }
  rmSync(dataDir, { recursive: true, force: true });
});

/** `npm start` without a demo; resolves with its address and its processes when it says that it is ready. */
async function start() {
  const child = spawn(process.execPath, [script], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', DEMO: '0', DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  club = child;
  let said = '';
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => {
        said += text;
        if (/está listo: http[\s\S]*Ctrl-C/.test(said)) resolve();
      });
    child.on('close', () => reject(new Error(said)));
  });
  const url = /está listo: (\S+)/.exec(said)?.[1] ?? '';
  const { children } = JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8')) as {
    children: number[];
  };
  return { child, url, children, heard: () => said };
}

async function end(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null) await once(child, 'close');
  return child.exitCode;
}

function expectNothingLeft(url: string, children: number[]) {
  expect(children.map(commandLine)).toEqual(['', '']);
  expect(existsSync(join(dataDir, 'running.json'))).toBe(false);
  return expect(fetch(`${url}/livez`)).rejects.toThrow('fetch failed');
}

test(
  'it comes up asking for the first account, goes down at Ctrl-C without a trace, and comes up again',
  async () => {
    const first = await start();
    expect(await fetch(`${first.url}/readyz`)).toMatchObject({ status: 200 });
    expect(first.heard()).toContain(`first account: ${first.url}/setup#`);
    first.child.kill('SIGINT');
    expect(await end(first.child)).toBe(0);
    await expectNothingLeft(first.url, first.children);

    const second = await start();
    expect(await fetch(`${second.url}/readyz`)).toMatchObject({ status: 200 });
    second.child.kill('SIGTERM');
    expect(await end(second.child)).toBe(0);
    await expectNothingLeft(second.url, second.children);
  },
  patience,
);

test(
  'when a part dies it says which, and takes the rest down',
  async () => {
    const { child, url, children, heard } = await start();
    const worker = children.find((pid) => commandLine(pid).includes('worker.ts')) ?? 0;
    process.kill(worker, 'SIGKILL');
    expect(await end(child)).toBe(1);
    expect(heard()).toContain('El proceso «worker» terminó por sí solo (SIGKILL)');
    await expectNothingLeft(url, children);
  },
  patience,
);

test(
  'after being killed outright it starts again, adopting the database and ending what was left',
  async () => {
    const killed = await start();
    const pidFile = join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
    const postmaster = readFileSync(pidFile, 'utf8').split('\n')[0];
    killed.child.kill('SIGKILL');
    await end(killed.child);
    const next = await start();
    expect(readFileSync(pidFile, 'utf8').split('\n')[0]).toBe(postmaster);
    expect(killed.children.map(commandLine)).toEqual(['', '']);
    next.child.kill('SIGINT');
    expect(await end(next.child)).toBe(0);
    await expectNothingLeft(next.url, next.children);
  },
  patience,
);
