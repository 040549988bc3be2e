import { describe, expect, it } from 'vitest';
import { livePlaylist, masterPlaylist, type Rendition, segmentsOf } from '../../../server/media/hls.ts';
import { measureBandwidth, parseSegments } from '../../../server/media/measure.ts';

const segment = (durationMs: number, bytes: number) => ({ durationMs, bytes, offset: 0 });

const rendition = (name: string, bandwidth: number): Rendition => ({
  name,
  file: `${name}.mp4`,
  playlistFile: `${name}.m3u8`,
  bytes: 1,
  width: 854,
  height: 480,
  fps: 29.97,
  durationMs: 60_000,
  startOffsetMs: 0,
  bandwidth,
  averageBandwidth: bandwidth / 2,
  codecs: 'avc1.64001f,mp4a.40.2',
});

describe('playlists', () => {
  it('reads byte ranges as ffmpeg writes them', () => {
    const text =
      '#EXTM3U\n#EXTINF:4.000000,\n#EXT-X-BYTERANGE:500@100\na.mp4\n#EXTINF:1.5,\n#EXT-X-BYTERANGE:20@600\na.mp4\n';
    expect(parseSegments(text)).toEqual([
      { durationMs: 4000, bytes: 500, offset: 100 },
      { durationMs: 1500, bytes: 20, offset: 600 },
    ]);
  });

  it('puts fragments together, fewer in the first four seconds, and cuts all renditions alike', () => {
    const cut = (...lengths: number[]) =>
      segmentsOf(lengths.map((durationMs) => segment(durationMs, 10))).map(({ durationMs }) => durationMs);
    expect(cut(2000, 2000, 2000, 2000, 2000, 500)).toEqual([2000, 2000, 4000, 2500]);
    expect(cut(1000, 1000, 2000, 2000, 2000)).toEqual([2000, 2000, 4000]);
    expect(cut(2002, 2002, 2002, 2002)).toEqual([2002, 2002, 4004]);
    expect(cut(8000, 8000, 100)).toEqual([8000, 8000, 100]);
    expect(cut()).toEqual([]);
    const fragments = [2, 3, 4, 5].map((bytes, n) => ({ durationMs: 2000, bytes, offset: 100 + n }));
    expect(segmentsOf(fragments)).toEqual([
      { durationMs: 2000, bytes: 2, offset: 100 },
      { durationMs: 2000, bytes: 3, offset: 101 },
      { durationMs: 4000, bytes: 9, offset: 102 },
    ]);
    expect(segmentsOf(segmentsOf(fragments))).toEqual(segmentsOf(fragments));
  });

  it('measures the peak over whole segments, not over a scrap at the end', () => {
    const { bandwidth, averageBandwidth } = measureBandwidth([
      segment(4000, 500_000),
      segment(4000, 1_000_000),
      segment(40, 100_000),
    ]);
    expect(bandwidth).toBe(Math.ceil((1_100_000 * 8000) / 4040));
    expect(averageBandwidth).toBe(Math.ceil((1_600_000 * 8000) / 8040));
  });

  it('knows the rate of a clip of a single segment', () => {
    expect(measureBandwidth([segment(2000, 250_000)])).toEqual({
      bandwidth: 1_000_000,
      averageBandwidth: 1_000_000,
    });
  });

  it('starts with the best that a modest link carries, then goes upwards', () => {
    const master = masterPlaylist([
      rendition('copy', 9e6),
      rendition('240', 3e5),
      rendition('480', 1e6),
      rendition('720', 2e6),
    ]);
    expect(master.split('\n').filter((line) => line.endsWith('.m3u8'))).toEqual([
      '480.m3u8',
      '240.m3u8',
      '720.m3u8',
      'copy.m3u8',
    ]);
    expect(master).toContain(
      '#EXT-X-STREAM-INF:BANDWIDTH=1000000,AVERAGE-BANDWIDTH=500000,CODECS="avc1.64001f,mp4a.40.2",' +
        'RESOLUTION=854x480,FRAME-RATE=29.970\n480.m3u8',
    );
  });

  it('leaves the sound alone out of the choice: nobody should lose the picture by it', () => {
    expect(masterPlaylist([rendition('audio', 50_000), rendition('240', 3e5)])).not.toContain('audio');
  });

  it('tells a player that comes late to begin at the beginning, until there is an end', () => {
    const segments = [
      { file: 'live-00001.m4s', durationMs: 2002 },
      { file: 'live-00002.m4s', durationMs: 1968.6 },
    ];
    const lines = [
      ...['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-TARGETDURATION:2', '#EXT-X-MEDIA-SEQUENCE:1'],
      ...['#EXT-X-PLAYLIST-TYPE:EVENT', '#EXT-X-INDEPENDENT-SEGMENTS', '#EXT-X-START:TIME-OFFSET=0'],
      ...['#EXT-X-MAP:URI="live-init.mp4"', '#EXTINF:2.002000,', 'live-00001.m4s'],
      ...['#EXTINF:1.968600,', 'live-00002.m4s', ''],
    ];
    expect(livePlaylist(segments, { ended: false }).split('\n')).toEqual(lines);
    expect(livePlaylist(segments, { ended: true })).toBe(`${lines.join('\n')}#EXT-X-ENDLIST\n`);
  });

  it('does not change its target duration while it grows', () => {
    const target = (durations: number[]) =>
      /TARGETDURATION:(\d+)/.exec(
        livePlaylist(
          durations.map((durationMs) => ({ file: 'a', durationMs })),
          { ended: false },
        ),
      )?.[1];
    expect([target([]), target([400]), target([2000, 2040])]).toEqual(['2', '2', '2']);
  });
});
