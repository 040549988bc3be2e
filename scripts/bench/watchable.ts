// How soon a phone's clip can be watched, against the bare stream copy that bounds it. Run: node scripts/bench/watchable.ts
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gate } from '../../server/media/gate.ts';
import { probe } from '../../server/media/probe.ts';
import { plan } from '../../server/media/renditions.ts';
import { copyToHls } from '../../server/media/transcode.ts';
import { ffmpegByHand, median, benchClip } from './clip.ts';

const rounds = 7;
const dir = await mkdtemp(join(tmpdir(), 'bench-watchable-'));
const source = await benchClip(60);

const bare = () =>
  ffmpegByHand([
    ...['-i', source, '-c', 'copy', '-f', 'hls', '-hls_time', '4', '-hls_playlist_type', 'vod'],
    ...['-hls_segment_type', 'fmp4', '-hls_flags', 'single_file', join(dir, 'bare.m3u8')],
  ]);

const ours = async () => {
  const info = await probe(source);
  gate(info);
  const { copy } = plan(info);
  if (!copy) throw new Error('the clip was not copied');
  await copyToHls(source, info, copy, dir);
};

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

try {
  await bare(); // the disk cache is warm for both
  const times = { bare: [] as number[], ours: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    times.bare.push(await seconds(bare));
    times.ours.push(await seconds(ours));
  }
  const [bareMedian, oursMedian] = [median(times.bare), median(times.ours)];
  const goal = 1.5 * bareMedian + 1;
  console.log(`60 s of H.264 1080p, medians of ${rounds} alternating rounds`);
  console.log(`bare ffmpeg -c copy        ${bareMedian.toFixed(2)} s`);
  console.log(
    `probe + gate + copyToHls   ${oursMedian.toFixed(2)} s   (goal: at most 1.5 x bare + 1 s = ${goal.toFixed(2)} s)`,
  );
  console.log(oursMedian <= goal ? 'reached' : 'NOT reached');
} finally {
  await rm(dir, { recursive: true });
}
