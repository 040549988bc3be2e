import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { clip, type ClipName } from '../../helpers/clips.ts';
import { fieldPictures, lights, look, made, root } from './made.ts';

afterAll(async () => rm(await root(), { recursive: true }));

/** The names of all media in a folder. */
const mediaIn = async (dir: string) =>
  (await readdir(dir)).filter((name) => /\.(mp4|m4s|jpg|m3u8|vtt)$/.test(name));

describe('what phones, cameras and browsers make', () => {
  // Level 3.1 is what the cheapest phones of the last ten years decode; a rung has 720 lines and 30 frames at most.
  it.each<[ClipName, string[], [number, number]]>([
    ['iphone', ['360', '240'], [360, 640]],
    ['sideways', ['240'], [240, 320]],
    ['hevc', ['360', '240'], [640, 360]],
    ['hdr', ['360', '240'], [640, 360]],
    ['hdrPq', ['360', '240'], [640, 360]],
    ['sixty', ['copy', '240'], [640, 360]],
    ['mono', ['copy'], [320, 240]],
    ['silent', ['copy'], [320, 240]],
    ['deafened', ['copy'], [320, 240]],
    ['odd', ['242'], [320, 242]],
    ['wideDots', ['288'], [524, 288]],
    ['fourByThree', ['480', '240'], [640, 480]],
    ['fourK', ['copy', '720', '480', '240'], [3840, 2160]],
    ['fields', ['240', '576'], [320, 240]],
    ['framesUneven', ['copy', '240'], [640, 360]],
    ['vp9InMp4', ['360', '240'], [640, 360]],
    ['recorded', ['360', '240'], [640, 360]],
  ])('%s comes out as H.264 that everything plays', async (name, names, [width, height]) => {
    const { dir, info, renditions, sound } = await made(name);
    expect(renditions.map((rendition) => rendition.name)).toEqual(names);
    expect(renditions[0]).toMatchObject({ width, height });
    expect(sound === undefined).toBe(info.audio === null);
    for (const rendition of renditions) {
      const { streams } = await look(join(dir, rendition.file));
      expect(streams.map((s) => s.codec_type)).toEqual(info.audio ? ['video', 'audio'] : ['video']);
      const [video, audio] = streams;
      expect(video).toMatchObject({
        ...{ codec_name: 'h264', codec_tag_string: 'avc1', pix_fmt: 'yuv420p', field_order: 'progressive' },
        ...{ width: rendition.width, height: rendition.height },
      });
      expect(video?.side_data_list).toBe(undefined);
      expect(['1:1', undefined]).toContain(video?.sample_aspect_ratio);
      if (audio) expect(audio).toMatchObject({ codec_name: 'aac', profile: 'LC', codec_tag_string: 'mp4a' });
      expect(rendition.codecs.endsWith('mp4a.40.2')).toBe(info.audio !== null);
      expect(Math.abs(rendition.durationMs - info.video.durationMs)).toBeLessThan(100);
      if (rendition.name === 'copy') continue;
      expect(Number(video?.level)).toBeLessThanOrEqual(31);
      expect(video).toMatchObject({ profile: 'High', sample_aspect_ratio: '1:1' });
      expect(rendition.fps).toBeLessThanOrEqual(30.5);
      expect(video?.r_frame_rate).toBe(video?.avg_frame_rate);
    }
  });

  it('says that a sound track was left out because nothing decodes it', async () => {
    expect((await made('deafened')).info).toMatchObject({ audio: null, audioDropped: true });
  });

  it.each<ClipName>(['hdr', 'hdrPq'])(
    '%s is mapped to what every screen shows, and keeps its light',
    async (name) => {
      const { dir } = await made(name);
      const bt709 = { color_transfer: 'bt709', color_space: 'bt709', color_range: 'tv' };
      for (const file of ['360.mp4', '240.mp4'])
        expect((await look(join(dir, file))).streams[0]).toMatchObject(bt709);
      const [light = 0] = await lights(join(dir, '360.mp4'));
      expect(light).toBeGreaterThan(40);
      expect(light).toBeLessThan(215);
    },
  );

  it.each<ClipName>(['tagged', 'iphone'])(
    '%s loses place, owner, time code, chapters and data',
    async (name) => {
      const { dir, live } = await made(name);
      const secrets = /33\.4489|70\.6693|AnaRivas|Lesson|01:02:03|quicktime|mebx|tmcd|Exif/;
      const media = await mediaIn(dir);
      expect(media).toEqual(expect.arrayContaining(['audio.mp4', 'poster.jpg', 'storyboard.jpg']));
      expect(media.includes('live-00001.m4s')).toBe(live.length > 0);
      for (const file of media) expect(await readFile(join(dir, file), 'latin1')).not.toMatch(secrets);
      for (const file of media.filter((path) => /^(?!live).*(mp4|jpg)$/.test(path))) {
        const { format, streams, chapters } = await look(join(dir, file));
        const tags = [format.tags ?? {}, ...streams.map((s) => s.tags ?? {})];
        const named = tags.map(({ encoder, handler_name, vendor_id, language, ...others }) => {
          expect(encoder ?? 'Lavf').toMatch(/^Lav[fc]/);
          expect(handler_name ?? 'VideoHandler').toMatch(/^(Video|Sound)Handler$/);
          expect([language ?? 'und', vendor_id ?? '[0][0][0][0]']).toEqual(['und', '[0][0][0][0]']);
          return Object.keys(others).filter((key) => !/brand|minor_version/.test(key));
        });
        expect(named.flat()).toEqual([]);
        expect(chapters).toEqual([]);
        expect(streams.every((s) => ['video', 'audio'].includes(String(s.codec_type)))).toBe(true);
      }
    },
  );

  it('makes whole pictures of fields, without the combs of what moved between them', async () => {
    const { dir } = await made('fields');
    expect((await look(join(dir, '576.mp4'))).streams[0]).toMatchObject({ avg_frame_rate: '25/1' });
    const combed = await fieldPictures(await clip('fields'));
    expect(combed.interlaced).toBeGreaterThan(combed.progressive);
    const made576 = await fieldPictures(join(dir, '576.mp4'));
    expect(made576.progressive).toBeGreaterThan(made576.interlaced * 5);
  });
});
