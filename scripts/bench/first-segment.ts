// How soon there is something to watch of a source that browsers can't play: from probing it to the first complete
// segment of its first rung, with the poster made meanwhile. Run: node scripts/bench/first-segment.ts
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gate } from '../../server/media/gate.ts';
import { encodeLive } from '../../server/media/live-rung.ts';
import { poster } from '../../server/media/poster.ts';
import { probe } from '../../server/media/probe.ts';
import { plan } from '../../server/media/renditions.ts';
import { median } from './clip.ts';
import { hdrClip, vp9Clip } from './long-clips.ts';

const rounds = 3;
const goalSeconds = 4;

/** Seconds until the first segment is complete; the rest is not waited for. */
async function firstSegment(source: string): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), 'bench-first-segment-'));
  const enough = new AbortController();
  const startedAt = performance.now();
  let seconds = NaN;
  try {
    const info = await probe(source);
    gate(info);
    const { first } = plan(info);
    if (!first) throw new Error('the clip was copied');
    const still = poster(source, info, join(dir, 'poster.jpg'));
    const live = encodeLive(source, info, first, dir, {
      signal: enough.signal,
      onSegments() {
        seconds = (performance.now() - startedAt) / 1000;
        enough.abort();
      },
    });
    await Promise.allSettled([still, live]);
    return seconds;
  } finally {
    await rm(dir, { recursive: true });
  }
}

for (const [name, source] of [
  ['10 min of 1080p VP9 in WebM', await vp9Clip(600)],
  ['20 s of 4K HEVC, 10 bits, HLG', await hdrClip(20)],
] as const) {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await firstSegment(source));
  const middle = median(times);
  const reached = middle <= goalSeconds ? 'reached' : 'NOT reached';
  console.log(`${name.padEnd(32)} ${middle.toFixed(2)} s (goal: at most ${goalSeconds} s), ${reached}`);
}
