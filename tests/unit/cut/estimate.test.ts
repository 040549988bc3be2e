import { describe, expect, it } from 'vitest';
import {
  copyBytes,
  likelyLink,
  mayPay,
  refusalOf,
  shrinkPays,
  shrunkBytes,
} from '../../../web/src/lib/cut/estimate.ts';

const minute = 60_000;
const lesson = { bytes: 3e9, ms: 40 * minute };
const slow = { bytesPerSecond: 125_000, measured: true };
const fast = { bytesPerSecond: 12.5e6, measured: true };

describe('how fast a part will be sent', () => {
  it('is as fast as the last upload', () => {
    expect(likelyLink(250_000, 10)).toEqual({ bytesPerSecond: 250_000, measured: true });
  });

  it('is guessed below what the browser says of the way down, and never hopelessly slow', () => {
    expect(likelyLink(null, 10)).toEqual({ bytesPerSecond: 500_000, measured: false });
    expect(likelyLink(null, 0.05).bytesPerSecond).toBe(125_000);
  });

  it('is a school’s connection where nothing is known', () => {
    expect(likelyLink(null, undefined)).toEqual({ bytesPerSecond: 500_000, measured: false });
  });
});

describe('what five minutes out of forty weigh', () => {
  it('is an eighth by copy', () => {
    expect(copyBytes(lesson.bytes, lesson.ms, 5 * minute) / lesson.bytes).toBeCloseTo(0.125, 3);
  });

  it.each([8e6, 10e6, 17e6])('is at most 3 %% shrunk, of a recording at %d bit/s', (bitsPerSecond) => {
    const bytes = (bitsPerSecond * lesson.ms) / 8000;
    expect(shrunkBytes(bytes, lesson.ms, 5 * minute) / bytes).toBeLessThanOrEqual(0.03);
  });
});

describe('shrinking is offered', () => {
  const [copy, shrunk] = [375e6, 81e6];

  it('on a slow link, when this device encodes as fast as it plays', () => {
    expect(mayPay(copy, shrunk, slow)).toBe(true);
    expect(shrinkPays(copy, shrunk, slow, 300)).toBe(true);
  });

  it('not when encoding takes longer than what it saves', () => {
    expect(shrinkPays(copy, shrunk, slow, 2400)).toBe(false);
  });

  it('not on a fast link, where it is not even tried', () => {
    expect(mayPay(copy, shrunk, fast)).toBe(false);
    expect(shrinkPays(copy, shrunk, fast, 10)).toBe(false);
  });
});

describe('what would be refused is told before a byte is cut or sent', () => {
  const mib = 1024 ** 2;
  const storage = { usedBytes: 900 * mib, quotaBytes: 1000 * mib, maxEpisodeBytes: 500 * mib };

  it('a part larger than an episode may be', () => {
    expect(refusalOf(501 * mib, storage)).toEqual({ code: 'episode_too_large', params: { maxMb: 500 } });
  });

  it('a part that does not fit beside the club’s other videos', () => {
    expect(refusalOf(101 * mib, storage)).toEqual({ code: 'club_full', params: { freeMb: 100 } });
  });

  it('nothing of a part that fits', () => {
    expect(refusalOf(100 * mib, storage)).toBeNull();
  });
});
