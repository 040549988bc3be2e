import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../../web/src/lib/upload/fingerprint.ts';
import { Pace } from '../../../web/src/lib/upload/pace.ts';

const mib = 1024 * 1024;
const file = (bytes: number, change?: { at: number }) => {
  const content = new Uint8Array(bytes).map((_, at) => at % 251);
  if (change) content[change.at] = 255;
  return new File([content], 'VID_0412.mp4');
};

describe('recognising a file that is chosen again', () => {
  it('takes the same bytes for the same file, whatever its name', async () => {
    const renamed = new File([file(3 * mib)], 'otra cosa.mov');
    expect(await fingerprint(renamed)).toBe(await fingerprint(file(3 * mib)));
  });

  it.each([
    ['another size', file(3 * mib + 1)],
    ['another beginning', file(3 * mib, { at: 10 })],
    ['another end', file(3 * mib, { at: 3 * mib - 10 })],
  ])('takes %s for another file', async (_, other) => {
    expect(await fingerprint(other)).not.toBe(await fingerprint(file(3 * mib)));
  });

  it('reads a file shorter than what it looks at', async () => {
    expect(await fingerprint(file(12))).toMatch(/^12-/);
  });
});

describe('the pace of an upload', () => {
  it('says nothing in the first second', () => {
    const pace = new Pace();
    expect([pace.after(0, 0), pace.after(500_000, 900)]).toEqual([null, null]);
  });

  it('is bytes per second', () => {
    const pace = new Pace();
    pace.after(0, 0);
    expect(pace.after(4_000_000, 2000)).toBe(2_000_000);
  });

  it('forgets how it was long ago', () => {
    const pace = new Pace();
    for (let second = 0; second <= 20; second++) pace.after(second * 1_000_000, second * 1000);
    for (let second = 21; second <= 40; second++) pace.after(20_000_000 + (second - 20) * 100, second * 1000);
    expect(pace.after(20_002_100, 41_000)).toBeCloseTo(100, 0);
  });

  it('starts anew after a pause', () => {
    const pace = new Pace();
    pace.after(0, 0);
    pace.after(1_000_000, 1000);
    pace.restart();
    expect(pace.after(1_000_000, 600_000)).toBeNull();
  });
});
