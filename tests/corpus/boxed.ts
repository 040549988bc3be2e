import { add, ascii, box, boxes, edit, over, u32 } from './boxes.ts';
import { good } from './drawn.ts';
import { broken, playsOrBroken, type End, type Recipe } from './recipe.ts';

/** Paths into a good MP4. Both tracks are changed alike. */
const stbl = 'moov/trak/mdia/minf/stbl';
const anything: readonly End[] = [
  ...playsOrBroken,
  'too_heavy',
  'too_long',
  'too_short',
  'too_many_fps',
  'no_video',
];

/** An MP4 with one thing in its index made hostile. */
function index(name: string, about: string, ends: readonly End[], spoil: (mp4: Buffer) => Buffer): Recipe {
  return { name: `mp4-${name}`, about: `MP4: ${about}`, ends, draw: async () => spoil(await good.mp4()) };
}

/** A table of entries, as the sample tables begin: version and flags, then the count. */
const table = (count: number, ...entries: number[]) => u32(0, count, ...entries);
const repeated = (times: number, ...values: number[]) =>
  Buffer.concat([u32(0, times), ...Array.from({ length: times }, () => u32(...values))]);

function nested(type: string, depth: number): Buffer {
  let inner: Buffer = Buffer.alloc(0);
  for (let level = 0; level < depth; level += 1) inner = box(type, inner);
  return inner;
}

/** The same track again and again, up to `count` of them. */
const manyTracks = (mp4: Buffer, count: number) =>
  edit(mp4, 'moov', (moov) => {
    const track = boxes(moov).find(({ type }) => type === 'trak')!.whole;
    return Buffer.concat([moov, ...Array.from({ length: count }, () => track)]);
  });

const withEdits = (mp4: Buffer, list: Buffer) => edit(mp4, 'moov/trak/edts', () => box('elst', list));

const tables: Recipe[] = [
  index('stts-count', 'its table of times claims 4 billion entries', anything, (mp4) =>
    edit(mp4, `${stbl}/stts`, () => table(0xffffffff, 1, 512)),
  ),
  index('stts-length', 'one entry of times stands for 4 billion frames', anything, (mp4) =>
    edit(mp4, `${stbl}/stts`, () => table(1, 0xffffffff, 1)),
  ),
  index('stts-gap', 'every frame lasts for days', anything, (mp4) =>
    edit(mp4, `${stbl}/stts`, () => table(1, 90, 0x7fffffff)),
  ),
  index('stts-zero', 'no frame lasts at all', anything, (mp4) =>
    edit(mp4, `${stbl}/stts`, () => table(1, 90, 0)),
  ),
  index('ctts-far', 'frames are shown days from their decoding', anything, (mp4) =>
    edit(mp4, `${stbl}/ctts`, () => table(2, 45, 0x7fffffff, 45, 0x80000001)),
  ),
  index('ctts-count', 'one offset stands for 4 billion frames', anything, (mp4) =>
    edit(mp4, `${stbl}/ctts`, () => table(1, 0xffffffff, 1024)),
  ),
  index('stsz-count', 'it claims 4 billion frames of one byte', anything, (mp4) =>
    edit(mp4, `${stbl}/stsz`, () => u32(0, 1, 0xffffffff)),
  ),
  index('stsz-size', 'every frame claims two gigabytes', anything, (mp4) =>
    edit(mp4, `${stbl}/stsz`, () => u32(0, 0x7fffffff, 90)),
  ),
  index('stsc-count', 'every chunk claims 4 billion frames', anything, (mp4) =>
    edit(mp4, `${stbl}/stsc`, () => table(1, 1, 0xffffffff, 1)),
  ),
  index('co64-beyond', 'its media lie beyond the end of the file', broken, (mp4) =>
    edit(mp4, stbl, (body) =>
      Buffer.concat([
        ...boxes(body)
          .filter(({ type }) => type !== 'stco')
          .map(({ whole }) => whole),
        box('co64', u32(0, 1, 0x7fffffff, 0xffffffff)),
      ]),
    ),
  ),
  index('stco-self', 'its media lie in its own index', [...anything, 'codec_not_accepted'], (mp4) =>
    edit(mp4, `${stbl}/stco`, (body) => over(body, 8, u32(mp4.length - 4000))),
  ),
  index('avcc-garbage', 'the parameters of its picture are noise', broken, (mp4) =>
    edit(mp4, `${stbl}/stsd/avc1/avcC`, (body) => over(body, 6, Buffer.alloc(body.length - 6, 0xa7))),
  ),
];

const clocks: Recipe[] = [
  index('timescale-zero', 'its clock does not tick', anything, (mp4) =>
    edit(mp4, 'moov/trak/mdia/mdhd', (body) => over(body, 12, u32(0))),
  ),
  index('timescale-one', 'its clock ticks once a second: days of film, by its times', anything, (mp4) =>
    edit(mp4, 'moov/trak/mdia/mdhd', (body) => over(body, 12, u32(1))),
  ),
  index('timescale-huge', 'its clock ticks two billion times a second', anything, (mp4) =>
    edit(mp4, 'moov/trak/mdia/mdhd', (body) => over(body, 12, u32(0x7fffffff))),
  ),
  index('years', 'its header says that it lasts for years', anything, (mp4) =>
    edit(
      edit(mp4, 'moov/mvhd', (body) => over(body, 16, u32(0xfffffff0))),
      'moov/trak/mdia/mdhd',
      (body) => over(body, 16, u32(0xfffffff0)),
    ),
  ),
  index('instant', 'its header says that it lasts no time', anything, (mp4) =>
    edit(
      edit(mp4, 'moov/mvhd', (body) => over(body, 16, u32(0))),
      'moov/trak/mdia/mdhd',
      (body) => over(body, 16, u32(0)),
    ),
  ),
];

const edits: Recipe[] = [
  index('edits-many', 'twenty thousand edits of a frame each', anything, (mp4) =>
    withEdits(mp4, repeated(20_000, 33, 0, 0x10000)),
  ),
  index('edits-empty', 'an hour of nothing, a thousand times', anything, (mp4) =>
    withEdits(mp4, repeated(1000, 3_600_000, 0xffffffff, 0x10000)),
  ),
  index('edits-zero', 'edits of no length', anything, (mp4) => withEdits(mp4, repeated(500, 0, 0, 0x10000))),
  index('edits-huge', 'an edit longer than the universe', anything, (mp4) =>
    withEdits(mp4, Buffer.concat([u32(0x01000000, 1), Buffer.alloc(16, 0x7f), u32(0x10000)])),
  ),
  index('edits-backwards', 'edits that go back to the start', anything, (mp4) =>
    withEdits(mp4, table(3, 3000, 2 * 15360, 0x10000, 3000, 0, 0x10000, 3000, 15360, 0xffff0000)),
  ),
];

const structure: Recipe[] = [
  index('deep', 'boxes nested fifty thousand deep', anything, (mp4) =>
    add(mp4, 'moov', nested('udta', 50_000)),
  ),
  index('deep-tracks', 'movies within movies', anything, (mp4) =>
    Buffer.concat([mp4, nested('moov', 10_000)]),
  ),
  index('box-zero', 'a box that says it reaches to the end', anything, (mp4) =>
    Buffer.concat([u32(0), ascii('free'), mp4]),
  ),
  index('box-one', 'a box of 2^63 bytes', anything, (mp4) =>
    Buffer.concat([
      mp4.subarray(0, 32),
      u32(1),
      ascii('free'),
      Buffer.from('7fffffffffffffff', 'hex'),
      mp4.subarray(32),
    ]),
  ),
  index('box-negative', 'a box of less than its own header', anything, (mp4) =>
    Buffer.concat([mp4.subarray(0, 32), u32(3), ascii('free'), mp4.subarray(32)]),
  ),
  index('moov-zeros', 'its index is nothing but zeros', ['no_video', ...broken], (mp4) =>
    edit(mp4, 'moov', (body) => Buffer.alloc(body.length)),
  ),
  index('moov-twice', 'it has two indexes', anything, (mp4) =>
    Buffer.concat([mp4, boxes(mp4).find(({ type }) => type === 'moov')!.whole]),
  ),
  index('streams-60', 'sixty tracks', anything, (mp4) => manyTracks(mp4, 58)),
  index('streams-5000', 'five thousand tracks', anything, (mp4) => manyTracks(mp4, 5000)),
  index('metadata', 'forty megabytes of title', anything, (mp4) =>
    add(mp4, 'moov', box('udta', box('\xa9nam', u32(0x00000000), Buffer.alloc(40_000_000, 0x41)))),
  ),
  index('tags', 'fifty thousand tags', anything, (mp4) =>
    add(
      mp4,
      'moov',
      box(
        'udta',
        ...Array.from({ length: 50_000 }, (_, n) =>
          box('\xa9cmt', Buffer.from('00060000', 'hex'), ascii(String(n).padStart(6))),
        ),
      ),
    ),
  ),
  index('chapters', 'fifty thousand chapters', anything, (mp4) => {
    const chapter = Buffer.concat([Buffer.alloc(8), Buffer.from([3]), ascii('One')]);
    const list = Array.from({ length: 50_000 }, () => chapter);
    return add(mp4, 'moov', box('udta', box('chpl', Buffer.from('0100000000000000ff', 'hex'), ...list)));
  }),
];

/** A fragmented MP4 with one thing made hostile. */
const fragment = (name: string, about: string, spoil: (mp4: Buffer) => Buffer): Recipe => ({
  name: `fragments-${name}`,
  about: `fragmented MP4: ${about}`,
  ends: anything,
  draw: async () => spoil(await good.fragments()),
});

const fragments: Recipe[] = [
  fragment('trun-count', 'a fragment claims 4 billion frames', (mp4) =>
    edit(mp4, 'moof/traf/trun', (body) => over(body, 4, u32(0xffffffff))),
  ),
  fragment('defaults', 'a fragment without entries claims 4 billion frames of one byte', (mp4) =>
    edit(mp4, 'moof/traf/trun', (body) => Buffer.concat([u32(1, 0xffffffff), body.subarray(8, 12)])),
  ),
  fragment('sidx', 'an index of fragments that points to itself', (mp4) => {
    const loop = box(
      'sidx',
      u32(0, 1, 1000, 0, 0, 0xffff),
      ...Array.from({ length: 0xffff }, () => u32(0x80000000, 1, 0)),
    );
    const start = boxes(mp4)[0]!.whole.length;
    return Buffer.concat([mp4.subarray(0, start), loop, loop, mp4.subarray(start)]);
  }),
  fragment('times', 'fragments begin at the end of time', (mp4) =>
    edit(mp4, 'moof/traf/tfdt', (body) =>
      Buffer.concat([body.subarray(0, 4), Buffer.alloc(body.length - 4, 0x7f)]),
    ),
  ),
];

export const hostileBoxes: Recipe[] = [...tables, ...clocks, ...edits, ...structure, ...fragments];
