import { describe, expect, it } from 'vitest';
import { canCopy, plan, rungFps } from '../../../server/media/renditions.ts';
import { source } from './sources.ts';

const names = (rungs: { name: string }[]) => rungs.map(({ name }) => name);

describe('the plan of renditions', () => {
  it('copies what browsers play and adds the sizes below', () => {
    const { copy, first, ladder } = plan(source());
    expect(copy).toEqual({ name: 'copy', audio: 'copy' });
    expect(first).toBe(null);
    expect(names(ladder)).toEqual(['720', '480', '240']);
    expect(ladder.map(({ width, height }) => `${width}x${height}`)).toEqual([
      '1280x720',
      '854x480',
      '426x240',
    ]);
  });

  it('makes no rung of the size that a copy already has', () => {
    expect(names(plan(source({ video: { width: 1280, height: 720 } })).ladder)).toEqual(['480', '240']);
    expect(names(plan(source({ video: { width: 426, height: 240 } })).ladder)).toEqual([]);
  });

  it.each([
    ['HEVC', { codec: 'hevc', profile: 'Main' }],
    ['10 bits', { profile: 'High 10', pixFmt: 'yuv420p10le' }],
    ['4:2:2', { profile: 'High 4:2:2', pixFmt: 'yuv422p' }],
    ['a rotation', { rotation: 90 }],
    ['non-square pixels', { squarePixels: false }],
    ['interlacing', { interlaced: true }],
    ['a start hidden by an edit list', { hiddenStart: true }],
    ['a picture that starts late', { startMs: 500 }],
    ['17 Mbit/s at 1080p', { bitrate: 17_000_000 }],
    ['120 frames a second', { avgFps: 120 }],
  ])('does not copy %s', (_, video) => {
    expect(canCopy(source({ video }))).toBe(false);
  });

  it('does not copy a part: what a copy takes along of its surroundings could be found', () => {
    expect(canCopy(source({ cut: { startMs: 2000, endMs: 4000 } }))).toBe(false);
    expect(plan(source({ cut: { startMs: 2000, endMs: 4000 } })).first?.name).toBe('480');
  });

  it('makes only something to see of a recording from which a part will be chosen', () => {
    const { copy, first, ladder, sound } = plan(source(), 'choose');
    expect({ copy, first, ladder, sound }).toEqual({
      ...{ copy: { name: 'copy', audio: 'copy' }, first: null },
      ...{ ladder: [], sound: null },
    });
    const foreign = plan(source({ video: { codec: 'hevc' } }), 'choose');
    expect([foreign.first?.name, foreign.ladder, foreign.sound]).toEqual(['480', [], null]);
  });

  it('adds the sound alone where there is some', () => {
    expect(plan(source()).sound).toEqual({ name: 'audio', audioRate: 48_000 });
    expect(plan(source({ audio: null })).sound).toBe(null);
  });

  it('does not trust the times of an AVI file', () => {
    expect(canCopy(source({ container: 'avi' }))).toBe(false);
  });

  it('copies 4K within four times the rate', () => {
    expect(canCopy(source({ video: { width: 3840, height: 2160, bitrate: 40_000_000 } }))).toBe(true);
  });

  it('encodes only the sound when only the sound is foreign', () => {
    expect(plan(source({ audio: { codec: 'amr_nb', profile: '' } })).copy?.audio).toBe('encode');
    expect(plan(source({ audio: { bitrate: 500_000 } })).copy?.audio).toBe('encode');
    expect(plan(source({ audio: null })).copy?.audio).toBe('none');
  });

  it('begins with 480 when nothing can be copied', () => {
    const { copy, first, ladder } = plan(source({ video: { codec: 'hevc' } }));
    expect(copy).toBe(null);
    expect(first?.name).toBe('480');
    expect(names(ladder)).toEqual(['720', '240']);
  });

  it('scales an upright picture by its short side', () => {
    const { first, ladder } = plan(source({ video: { width: 1080, height: 1920, rotation: 90 } }));
    expect([first, ...ladder].map((rung) => `${rung?.width}x${rung?.height}`)).toEqual([
      '480x854',
      '720x1280',
      '240x426',
    ]);
  });

  it.each([
    [1440, 1080, ['480', '720', '240']],
    [640, 360, ['360', '240']],
    [321, 243, ['242']],
    [160, 90, ['90']],
    [17, 17, ['16']],
  ])('never enlarges, and keeps both sides even: %i x %i', (width, height, expected) => {
    const { first, ladder } = plan(source({ video: { codec: 'vp9', width, height } }));
    const rungs = first ? [first, ...ladder] : ladder;
    expect(names(rungs)).toEqual(expected);
    for (const rung of rungs) {
      expect([rung.width % 2, rung.height % 2]).toEqual([0, 0]);
      expect(rung.width).toBeLessThanOrEqual(width);
      expect(rung.height).toBeLessThanOrEqual(height);
    }
  });

  it('gives the smallest picture the smallest sound, and none to a silent source', () => {
    expect(plan(source()).ladder.map(({ audioRate }) => audioRate)).toEqual([96_000, 96_000, 48_000]);
    expect(plan(source({ audio: null })).ladder.map(({ audioRate }) => audioRate)).toEqual([0, 0, 0]);
  });

  it.each([
    ['25', { num: 25, den: 1 }, 25, 25],
    ['29.97', { num: 30_000, den: 1001 }, 29.97, 30_000 / 1001],
    ['60, halved', { num: 60, den: 1 }, 60, 30],
    ['50, halved', { num: 50, den: 1 }, 50, 25],
    ['120, in four', { num: 120, den: 1 }, 120, 30],
    ['30, because it varies', { num: 90_000, den: 1 }, 28.4, 30],
    ['30, because nothing is known', null, 0, 30],
  ])('plays at %s', (_, base, avgFps, expected) => {
    const { num, den } = rungFps(base, avgFps);
    expect(num / den).toBeCloseTo(expected, 6);
  });
});
