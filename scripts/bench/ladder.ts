// Processor time of the ladder, against the best single command written by hand and against one process per rung, as
// PeerTube does. All three make 720, 480 and 240 lines, without the sound alone and the storyboard.
// Run: node scripts/bench/ladder.ts [seconds] [rounds]
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probe } from '../../server/media/probe.ts';
import { plan } from '../../server/media/renditions.ts';
import { encode } from '../../server/media/transcode.ts';
import { ffmpegByHand, median, benchClip } from './clip.ts';

const [seconds = 30, rounds = 3] = process.argv.slice(2).map(Number);
const dir = await mkdtemp(join(tmpdir(), 'bench-ladder-'));
const source = await benchClip(seconds);
const info = await probe(source);
const { ladder } = plan(info);

const rung = (height: number, maxRate: number, audioRate: number) => [
  ...['-map', `[v${height}]`, '-map', '0:a:0', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23'],
  ...['-maxrate', `${maxRate}k`, '-bufsize', `${maxRate * 2}k`, '-sc_threshold', '0'],
  ...['-force_key_frames', 'expr:gte(t,n_forced*2)', '-pix_fmt', 'yuv420p'],
  ...['-c:a', 'aac', '-b:a', `${audioRate}k`, '-f', 'hls', '-hls_time', '4', '-hls_playlist_type', 'vod'],
  ...['-hls_segment_type', 'fmp4', '-hls_flags', 'single_file', join(dir, `hand-${height}.m3u8`)],
];
const rungs = [...rung(720, 2500, 96), ...rung(480, 1200, 96), ...rung(240, 350, 48)];
const downwards = (scale: (size: string) => string) =>
  `[0:v]${scale('1280:720')},split[v720][a];[a]${scale('854:480')},split[v480][b];[b]${scale('426:240')}[v240]`;
const byHand = (filters: string) => ffmpegByHand(['-i', source, '-filter_complex', filters, ...rungs]);

/** The command of PeerTube, from its published defaults, once per rung. */
async function byRung() {
  for (const height of [720, 480, 240])
    await ffmpegByHand([
      ...['-i', source, '-vf', `scale=-2:${height}`, '-c:v', 'libx264', '-preset', 'veryfast'],
      ...['-maxrate', '3M', '-bufsize', '6M', '-b_strategy', '1', '-bf', '16', '-g', '60'],
      ...['-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '128k', '-f', 'hls', '-hls_time', '4'],
      ...['-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4', '-hls_flags', 'single_file'],
      join(dir, `rung-${height}.m3u8`),
    ]);
}

const ways = {
  'encode()': () => encode(source, info, { rungs: ladder, sound: null, storyboard: false }, dir),
  'one command, each rung scaled from the source': () =>
    byHand('[0:v]split=3[a][b][c];[a]scale=1280:720[v720];[b]scale=854:480[v480];[c]scale=426:240[v240]'),
  'one command, each rung scaled from the one above': () => byHand(downwards((size) => `scale=${size}`)),
  'the same by zscale, as sharp as scale': () => byHand(downwards((size) => `zscale=${size}:filter=bicubic`)),
  'one process per rung': byRung,
} satisfies Record<string, () => Promise<unknown>>;

/** Processor seconds, user and system, of all children that have ended so far: fields 16 and 17 of /proc/self/stat. */
function childrenSeconds(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

async function spent(work: () => Promise<unknown>): Promise<number> {
  const before = childrenSeconds();
  await work();
  return childrenSeconds() - before;
}

try {
  const times = new Map<string, number[]>();
  for (let round = 0; round < rounds; round += 1)
    for (const [name, way] of Object.entries(ways))
      times.set(name, [...(times.get(name) ?? []), await spent(way)]);
  const [ours = NaN, ...others] = [...times.values()].map(median);

  console.log(
    `720 + 480 + 240 of ${seconds} s of 1080p, processor seconds, medians of ${rounds} alternating rounds`,
  );
  for (const [name, values] of times) console.log(`${name.padEnd(50)} ${median(values).toFixed(2)} s`);
  verdict('against the best single command', ours / Math.min(...others.slice(0, -1)), 1.03);
  verdict('against one process per rung', ours / (others.at(-1) ?? NaN), 0.75);
} finally {
  await rm(dir, { recursive: true });
}

function verdict(what: string, ratio: number, goal: number) {
  const reached = ratio <= goal ? 'reached' : 'NOT reached';
  console.log(`${what.padEnd(50)} ${ratio.toFixed(3)} (goal: at most ${goal}), ${reached}`);
}
