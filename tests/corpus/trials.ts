import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCanary } from './canary.ts';
import { write } from './corpus.ts';
import { neighbour } from './drawn.ts';
import { neighbourName, type Recipe } from './recipe.ts';
import { trial, type Outcome } from './trial.ts';

export type Trials = {
  /** Draws a bad file beside the neighbour's and tries it. */
  of(recipe: Recipe): Promise<Outcome>;
  /** Tries a file that is already there. */
  ofFile(path: string): Promise<Outcome>;
  close(): Promise<void>;
};

/** A folder with the neighbour's file, one folder above another, and a canary that listens. */
export async function openTrials(): Promise<Trials> {
  const root = await mkdtemp(join(tmpdir(), 'corpus-'));
  const inner = join(root, 'inner');
  await mkdir(inner);
  for (const dir of [root, inner]) await copyFile(await neighbour('magenta'), join(dir, neighbourName));
  const canary = await openCanary();
  const outputs = join(root, 'outputs');
  return {
    async of(recipe) {
      const path = join(inner, 'source');
      await write(recipe, path, { canaryPort: canary.port, neighbour: join(inner, neighbourName) });
      const outcome = await trial(path, outputs, canary);
      await rm(path);
      return outcome;
    },
    ofFile: (path) => trial(path, outputs, canary),
    async close() {
      await canary.close();
      await rm(root, { recursive: true });
    },
  };
}

/** What must be true of every file, whatever is in it. */
export const harmless = { leftBehind: [], calls: 0, leaks: [] };
