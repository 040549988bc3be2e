import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commandLine } from '../../../scripts/start/commands.mjs';
import { takeLock } from '../../../scripts/start/lock.mjs';
import { Part } from '../../../scripts/start/part.mjs';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'video-club-start-'));
  mkdirSync(join(folder, 'server'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function script(name: string, text: string) {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** Starts a part and waits for the first line of its log. */
async function startPart(text: string) {
  const part = new Part({ name: 'part', script: script('part.mjs', text), env: process.env, logDir: folder });
  await expect.poll(() => readFileSync(part.logFile, 'utf8'), { timeout: 20_000 }).toContain('\n');
  return { part, line: readFileSync(part.logFile, 'utf8').trim() };
}

const gone = async (pid: number) => {
  while (commandLine(pid) !== '') await new Promise((resolve) => setTimeout(resolve, 20));
};

test('a part that ends when asked is left to end in its own way', async () => {
  const { part } = await startPart(`
    setInterval(() => {}, 1000);
    process.on('SIGTERM', () => process.exit(7));
    console.log('up');`);
  await part.stop(new AbortController().signal);
  expect(await part.ended).toBe('7');
});

test('a part that will not end goes at the second asking, with what it started', async () => {
  const { part, line } = await startPart(`
    import { spawn } from 'node:child_process';
    process.on('SIGTERM', () => {});
    setInterval(() => {}, 1000);
    console.log(spawn('sleep', ['600']).pid);`);
  const hard = new AbortController();
  const stopped = part.stop(hard.signal);
  hard.abort();
  await stopped;
  expect(await part.ended).toBe('SIGKILL');
  await gone(Number(line));
});

test('the log of a part and its last words are in its file when it has ended', async () => {
  const file = script(
    'part.mjs',
    `console.log('{"level":30,"msg":"up"}'); throw new Error('the last word');`,
  );
  const part = new Part({ name: 'part', script: file, env: process.env, logDir: folder });
  expect(await part.ended).toBe('1');
  const log = readFileSync(part.logFile, 'utf8');
  expect(log).toContain('"msg":"up"');
  expect(log).toContain('the last word');
});

test('only one start at a time works on a data folder', async () => {
  const other = spawn(process.execPath, [script('start.mjs', 'setInterval(() => {}, 1000)')]);
  await once(other, 'spawn');
  writeFileSync(join(folder, 'running.json'), JSON.stringify({ pid: other.pid, children: [] }));
  await expect(takeLock(folder)).rejects.toThrow(`proceso ${other.pid}`);
  other.kill('SIGKILL');
  await once(other, 'close');
  const lock = await takeLock(folder);
  lock.release();
});

test('what a killed start left running is ended before the next', async () => {
  const left = spawn(process.execPath, [script('server/main.mjs', 'setInterval(() => {}, 1000)')], {
    detached: true,
  });
  await once(left, 'spawn');
  const ended = once(left, 'close');
  writeFileSync(join(folder, 'running.json'), JSON.stringify({ pid: 0, children: [left.pid] }));
  const lock = await takeLock(folder);
  await ended;
  lock.release();
});
