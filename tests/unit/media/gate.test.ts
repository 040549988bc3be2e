import { describe, expect, it } from 'vitest';
import { gate, gateOutput } from '../../../server/media/gate.ts';
import { MediaRefusal, type RefusalCode } from '../../../server/media/refusal.ts';
import { sniff } from '../../../server/media/sniff.ts';
import { source } from './sources.ts';

function refusal(check: () => void): RefusalCode | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof MediaRefusal) return error.code;
    throw error;
  }
}

describe('the gate', () => {
  it("takes a phone's clip, 8K, and four hours to the millisecond", () => {
    expect(refusal(() => gate(source()))).toBe(null);
    expect(refusal(() => gate(source({ video: { width: 7680, height: 4320 } })))).toBe(null);
    expect(refusal(() => gate(source({ durationMs: 4 * 3600_000 })))).toBe(null);
    expect(refusal(() => gate(source({ bytes: 10 * 2 ** 30, durationMs: 600_000 })))).toBe(null);
  });

  it.each([
    ['codec_not_accepted', source({ video: { codec: 'magicyuv' } })],
    ['damaged', source({ video: { decodes: false } })],
    ['damaged', source({ video: { width: 0 } })],
    ['too_small', source({ video: { width: 640, height: 15 } })],
    ['too_large_picture', source({ video: { width: 7682, height: 400 } })],
    ['too_many_fps', source({ video: { avgFps: 240 } })],
    ['too_short', source({ durationMs: 40 })],
    ['too_long', source({ durationMs: 4 * 3600_000 + 1 })],
    ['damaged', source({ video: { avgFps: 0.01 } })],
    ['damaged', source({ video: { startMs: 61_000 } })],
    ['damaged', source({ bytes: 300_000, durationMs: 3 * 3600_000 })],
    ['damaged', source({ bytes: 2 ** 31, durationMs: 3000 })],
  ] as const)('says %s', (code, info) => {
    expect(refusal(() => gate(info))).toBe(code);
  });

  it('forgives a second of difference between promise and output, not half of the lesson', () => {
    expect(refusal(() => gateOutput(60_000, 58_900))).toBe(null);
    expect(refusal(() => gateOutput(3_600_000, 3_520_000))).toBe(null);
    expect(refusal(() => gateOutput(60_000, 30_000))).toBe('incomplete');
    expect(refusal(() => gateOutput(3000, 1500))).toBe('incomplete');
    expect(refusal(() => gateOutput(3000, 2600))).toBe(null);
    expect(refusal(() => gateOutput(1_000, 60_000))).toBe('damaged');
  });
});

describe('the first look', () => {
  const bytes = (...parts: (string | number[])[]) =>
    Buffer.concat(
      parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
    );
  const packets = (before: number) =>
    Buffer.concat(
      Array.from({ length: 5 }, () => Buffer.concat([Buffer.alloc(before), Buffer.alloc(188, 0x47)])),
    );

  it.each([
    ['mov', bytes([0, 0, 0, 32], 'ftypisom')],
    ['mov', bytes([0, 0, 0, 8], 'wide')],
    ['matroska', bytes([0x1a, 0x45, 0xdf, 0xa3])],
    ['avi', bytes('RIFF', [1, 2, 3, 4], 'AVI LIST')],
    ['empty', bytes()],
    ['playlist', bytes('#EXTM3U\n#EXTINF:5,\nother.mp4')],
    ['playlist', bytes([0xef, 0xbb, 0xbf], '\n ffconcat version 1.0\nfile other.mp4')],
    ['avchd', packets(0)],
    ['avchd', packets(4)],
    ['format_not_accepted', bytes('OggS')],
    ['format_not_accepted', bytes([0, 0, 1, 0xba])],
    ['no_video', bytes('ID3', [4, 0])],
    ['no_video', bytes('RIFF', [1, 2, 3, 4], 'WAVEfmt ')],
    ['not_video', bytes([0, 0, 0, 24], 'ftypheic')],
    ['not_video', bytes('%PDF-1.7')],
    ['not_video', bytes('una clase de fracciones')],
  ])('calls it %s', (found, head) => {
    expect(sniff(head)).toBe(found);
  });
});
