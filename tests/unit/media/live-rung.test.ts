import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeLive } from '../../../server/media/live-rung.ts';
import { parseSegments } from '../../../server/media/measure.ts';
import { probe } from '../../../server/media/probe.ts';
import { plan } from '../../../server/media/renditions.ts';
import { clip } from '../../helpers/clips.ts';
import { made, root } from './made.ts';

afterAll(async () => rm(await root(), { recursive: true }));

describe('a first rung', () => {
  it('is there to be watched in short segments, the first after a second, then is one file like the others', async () => {
    const { dir, live, renditions, info } = await made('clap');
    const last = live.at(-1);
    expect(last?.init).toBe('live-init.mp4');
    expect(last?.segments).toEqual(
      [1000, 1000, 2000, 2000].map((durationMs, n) => ({ file: `live-0000${n + 1}.m4s`, durationMs })),
    );
    for (const { segments } of live) expect(segments).toEqual(last?.segments.slice(0, segments.length));
    const { first } = plan(info);
    const declared = (first?.maxRate ?? 0) + (first?.audioRate ?? 0);
    expect(last?.rendition).toMatchObject({
      ...{ name: 'live', playlistFile: 'live.m3u8', durationMs: 6000, startOffsetMs: 0 },
      ...{ bandwidth: declared, codecs: renditions[0]?.codecs },
    });

    const playlist = await readFile(join(dir, renditions[0]?.playlistFile ?? ''), 'utf8');
    const entries = parseSegments(playlist);
    expect(entries.map(({ durationMs }) => durationMs)).toEqual([2000, 2000, 2000]);
    const end = entries.at(-1);
    expect((end?.offset ?? 0) + (end?.bytes ?? 0)).toBe((await stat(join(dir, '180.mp4'))).size);
    const bytes = await readFile(join(dir, '180.mp4'));
    for (const { offset } of entries) expect(bytes.toString('latin1', offset + 4, offset + 8)).toBe('moof');
    expect(playlist).toContain(`#EXT-X-MAP:URI="180.mp4",BYTERANGE="${entries[0]?.offset}@0"`);
  });

  it('names a segment only when all of it is there, and long before the end', async () => {
    const source = await clip('clap');
    const info = await probe(source);
    const { first } = plan(info);
    const dir = await mkdtemp(join(await root(), 'named-'));
    const seen: { complete: boolean; known: number }[] = [];
    const looking: Promise<void>[] = [];
    const look = async (files: string[]) => {
      const sizes = await Promise.all(files.map(async (file) => (await readFile(join(dir, file))).length));
      await new Promise((resolve) => setTimeout(resolve, 300));
      const later = await Promise.all(files.map(async (file) => (await stat(join(dir, file))).size));
      seen.push({ complete: sizes.every((size, n) => size > 0 && size === later[n]), known: files.length });
    };
    if (!first) throw new Error('a copy');
    await encodeLive(source, info, first, dir, {
      onSegments: ({ init, segments }) =>
        void looking.push(look([init, ...segments.map(({ file }) => file)])),
    });
    await Promise.all(looking);
    expect(seen.filter(({ complete }) => !complete)).toEqual([]);
    expect(Math.max(...seen.map(({ known }) => known))).toBe(5);
  });

  it('stops, and says why, when what is made of its segments fails', async () => {
    const source = await clip('clap');
    const info = await probe(source);
    const { first } = plan(info);
    if (!first) throw new Error('a copy');
    const failing = encodeLive(source, info, first, await mkdtemp(join(await root(), 'failing-')), {
      onSegments() {
        throw new Error('the store is full');
      },
    });
    await expect(failing).rejects.toThrow('the store is full');
  });
});
