import { execFile } from 'node:child_process';
import { openAsBlob } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BufferTarget } from 'mediabunny';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyPart } from '../../../web/src/lib/cut/copy.ts';
import { Moments } from '../../../web/src/lib/cut/moments.ts';
import type { Part } from '../../../web/src/lib/cut/part.ts';
import { openTracks, sameFamily } from '../../../web/src/lib/cut/tracks.ts';
import { clip, type ClipName, frameNumbers } from '../../helpers/clips.ts';

const run = promisify(execFile);
const watch = { signal: new AbortController().signal, onProgress: () => {} };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'video-club-cut-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Cuts the part nearest to what is wished, as the upload page does. */
async function cut(path: string, wished: Part) {
  const tracks = await openTracks(await openAsBlob(path));
  if (!tracks) throw new Error('not opened');
  const moments = new Moments(tracks.video, (await tracks.video.computeDuration()) * 1000);
  const part = { startMs: await moments.start(wished.startMs), endMs: await moments.end(wished.endMs) };
  const target = new BufferTarget();
  const format = await sameFamily(tracks);
  await copyPart(tracks, part, format, target, watch);
  tracks.input.dispose();
  const copy = join(folder, `${Math.random()}${format.fileExtension}`);
  await writeFile(copy, new Uint8Array(target.buffer ?? new ArrayBuffer()));
  return { part, copy };
}

async function probe(path: string) {
  const args = ['-v', 'error', '-show_format', '-show_streams', '-show_packets', '-of', 'json', path];
  const { stdout } = await run('ffprobe', args, { maxBuffer: 1e8 });
  return JSON.parse(stdout) as {
    format: { tags?: Record<string, string>; duration: string };
    streams: {
      codec_type: string;
      codec_name: string;
      tags?: Record<string, string>;
      side_data_list?: { rotation: number }[];
    }[];
    packets: { codec_type: string; pts_time: string; flags: string }[];
  };
}

describe('a part that is copied', () => {
  it.each<ClipName>(['frames', 'framesVp9'])(
    'of %s holds the frames of the part and no other',
    async (name) => {
      const { part, copy } = await cut(await clip(name), { startMs: 1900, endMs: 3790 });
      const frames = await frameNumbers(copy);
      const first = Math.round((part.startMs * 30) / 1000);
      const end = Math.round((part.endMs * 30) / 1000);
      expect(frames).toEqual(Array.from({ length: end - first }, (_, at) => first + at));
      const { packets } = await probe(copy);
      expect(packets.filter((packet) => packet.codec_type === 'video')).toHaveLength(end - first);
      expect(packets.filter(({ flags }) => flags.includes('D'))).toEqual([]);
    },
  );

  it('begins at the key frame nearest to the wish and ends no later than wished', async () => {
    const { part } = await cut(await clip('frames'), { startMs: 1900, endMs: 3790 });
    expect(part.startMs).toBe(2000);
    expect(part.endMs).toBeLessThanOrEqual(3790);
    expect(part.endMs).toBeGreaterThan(3790 - 200);
  });

  it('keeps its sound beside its picture', async () => {
    const { copy } = await cut(await clip('frames'), { startMs: 2000, endMs: 4000 });
    const { packets } = await probe(copy);
    const heard = packets
      .filter((packet) => packet.codec_type === 'audio')
      .map((packet) => Number(packet.pts_time));
    expect(heard[0]).toBeLessThan(0.025);
    expect(heard.at(-1)).toBeGreaterThan(1.9);
    expect(heard.at(-1)).toBeLessThan(2);
  });

  it('stays upright when the phone was held upright', async () => {
    const source = await clip('sideways');
    const { copy } = await cut(source, { startMs: 0, endMs: 2000 });
    const turn = async (path: string) => (await probe(path)).streams[0]?.side_data_list?.[0]?.rotation;
    expect(await turn(source)).toBeOneOf([90, -90]);
    expect(await turn(copy)).toBe(await turn(source));
  });

  it('takes along no place, no name, no chapter and no track besides picture and sound', async () => {
    const { copy } = await cut(await clip('tagged'), { startMs: 1000, endMs: 2500 });
    const { streams, format } = await probe(copy);
    expect(streams.map(({ codec_type }) => codec_type)).toEqual(['video', 'audio']);
    expect(JSON.stringify({ streams, format })).not.toMatch(/-33\.4|Ana|ISO6709|Lesson|01:02:03/);
  });

  it('leaves out the frames that lean on what comes before, where groups of pictures are open', async () => {
    const open = join(folder, 'open.mkv');
    const source = await clip('frames');
    const x265 = [
      '-c:v',
      'libx265',
      '-preset',
      'ultrafast',
      '-x265-params',
      'open-gop=1:keyint=30:bframes=3:log-level=none',
    ];
    await run('ffmpeg', ['-v', 'error', '-y', '-i', source, '-an', ...x265, open]);
    const { part, copy } = await cut(open, { startMs: 2000, endMs: 4100 });
    const frames = await frameNumbers(copy);
    expect(frames[0]).toBe(Math.round((part.startMs * 30) / 1000));
    expect(frames.at(-1)).toBe(Math.round((part.endMs * 30) / 1000) - 1);
    expect(new Set(frames).size).toBe(frames.length);
  });
});

it('what is no video is not opened', async () => {
  expect(await openTracks(new Blob(['#EXTM3U\nfile:///etc/passwd\n']))).toBeNull();
  expect(await openTracks(await openAsBlob(await clip('soundOnly')))).toBeNull();
});
