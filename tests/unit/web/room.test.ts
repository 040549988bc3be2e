import { describe, expect, test } from 'vitest';
import { isFound, linesWith, matches } from '../../../web/src/lib/room/filters.ts';
import { density, pinSize, placePins, toMs, toX } from '../../../web/src/lib/room/pins.ts';
import { neighbour, type Shown, threadAt, threadsOf } from '../../../web/src/lib/room/threads.ts';

const nobody = { what: null, how: null } as const;
let written = 0;

function comment(given: Partial<Shown> & { id: string }): Shown {
  written += 1;
  return {
    episodeId: 'e',
    parentId: null,
    author: { id: 'ana', name: 'Ana Riquelme' },
    authorRole: 'teacher',
    mine: false,
    atMs: 0,
    endMs: null,
    text: 'E4 cuenta con los dedos.',
    deleted: false,
    codes: nobody,
    howHidden: false,
    meeting: null,
    phase: null,
    version: 1,
    ...{ box: null, quote: null, mentions: [], onlyMine: false, independent: false },
    ...{ practice: null, move: null, splitFromId: null },
    createdAt: new Date(1_700_000_000_000 + written * 1000).toISOString(),
    editedAt: null,
    ...given,
  };
}

const ids = (threads: ReturnType<typeof threadsOf>) => threads.map((thread) => thread.comment.id);

describe('threads', () => {
  test('stand in video order, and those of one moment in the order of writing', () => {
    const threads = threadsOf([
      comment({ id: 'late', atMs: 9000 }),
      comment({ id: 'first', atMs: 1000 }),
      comment({ id: 'second', atMs: 1000 }),
    ]);
    expect(ids(threads)).toEqual(['first', 'second', 'late']);
  });

  test('hold their replies in the order of writing, whenever those arrived', () => {
    const early = comment({ id: 'r1', parentId: 'c' });
    const late = comment({ id: 'r2', parentId: 'c' });
    const [thread] = threadsOf([late, early, comment({ id: 'c' })]);
    expect(thread?.replies.map(({ id }) => id)).toEqual(['r1', 'r2']);
  });

  test('in which nothing changed are the same objects as before', () => {
    const [one, two, reply] = [
      comment({ id: 'one' }),
      comment({ id: 'two' }),
      comment({ id: 'r', parentId: 'two' }),
    ];
    const before = threadsOf([one, two]);
    const after = threadsOf([one, two, reply], before);
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
  });

  test('leave out a reply whose comment is not there', () => {
    expect(threadsOf([comment({ id: 'r', parentId: 'gone' })])).toEqual([]);
  });

  test('the one on screen is the last begun of those that cover the moment', () => {
    const threads = threadsOf([
      comment({ id: 'range', atMs: 0, endMs: 60_000 }),
      comment({ id: 'point', atMs: 10_000 }),
    ]);
    expect(threadAt(threads, 11_000)?.comment.id).toBe('point');
    expect(threadAt(threads, 30_000)?.comment.id).toBe('range');
    expect(threadAt(threads, 60_000)).toBeUndefined();
  });

  test('a deleted comment is never the one on screen', () => {
    const threads = threadsOf([comment({ id: 'c', deleted: true })]);
    expect(threadAt(threads, 0)).toBeUndefined();
  });

  test('the next and the one before pass over the moment itself', () => {
    const threads = threadsOf([1, 2, 3].map((s) => comment({ id: `${s}`, atMs: s * 1000 })));
    expect(neighbour(threads, 2000, 1)?.comment.id).toBe('3');
    expect(neighbour(threads, 2000, -1)?.comment.id).toBe('1');
    expect(neighbour(threads, 3000, 1)).toBeUndefined();
  });
});

describe('filters', () => {
  const none = new Set<string>();

  test('find one’s own reply under the comment of another', () => {
    const [thread] = threadsOf([comment({ id: 'c' }), comment({ id: 'r', parentId: 'c', mine: true })]);
    expect(thread && matches(thread, 'mine', none)).toBe(true);
  });

  test('never call a comment unmarked whose mark is hidden from the reader', () => {
    const unmarked = threadsOf([comment({ id: 'c', howHidden: true })])[0];
    const known = threadsOf([comment({ id: 'c' })])[0];
    expect(unmarked && matches(unmarked, 'uncoded', none)).toBe(false);
    expect(known && matches(known, 'uncoded', none)).toBe(true);
  });

  test('do not count a deleted comment as one’s own or as unmarked', () => {
    const thread = threadsOf([comment({ id: 'c', mine: true, deleted: true })])[0];
    expect(thread && (['mine', 'uncoded'] as const).map((filter) => matches(thread, filter, none))).toEqual([
      false,
      false,
    ]);
  });
});

describe('finding', () => {
  const [thread] = threadsOf([
    comment({ id: 'c', text: 'E4 dobló el papel en TRES.' }),
    comment({ id: 'r', parentId: 'c', text: '¿Y después?', author: { id: 'eva', name: 'Eva' } }),
  ]);
  const finds = (personId: string, words: string) => thread && isFound(thread, personId, words);

  test('does not mind accents, capitals or the order of words', () => {
    expect(finds('', 'tres doblo')).toBe(true);
    expect(finds('', 'Después')).toBe(true);
    expect(finds('', 'doblo mitad')).toBe(false);
  });

  test('looks for words in what the person wrote, not in the whole thread', () => {
    expect(finds('eva', '')).toBe(true);
    expect(finds('eva', 'después')).toBe(true);
    expect(finds('eva', 'papel')).toBe(false);
  });

  test('looks into the line of the captions that a comment quotes', () => {
    const [quoting] = threadsOf([comment({ id: 'q', quote: 'Ahora doblen la hoja' })]);
    expect(quoting && isFound(quoting, '', 'hoja')).toBe(true);
  });

  test('among captions gives no line when nothing is searched', () => {
    const cues = [{ startMs: 0, lines: ['Ahora doblen', 'la hoja'] }];
    expect(linesWith(cues, ' ')).toEqual([]);
    expect(linesWith(cues, 'doblen hoja')).toEqual(cues);
  });
});

describe('new ones', () => {
  const fresh = new Set(['r']);
  const [thread] = threadsOf([comment({ id: 'c' }), comment({ id: 'r', parentId: 'c' })]);

  test('are found by a reply too', () => {
    expect(thread && matches(thread, 'new', fresh)).toBe(true);
    expect(thread && matches(thread, 'new', new Set())).toBe(false);
  });
});

describe('pins', () => {
  const at = (id: string, atMs: number, endMs: number | null = null) => ({ id, atMs, endMs, codes: nobody });

  test('stay within the line at both ends', () => {
    const pins = placePins([at('a', 0), at('z', 60_000)], 60_000, 300);
    expect(pins.map(({ x }) => x)).toEqual([pinSize / 2, 300 - pinSize / 2]);
  });

  test('of neighbours go to rows of their own, so that both are seen', () => {
    const pins = placePins([at('a', 1000), at('b', 1100), at('c', 1200)], 60_000, 600);
    expect(pins.map(({ row }) => row)).toEqual([0, 1, 2]);
  });

  test('become one when no row has room, and no comment is lost', () => {
    const many = Array.from({ length: 500 }, (_, n) => at(`${n}`, n * 100));
    const pins = placePins(many, 50_000, 320);
    expect(pins.length).toBeLessThan(100);
    expect(pins.flatMap((pin) => pin.ids).toSorted()).toEqual(many.map(({ id }) => id).toSorted());
  });

  test('never touch another pin of their row', () => {
    const pins = placePins(
      Array.from({ length: 80 }, (_, n) => at(`${n}`, n * 700, n % 3 ? null : n * 700 + 4000)),
      60_000,
      800,
    );
    for (const row of [0, 1, 2]) {
      const xs = pins.filter((pin) => pin.row === row).map(({ x }) => x);
      for (const [n, x] of xs.slice(1).entries()) expect(x - (xs[n] ?? 0)).toBeGreaterThanOrEqual(pinSize);
    }
  });

  test('of an episode whose length is not known are none', () => {
    expect(placePins([at('a', 0)], 0, 300)).toEqual([]);
  });

  test('a place on the line is the moment that stands there', () => {
    expect(toMs(toX(12_345, 60_000, 800), 60_000, 800)).toBeCloseTo(12_345, 6);
    expect(toMs(-50, 60_000, 800)).toBe(0);
    expect(toMs(900, 60_000, 800)).toBe(60_000);
  });
});

describe('density', () => {
  test('is highest where most comments are, and nothing without comments', () => {
    const heights = density([5000, 5000, 5200, 5300, 50_000], 60_000);
    expect(heights.indexOf(Math.max(...heights)) / (heights.length - 1)).toBeCloseTo(5100 / 60_000, 1);
    expect(Math.max(...density([], 60_000))).toBe(0);
  });
});
