import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gate } from '../../../server/media/gate.ts';
import { probe } from '../../../server/media/probe.ts';
import { clip, type ClipName } from '../../helpers/clips.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'probe-'));
});
afterAll(() => rm(dir, { recursive: true }));

/** What becomes of a file: described and let through, or refused. */
const examined = async (path: string) => {
  const info = await probe(path);
  gate(info);
  return info;
};
const written = async (name: string, content: string | Buffer) => {
  const path = join(dir, name);
  await writeFile(path, content);
  return path;
};

describe('probing what phones, cameras and browsers make', () => {
  it("describes a phone's clip", async () => {
    expect(await examined(await clip('phone'))).toMatchObject({
      container: 'mov',
      durationMs: 3000,
      video: {
        codec: 'h264',
        pixFmt: 'yuv420p',
        width: 1280,
        height: 720,
        rotation: 0,
        avgFps: 30,
        hdr: false,
      },
      audio: { codec: 'aac', channels: 2, sampleRate: 48_000 },
      audioDropped: false,
    });
  });

  it('sees an upright picture as upright', async () => {
    const { video } = await examined(await clip('sideways'));
    expect(video).toMatchObject({ width: 240, height: 320, rotation: 90 });
  });

  it('sees non-square pixels as they are shown', async () => {
    const { video } = await examined(await clip('wideDots'));
    expect(video).toMatchObject({ width: 524, height: 288, squarePixels: false });
  });

  it('recognises HDR, 60 frames a second, mono, silence, odd sides', async () => {
    expect((await examined(await clip('hdr'))).video).toMatchObject({ hdr: true, transfer: 'arib-std-b67' });
    expect((await examined(await clip('sixty'))).video.avgFps).toBe(60);
    expect((await examined(await clip('mono'))).audio?.channels).toBe(1);
    expect((await examined(await clip('silent'))).audio).toBe(null);
    expect((await examined(await clip('odd'))).video).toMatchObject({ width: 321, height: 243 });
  });

  it('measures the duration of a recording whose header has none', async () => {
    const { durationMs, video, container } = await examined(await clip('recorded'));
    expect(container).toBe('matroska');
    expect(Math.abs(durationMs - 3000)).toBeLessThan(50);
    expect(video.avgFps).toBeCloseTo(30, 0);
  });

  it('goes on without a sound track that no decoder understands, and says so', async () => {
    expect(await examined(await clip('deafened'))).toMatchObject({ audio: null, audioDropped: true });
  });

  it('is not put off by subtitles, time code and chapters', async () => {
    expect(await examined(await clip('tagged'))).toMatchObject({
      video: { decodes: true },
      audio: { codec: 'aac' },
    });
  });
});

describe('probing what is no video', () => {
  it.each<[string, ClipName]>([
    ['no_video', 'soundOnly'],
    ['no_video', 'coverArt'],
    ['no_video', 'coverArtM4a'],
    ['damaged', 'headless'],
    ['damaged', 'noise'],
    ['avchd', 'avchd'],
    ['format_not_accepted', 'windows'],
    ['not_video', 'picture'],
    ['codec_not_accepted', 'unlisted'],
    ['too_small', 'tiny'],
    ['too_short', 'blink'],
    ['too_many_fps', 'fast'],
  ])('says %s of %s', async (code, name) => {
    await expect(examined(await clip(name))).rejects.toMatchObject({ name: 'MediaRefusal', code });
  });

  it('says what is wrong with nothing, a text, and zeros', async () => {
    await expect(examined(await written('a.mp4', ''))).rejects.toMatchObject({ code: 'empty' });
    await expect(examined(await written('b.mp4', 'Hola.'))).rejects.toMatchObject({ code: 'not_video' });
    await expect(examined(await written('c.mp4', Buffer.alloc(5000)))).rejects.toMatchObject({
      code: 'not_video',
    });
  });

  it('says damaged of a name that promises and nothing behind it', async () => {
    const hollow = Buffer.concat([Buffer.from('00000018667479706d703432', 'hex'), Buffer.alloc(3000, 7)]);
    await expect(examined(await written('d.mp4', hollow))).rejects.toMatchObject({ code: 'damaged' });
  });

  it('opens neither the files beside a playlist named .mp4 nor the address in it', async () => {
    await copyFile(await clip('silent'), join(dir, 'neighbour.mp4'));
    let visits = 0;
    const canary = createServer((_, response) => {
      visits += 1;
      response.end();
    }).listen(0, '127.0.0.1');
    await new Promise((ready) => canary.once('listening', ready));
    const { port } = canary.address() as AddressInfo;
    const lists = [
      '#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:3,\nneighbour.mp4\n#EXT-X-ENDLIST\n',
      `#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:3,\nhttp://127.0.0.1:${port}/a.mp4\n#EXT-X-ENDLIST\n`,
      'ffconcat version 1.0\nfile neighbour.mp4\n',
    ];
    for (const list of lists) {
      await expect(examined(await written('list.mp4', list))).rejects.toMatchObject({ code: 'playlist' });
    }
    canary.close();
    expect(visits).toBe(0);
  });

  it('leaves a missing file to the operator: that is no refusal', async () => {
    await expect(probe(join(dir, 'gone.mp4'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('stops at once when told to', async () => {
    const stop = AbortSignal.abort(new Error('enough'));
    await expect(probe(await clip('phone'), stop)).rejects.toThrow('enough');
  });
});
