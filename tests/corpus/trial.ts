import { execFile } from 'node:child_process';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gate } from '../../server/media/gate.ts';
import { poster } from '../../server/media/poster.ts';
import { probe } from '../../server/media/probe.ts';
import { MediaFault, MediaRefusal } from '../../server/media/refusal.ts';
import { plan } from '../../server/media/renditions.ts';
import { encodeLive } from '../../server/media/live-rung.ts';
import { copyToHls, encode } from '../../server/media/transcode.ts';
import type { Canary } from './canary.ts';
import { commandLine, descendants, watchMemory } from './process-tree.ts';
import { neighbourColour, type End } from './recipe.ts';

/** What became of one file, and at what price. */
export type Outcome = {
  /** How it should end: `ready` or a refusal. Else the fault, `crash` or `endless`. */
  end: End | `fault ${string}` | 'crash' | 'endless';
  /** What the tool said. */
  detail: string;
  audioDropped: boolean;
  seconds: number;
  probeSeconds: number;
  /** Resident, of everything that was started for it; and by how much this process grew. */
  peakBytes: number;
  /** Command lines of processes that outlived their work. */
  leftBehind: string[];
  /** How often the canary was called. */
  calls: number;
  /** Outputs in which the neighbour's colour fills a picture. */
  leaks: string[];
};

/** Far longer than any of these files may take: what is reached only by what would not end at all. */
const patienceMs = 180_000;

/**
 * Takes one file the way that an upload goes, in `dir`, a folder that is emptied afterwards: described, let through the
 * gate, made into everything an episode has. Never throws because of the file.
 */
export async function trial(source: string, dir: string, canary: Canary): Promise<Outcome> {
  await mkdir(dir, { recursive: true });
  const before = { children: new Set(descendants()), calls: canary.connections() };
  const memory = watchMemory();
  const startedAt = performance.now();
  const times = { probed: NaN };
  const patience = AbortSignal.timeout(patienceMs);
  const { audioDropped, ...ended } = await make(source, dir, patience, times).then(
    (info) => ({ end: 'ready' as const, detail: '', audioDropped: info.audioDropped }),
    (error: unknown) => ({ ...endOf(error, patience), audioDropped: false }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const probeSeconds = Number.isNaN(times.probed) ? seconds : (times.probed - startedAt) / 1000;
  const peakBytes = memory.stop();
  const left = descendants().filter((pid) => !before.children.has(pid));
  const leftBehind = left.map(commandLine).filter(Boolean);
  const calls = canary.connections() - before.calls;
  const leaks = await leaking(dir);
  await rm(dir, { recursive: true, force: true });
  return { ...ended, audioDropped, seconds, probeSeconds, peakBytes, leftBehind, calls, leaks };
}

async function make(source: string, dir: string, signal: AbortSignal, times: { probed: number }) {
  const info = await probe(source, signal);
  gate(info);
  times.probed = performance.now();
  const { copy, first, ladder, sound } = plan(info);
  const still = poster(source, info, join(dir, 'poster.jpg'), { signal });
  if (info.video.width * info.video.height > largePixels) await still;
  const making = copy
    ? copyToHls(source, info, copy, dir, { signal })
    : encodeLive(source, info, first!, dir, { signal, onSegments: () => {} });
  // Both to their ends: here nothing stops the one when the other fails.
  for (const part of await Promise.allSettled([making, still]))
    if (part.status === 'rejected') throw part.reason;
  await encode(source, info, { rungs: ladder, sound, storyboard: true }, dir, { signal });
  return info;
}

/** Beyond 4K every process keeps a gigabyte: one after the other. */
const largePixels = 3840 * 2160;

function endOf(error: unknown, patience: AbortSignal): Pick<Outcome, 'end' | 'detail'> {
  if (patience.aborted) return { end: 'endless', detail: '' };
  if (error instanceof MediaRefusal) return { end: error.code, detail: error.detail };
  if (error instanceof MediaFault) return { end: `fault ${error.code}`, detail: error.message };
  return { end: 'crash', detail: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** Which outputs show the neighbour's colour over most of a picture: keyframes only, shrunk to 4 x 4. */
async function leaking(dir: string): Promise<string[]> {
  const names = (await readdir(dir)).filter((name) => /\.(mp4|jpg|png|webp)$/.test(name));
  const found = [];
  for (const name of names) {
    const args = ['-v', 'quiet', '-skip_frame', 'nokey', '-i', join(dir, name), '-map', '0:v'];
    const shrunk = [
      '-vf',
      'scale=4:4:flags=area,format=rgb24',
      '-fps_mode',
      'passthrough',
      '-f',
      'rawvideo',
      '-',
    ];
    const { stdout } = await promisify(execFile)('ffmpeg', [...args, ...shrunk], {
      encoding: 'buffer',
      maxBuffer: 2 ** 26,
    }).catch(() => ({ stdout: Buffer.alloc(0) }));
    if (showsNeighbour(stdout)) found.push(name);
  }
  return found;
}

const pixelsPerPicture = 16;

function showsNeighbour(rgb: Buffer): boolean {
  for (let at = 0; at < rgb.length; at += pixelsPerPicture * 3) {
    let alike = 0;
    for (let pixel = at; pixel < at + pixelsPerPicture * 3; pixel += 3)
      if (neighbourColour.every((value, n) => Math.abs(value - rgb[pixel + n]!) < 40)) alike += 1;
    if (alike > pixelsPerPicture / 2) return true;
  }
  return false;
}
