// Processor time of the ladder, against the same single command written by hand. Run: node scripts/bench/ladder.ts
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probe } from '../../server/media/probe.ts';
import { plan } from '../../server/media/renditions.ts';
import { encode } from '../../server/media/transcode.ts';
import { ffmpegByHand, median, benchClip } from './clip.ts';

const rounds = 3;
const dir = await mkdtemp(join(tmpdir(), 'bench-ladder-'));
const source = await benchClip(10);
const info = await probe(source);
const { ladder } = plan(info);

const rung = (height: number, maxRate: number, audioRate: number) => [
  ...['-map', `[v${height}]`, '-map', '0:a:0', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23'],
  ...[
    '-maxrate',
    `${maxRate}k`,
    '-bufsize',
    `${maxRate * 2}k`,
    '-force_key_frames',
    'expr:gte(t,n_forced*2)',
  ],
  ...['-sc_threshold', '0', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', `${audioRate}k`],
  ...['-f', 'hls', '-hls_time', '4', '-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4'],
  ...['-hls_flags', 'single_file', join(dir, `hand-${height}.m3u8`)],
];

const byHand = () =>
  ffmpegByHand([
    ...['-i', source, '-filter_complex'],
    '[0:v]split=3[a][b][c];[a]scale=1280:720[v720];[b]scale=854:480[v480];[c]scale=426:240[v240]',
    ...[...rung(720, 2500, 96), ...rung(480, 1200, 96), ...rung(240, 350, 48)],
  ]);

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
  const times = { hand: [] as number[], ours: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    times.hand.push(await spent(byHand));
    times.ours.push(await spent(() => encode(source, info, ladder, dir)));
  }
  const [hand, ours] = [median(times.hand), median(times.ours)];
  console.log(`720 + 480 + 240 of 10 s of 1080p, processor seconds, medians of ${rounds} alternating rounds`);
  console.log(`one ffmpeg command by hand   ${hand.toFixed(1)} s`);
  console.log(
    `encode()                     ${ours.toFixed(1)} s   (goal: at most 1.05 x = ${(hand * 1.05).toFixed(1)} s)`,
  );
  console.log(`ratio ${(ours / hand).toFixed(3)}, ${ours <= hand * 1.05 ? 'reached' : 'NOT reached'}`);
} finally {
  await rm(dir, { recursive: true });
}
