import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEpisode } from '../../server/episodes/contract.ts';
import { commandLine, descendants } from '../corpus/process-tree.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { clip } from '../helpers/clips.ts';
import { episodeRow, outputs, storedOf, work } from '../helpers/process.ts';
import { about, sender, statements } from '../helpers/upload.ts';

let app: TestApp;
let clubId: string;
beforeAll(async () => {
  app = await testApp();
  clubId = await app.club({ mediators: ['mara'], teachers: ['ana'] });
});
afterAll(() => app.close());

/** Command lines of everything that runs below this process until `stop`. */
function watchCommands() {
  const seen = new Set<string>();
  const stop = new AbortController();
  const looking = (async () => {
    while (!stop.signal.aborted) {
      for (const pid of descendants()) seen.add(commandLine(pid));
      await sleep(20);
    }
  })();
  return {
    async stop() {
      stop.abort();
      await looking;
      return [...seen].filter((line) => line.includes('ffmpeg') || line.includes('ffprobe'));
    },
  };
}

test.each([
  '../../decoy',
  '-i',
  '-decoy',
  'concat:decoy.mp4|/etc/passwd',
  'file:///decoy.mp4',
  '$(touch decoy).mp4',
  'clase "decoy" \u{1f98a}.mp4',
])('the name %s of a file reaches neither a command line nor a key', async (name) => {
  const file = await readFile(await clip('silent'));
  const body = { ...about, statements, file: { name, bytes: file.length } };
  const { episode, uploadUrl } = await app.as('ana').ok(createEpisode, { params: { clubId }, body });
  await sender(app, 'ana', uploadUrl).patch(0, file);
  expect((await episodeRow(app, episode.id)).sourceName).toBe(name);
  expect(await storedOf(app, episode.id)).toEqual(['source']);

  const commands = watchCommands();
  await work(app, episode.id);
  const lines = await commands.stop();
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    expect(line).not.toMatch(/decoy|passwd/);
    expect(line).toMatch(/ -i file:\/[\w/.-]+( |$)/);
  }
  const { status, attempt } = await episodeRow(app, episode.id);
  expect(status).toBe('ready');
  expect(await storedOf(app, episode.id)).toEqual(outputs(attempt, ['copy']));
});
