import { describe, expect, test } from 'vitest';
import { causeOf, isEnough } from '../../../web/src/lib/room/asking-rules.ts';
import { boxAround, boxBetween, movedBox, resizedBox } from '../../../web/src/lib/room/box.ts';
import { mentionAt, mentionsIn, peopleLike, withMention } from '../../../web/src/lib/room/mentions.ts';
import { beganAt, endedAt, meantMs } from '../../../web/src/lib/room/moment.ts';
import { toggled } from '../../../web/src/lib/room/toggled.ts';

describe('the moment of a comment', () => {
  test('is a reaction time before the first letter while the video plays, and never before the beginning', () => {
    expect(meantMs(10_000, 0, 1000)).toBe(9000);
    expect(meantMs(400, 0, 1000)).toBe(0);
  });

  test('is earlier too when the video was stopped just before writing', () => {
    expect(meantMs(10_000, 700, 1000)).toBe(9000);
  });

  test('is the frame that is looked at, once the video has stood still for longer', () => {
    expect(meantMs(10_000, 1001, 1000)).toBe(10_000);
    expect(meantMs(10_000, Infinity, 0)).toBe(10_000);
  });

  test('becomes a range by an end, in either direction', () => {
    expect(endedAt(8000, { atMs: 5000, endMs: null })).toEqual({ atMs: 5000, endMs: 8000 });
    expect(endedAt(2000, { atMs: 5000, endMs: 9000 })).toEqual({ atMs: 2000, endMs: 5000 });
    expect(endedAt(5000, { atMs: 5000, endMs: 9000 })).toEqual({ atMs: 5000, endMs: null });
  });

  test('ends what just passed when nothing was begun', () => {
    expect(endedAt(8000, { atMs: null, endMs: null })).toEqual({ atMs: 3000, endMs: 8000 });
    expect(endedAt(2000, { atMs: null, endMs: null })).toEqual({ atMs: 0, endMs: 2000 });
  });

  test('begins anew without losing an end that still comes after it', () => {
    expect(beganAt(4000, { atMs: 1000, endMs: 9000 })).toEqual({ atMs: 4000, endMs: 9000 });
    expect(beganAt(9000, { atMs: 1000, endMs: 9000 })).toEqual({ atMs: 9000, endMs: null });
  });
});

describe('asking what was seen or heard', () => {
  const never = () => false;
  const always = () => true;

  test('is worth it for what is marked an impression, whatever its words', () => {
    expect(causeOf({ what: null, how: 'judgment' }, never)).toBe('marked');
  });

  test('is worth it for words that only judge, unless they are marked as seen or heard', () => {
    expect(causeOf({ what: 'teaching', how: null }, always)).toBe('words');
    expect(causeOf({ what: null, how: 'evidence' }, always)).toBeNull();
    expect(causeOf({ what: null, how: null }, never)).toBeNull();
  });

  test('ends after three times in six hours, and begins again later', () => {
    const hour = 3_600_000;
    const past = { shownAt: [0, hour, 2 * hour], notOn: null };
    expect(isEnough({ ...past, shownAt: [0, hour] }, 3 * hour, '2026-03-02')).toBe(false);
    expect(isEnough(past, 3 * hour, '2026-03-02')).toBe(true);
    expect(isEnough(past, 6 * hour + 1, '2026-03-02')).toBe(false);
  });

  test('ends for the day on which it was refused', () => {
    expect(isEnough({ shownAt: [], notOn: '2026-03-02' }, 0, '2026-03-02')).toBe(true);
    expect(isEnough({ shownAt: [], notOn: '2026-03-02' }, 0, '2026-03-03')).toBe(false);
  });
});

describe('naming somebody', () => {
  const people = [
    { id: 'ana', name: 'Ana Riquelme' },
    { id: 'jose', name: 'José Ñanco' },
    { id: 'other', name: 'Ana Riquelme Soto' },
    { id: 'namesake', name: 'José Ñanco' },
  ];

  test('begins at an @ that begins a word, and goes on over the parts of a name', () => {
    expect(mentionAt('¿Lo vio @an', 11)).toEqual({ from: 8, query: 'an' });
    expect(mentionAt('@Ana Riq', 8)).toEqual({ from: 0, query: 'Ana Riq' });
    expect(mentionAt('ana@escuela', 11)).toBeNull();
    expect(mentionAt('@Ana Riq', 2)).toEqual({ from: 0, query: 'A' });
    expect(mentionAt('@Ana, mire', 10)).toBeNull();
  });

  test('finds by any part of a name, with or without accents', () => {
    expect(peopleLike(people, 'jose').map(({ id }) => id)).toEqual(['jose', 'namesake']);
    expect(peopleLike(people, 'ñan').map(({ id }) => id)).toEqual(['jose', 'namesake']);
    expect(peopleLike(people, 'iquelme')).toEqual([]);
    expect(peopleLike(people, 'Ana Riquelme ').map(({ id }) => id)).toEqual(['other']);
  });

  test('puts the whole name in its place and the caret after it', () => {
    expect(withMention('Mire, @an y diga', 6, 9, 'Ana Riquelme')).toEqual({
      text: 'Mire, @Ana Riquelme y diga',
      caret: 20,
    });
  });

  test('names the one whose whole name is written, of two the longer, and namesakes both', () => {
    expect(mentionsIn('@Ana Riquelme, mire', people)).toEqual(['ana']);
    expect(mentionsIn('@Ana Riquelme Soto y @ana riquelme', people)).toEqual(['other', 'ana']);
    expect(mentionsIn('@José Ñanco', people)).toEqual(['jose', 'namesake']);
  });

  test('names nobody in words that were deleted, cut short or run on', () => {
    expect(mentionsIn('@Ana Riquel', people)).toEqual([]);
    expect(mentionsIn('Ana Riquelme', people)).toEqual([]);
    expect(mentionsIn('@Ana Riquelmena', people)).toEqual([]);
  });
});

describe('a box on the picture', () => {
  test('goes from corner to corner in any direction, and not over the edge', () => {
    const box = boxBetween({ x: 0.75, y: 1.4 }, { x: 0.25, y: 0.5 });
    expect(box).toEqual({ x: 0.25, y: 0.5, width: 0.5, height: 0.5 });
  });

  test('is of a usual size around a mere press, whole within the picture', () => {
    expect(boxBetween({ x: 0.5, y: 0.5 }, { x: 0.505, y: 0.5 })).toEqual(boxAround({ x: 0.5, y: 0.5 }));
    expect(boxAround({ x: 1, y: 0 })).toEqual({ x: 0.75, y: 0, width: 0.25, height: 0.25 });
  });

  test('stays within the picture however it is moved or stretched', () => {
    const box = boxAround({ x: 0.5, y: 0.5 });
    expect(movedBox(box, { x: 2, y: -2 })).toMatchObject({ x: 0.75, y: 0 });
    const { x, width, y, height } = resizedBox(box, { x: 2, y: -2 });
    expect(x + width).toBe(1);
    expect(y + height).toBeLessThanOrEqual(1);
    expect(height).toBeGreaterThan(0);
  });
});

test('the same mark again takes it away, and leaves the other axis', () => {
  const both = { what: 'learning', how: 'evidence' } as const;
  expect(toggled(both, { what: 'learning' })).toEqual({ what: null, how: 'evidence' });
  expect(toggled(both, { what: 'teaching' })).toEqual({ what: 'teaching', how: 'evidence' });
});
