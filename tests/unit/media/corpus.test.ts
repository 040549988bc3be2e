import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpus, pointed, varied } from '../../corpus/corpus.ts';
import { neighbour } from '../../corpus/drawn.ts';
import { openTrials, harmless, type Trials } from '../../corpus/trials.ts';

let trials: Trials;
beforeAll(async () => {
  trials = await openTrials();
});
afterAll(() => trials.close());

// A third of the variations; the others, what takes long, and the goals in seconds and bytes: scripts/bench/corpus.ts.
const chosen = [...pointed, ...varied.filter((_, n) => n % 3 === 0)].filter(({ slow }) => !slow);

describe('a bad file ends as a video or with a reason, and does no harm', () => {
  it.each(chosen.map((recipe) => [recipe.name, recipe] as const))('%s', async (_, recipe) => {
    const { end, detail, leftBehind, calls, leaks } = await trials.of(recipe);
    expect(recipe.ends, `${recipe.about}: ${detail}`).toContain(end);
    expect({ leftBehind, calls, leaks }).toEqual(harmless);
  });
});

describe('the trial itself', () => {
  it('would see the picture of a neighbour', async () => {
    expect((await trials.ofFile(await neighbour('magenta'))).leaks).toContain('copy.mp4');
    expect((await trials.ofFile(await neighbour('teal'))).leaks).toEqual([]);
  });

  it('has at least sixty files, each with a name and a sentence of its own', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(60);
    expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
    expect(new Set(corpus.map(({ about }) => about)).size).toBe(corpus.length);
  });

  it('says that sound which nobody can decode was left out', async () => {
    const dts = corpus.find(({ name }) => name === 'sound-dts')!;
    expect(await trials.of(dts)).toMatchObject({ end: 'ready', audioDropped: true });
  });
});
