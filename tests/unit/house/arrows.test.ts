import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const rooms = [
  ...['accounts', 'clubs', 'episodes', 'readings', 'meetings', 'asking', 'coding', 'comments'],
  ...['blind', 'shift', 'research', 'earlier', 'overview', 'demo'],
];
const ground = ['http', 'jobs', 'live', 'media'];
/** The front hall: these put the house together, so they may import every room. */
const hall = ['app', 'deps', 'main', 'worker', 'config', 'process'];

const files = globSync('{server,storage,db,web/src,scripts,tests}/**/*.{ts,svelte,mjs}', {
  cwd: root,
}).filter((file) => !/paraglide|migrations/.test(file));

/** Every import that stays in the house, as [file, imported file, whether of types alone]. */
const arrows = files.flatMap((file) => {
  const code = readFileSync(join(root, file), 'utf8');
  const found = [
    ...code.matchAll(/(import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'|import\(?\s*'([^']+)'/g),
  ];
  return found.flatMap(([, , type, from, bare]) => {
    const target = from ?? bare ?? '';
    if (target.startsWith('#contract/'))
      return [{ file, to: `server/${target.slice(10)}/contract.ts`, type: false }];
    if (!target.startsWith('.')) return [];
    return [{ file, to: relative(root, join(root, dirname(file), target)), type: Boolean(type) }];
  });
});

const place = (file: string) => file.split('/')[0] ?? '';
const roomOf = (file: string) => /^server\/([\w-]+)\//.exec(file)?.[1];
const inHall = (file: string) => hall.some((name) => file === `server/${name}.ts`);

test('the house has files, and they import one another', () => {
  expect(files.length).toBeGreaterThan(50);
  expect(arrows.length).toBeGreaterThan(100);
});

test('nobody imports tests or scripts', () => {
  const wrong = arrows.filter(
    ({ file, to }) => !/^(tests|scripts)$/.test(place(file)) && /^(tests|scripts)$/.test(place(to)),
  );
  expect(wrong).toEqual([]);
});

test('the web knows of the server only its contracts', () => {
  const wrong = arrows.filter(
    ({ file, to }) =>
      place(file) === 'web' && place(to) !== 'web' && !/^server\/[\w-]+\/contract\.ts$/.test(to),
  );
  expect(wrong).toEqual([]);
});

test('a contract stands on contracts alone, so that it can go to the browser', () => {
  const wrong = arrows.filter(
    ({ file, to }) => file.endsWith('/contract.ts') && !to.endsWith('/contract.ts'),
  );
  expect(wrong).toEqual([]);
});

test('storage and db import nothing of ours', () => {
  const wrong = arrows.filter(
    ({ file, to }) => /^(storage|db)$/.test(place(file)) && place(to) !== place(file),
  );
  expect(wrong).toEqual([]);
});

test('a room imports only rooms to its left', () => {
  const wrong = arrows.filter(({ file, to }) => {
    const from = rooms.indexOf(roomOf(file) ?? '');
    const target = rooms.indexOf(roomOf(to) ?? '');
    return from >= 0 && target > from;
  });
  expect(wrong).toEqual([]);
});

test('http, live and media know no room; jobs/all.ts is the one list of jobs', () => {
  const wrong = arrows.filter(
    ({ file, to }) =>
      ground.includes(roomOf(file) ?? '') &&
      rooms.includes(roomOf(to) ?? '') &&
      file !== 'server/jobs/all.ts',
  );
  expect(wrong).toEqual([]);
});

test('a room takes of the front hall only the types that are passed to it', () => {
  const wrong = arrows.filter(({ file, to, type }) => roomOf(file) && inHall(to) && !type);
  expect(wrong).toEqual([]);
});

test('fluent-ffmpeg has one importer, process.env one reader in the server', () => {
  const importers = files.filter(
    (file) =>
      !file.startsWith('tests/') && /from 'fluent-ffmpeg'/.test(readFileSync(join(root, file), 'utf8')),
  );
  expect(importers).toEqual(['server/media/ffmpeg.ts']);
  const readers = files.filter(
    (file) => /^(server|storage)\//.test(file) && /process\.env/.test(readFileSync(join(root, file), 'utf8')),
  );
  expect(readers.filter((file) => !['server/main.ts', 'server/worker.ts'].includes(file))).toEqual([]);
});

test('no file is longer than 250 lines', () => {
  const long = files.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 251);
  expect(long).toEqual([]);
});
