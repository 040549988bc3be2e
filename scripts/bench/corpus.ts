// Every bad file that we could think of, through all that becomes of an upload; or every file of a folder.
// Run: node scripts/bench/corpus.ts [folder, or beginnings of names]
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { refusalCodes } from '../../server/media/refusal.ts';
import { corpus } from '../../tests/corpus/corpus.ts';
import type { Outcome } from '../../tests/corpus/trial.ts';
import { openTrials } from '../../tests/corpus/trials.ts';

const goals = { probeSeconds: 5, treeBytes: 1.5e9 };

/** What a worker with all that it imports keeps while it waits; the tree is this and what a file adds. */
const idleWorkerBytes = 300e6;

/** Of a file that nobody knows: any end with a reason. */
const anyEnd: readonly string[] = ['ready', ...refusalCodes];

type Trial = { name: string; ends: readonly string[]; run: () => Promise<Outcome> };

const trials = await openTrials();
const args = process.argv.slice(2);
const folder = args[0] && (await stat(args[0]).catch(() => null))?.isDirectory() ? args[0] : null;

const queue: Trial[] = folder
  ? (await readdir(folder, { withFileTypes: true, recursive: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => ({ name: JSON.stringify(path), ends: anyEnd, run: () => trials.ofFile(path) }))
  : corpus
      .filter(({ name }) => args.length === 0 || args.some((start) => name.startsWith(start)))
      .map((recipe) => ({ name: recipe.name, ends: recipe.ends, run: () => trials.of(recipe) }));

const outcomes: Outcome[] = [];
const misses: string[] = [];
console.log('probe s  total s  tree MB  end                   file');
for (const { name, ends, run } of queue) {
  const outcome = await run();
  outcomes.push(outcome);
  const { end, seconds, probeSeconds, leftBehind, calls, leaks, detail } = outcome;
  const treeBytes = idleWorkerBytes + outcome.peakBytes;
  const faults = [
    ends.includes(end) ? '' : `ended ${end}: ${detail.replaceAll(/\s+/g, ' ').slice(0, 300)}`,
    probeSeconds <= goals.probeSeconds ? '' : 'probed too long',
    treeBytes <= goals.treeBytes ? '' : 'too much memory',
    leftBehind.length === 0 ? '' : `left running: ${leftBehind.join('; ')}`,
    calls === 0 ? '' : `${calls} calls to the canary`,
    leaks.length === 0 ? '' : `shows the neighbour: ${leaks.join()}`,
  ].filter(Boolean);
  if (faults.length > 0) misses.push(`${name}: ${faults.join(', ')}`);
  const figures = [probeSeconds.toFixed(1).padStart(7), seconds.toFixed(1).padStart(8)];
  console.log(`${figures.join(' ')} ${(treeBytes / 1e6).toFixed(0).padStart(8)}  ${end.padEnd(20)}  ${name}`);
}
await trials.close();

const worst = (of: (outcome: Outcome) => number) => Math.max(...outcomes.map(of));
const total = (of: (outcome: Outcome) => number) => outcomes.reduce((sum, outcome) => sum + of(outcome), 0);
const ended = outcomes.filter(({ end }) => anyEnd.includes(end));
console.log(`
files                       ${outcomes.length}
ended ready or refused      ${ended.length}   (${ended.filter(({ end }) => end === 'ready').length} ready)
slowest probe               ${worst((o) => o.probeSeconds).toFixed(1)} s   (goal: at most ${goals.probeSeconds})
slowest altogether          ${worst((o) => o.seconds).toFixed(1)} s
largest worker tree         ${((worst((o) => o.peakBytes) + idleWorkerBytes) / 1e6).toFixed(0)} MB   (goal: at most ${goals.treeBytes / 1e6})
calls to the canary         ${total((o) => o.calls)}
processes left              ${total((o) => o.leftBehind.length)}
outputs with the neighbour  ${total((o) => o.leaks.length)}
`);
for (const miss of misses) console.log(`MISSED ${miss}`);
process.exitCode = misses.length > 0 ? 1 : 0;
