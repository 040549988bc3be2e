import { deflateSync } from 'node:zlib';
import { good } from './drawn.ts';
import { claiming, element, elements, float, id, remade, withContent, withElements } from './ebml.ts';
import { broken, neighbourName, playsOrBroken, type End, type Recipe } from './recipe.ts';

const anything: readonly End[] = [
  ...playsOrBroken,
  'too_heavy',
  'too_long',
  'too_short',
  'too_many_fps',
  'no_video',
];

function mkv(name: string, about: string, ends: readonly End[], spoil: (mkv: Buffer) => Buffer): Recipe {
  return {
    name: `mkv-${name}`,
    about: `Matroska: ${about}`,
    ends,
    draw: async () => spoil(await good.mkv()),
  };
}

const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));

const chapterAtom = (n: number, ...more: Buffer[]) =>
  element(
    'b6',
    element('73c4', n + 1),
    element('91', n * 1000),
    element('80', element('85', `Chapter ${n}`)),
    ...more,
  );
const tag = (n: number) =>
  element('7373', element('67c8', element('45a3', `NAME${n}`), element('4487', 'x'.repeat(50))));

const font = (n: number, name: string, bytes: number) =>
  element(
    '61a7',
    element('466e', name),
    element('4660', 'application/x-truetype-font'),
    element('46ae', n + 1),
    element('465c', Buffer.alloc(bytes, 1)),
  );

/** Everything in a Matroska file that names another one. */
const links = Buffer.concat([
  element('73a4', Buffer.alloc(16, 1)),
  element('3cb923', Buffer.alloc(16, 2)),
  element('3c83ab', neighbourName),
  element('3eb923', Buffer.alloc(16, 3)),
  element('3e83bb', neighbourName),
]);

function nested(depth: number): Buffer {
  let inner: Buffer = Buffer.alloc(0);
  for (let level = 0; level < depth; level += 1) inner = element('b6', inner);
  return inner;
}

/** A ContentEncoding that has every frame inflated, and frames that inflate without end. */
const inflating = (source: Buffer) => {
  const encoding = element('6d80', element('6240', element('5033', 0), element('5034', element('4254', 0))));
  const bomb = deflateSync(Buffer.alloc(200_000_000));
  const block = Buffer.concat([Buffer.from('81000080', 'hex'), bomb]);
  return remade(source, (children) => [
    ...children
      .filter((child) => child.id !== id.cluster)
      .map(({ id: own, body, whole }) =>
        own === id.tracks
          ? element(own, ...elements(body).map((track) => element(track.id, track.body, encoding)))
          : whole,
      ),
    ...times(20, (n) => element(id.cluster, element('e7', n * 1000), element('a3', block))),
  ]);
};

export const matroska: Recipe[] = [
  mkv('links', 'it says that it goes on in the file beside it', ['ready'], (bytes) =>
    withContent(bytes, id.info, (info) => Buffer.concat([info, links])),
  ),
  mkv('ordered', 'ordered chapters that are to be played from other files', ['ready'], (bytes) =>
    withElements(
      bytes,
      element(
        id.chapters,
        element(
          '45b9',
          element('45dd', 1),
          ...times(20, (n) => chapterAtom(n, element('6e67', Buffer.alloc(16, 2)))),
        ),
      ),
    ),
  ),
  mkv('chapters', 'fifty thousand chapters', anything, (bytes) =>
    withElements(bytes, element(id.chapters, element('45b9', ...times(50_000, (n) => chapterAtom(n))))),
  ),
  mkv('tags', 'fifty thousand tags', anything, (bytes) =>
    withElements(bytes, element(id.tags, ...times(50_000, tag))),
  ),
  mkv('attachments', 'thirty megabytes of fonts, one named ../../x', ['ready'], (bytes) =>
    withElements(
      bytes,
      element(id.attachments, font(0, '../../x.ttf', 15_000_000), font(1, '/etc/passwd', 15_000_000)),
    ),
  ),
  mkv('attachments-many', 'five thousand attachments', anything, (bytes) =>
    withElements(bytes, element(id.attachments, ...times(5000, (n) => font(n, `${n}.ttf`, 10)))),
  ),
  mkv('streams', 'five thousand tracks', anything, (bytes) =>
    withContent(bytes, id.tracks, (tracks) => {
      const [first] = elements(tracks);
      return Buffer.concat([tracks, ...times(5000, () => first!.whole)]);
    }),
  ),
  mkv('deep', 'elements nested twenty thousand deep', anything, (bytes) =>
    withElements(bytes, element(id.chapters, element('45b9', nested(20_000)))),
  ),
  mkv('size', 'an element of 2^55 bytes before the tracks', anything, (bytes) =>
    remade(bytes, (children) => [claiming(id.tags, 2n ** 55n), ...children.map(({ whole }) => whole)]),
  ),
  mkv('size-private', 'codec parameters of a gigabyte', anything, (bytes) =>
    withContent(bytes, id.tracks, (tracks) =>
      Buffer.concat(
        elements(tracks).map(({ id: own, body }) => element(own, body, claiming('63a2', 2n ** 30n))),
      ),
    ),
  ),
  mkv('unknown', 'a segment of unknown size', anything, (bytes) =>
    remade(bytes, (children) => children.map(({ whole }) => whole), { unknown: true }),
  ),
  mkv('years', 'its header says that it lasts for years', ['too_long', ...broken], (bytes) =>
    withContent(bytes, id.info, (info) => Buffer.concat([info, element(id.duration, float(1e11))])),
  ),
  mkv('hours', 'three seconds that say they last three hours', broken, (bytes) =>
    withContent(bytes, id.info, (info) => Buffer.concat([info, element(id.duration, float(10_800_000))])),
  ),
  mkv('negative', 'its header says that it lasts less than nothing', anything, (bytes) =>
    withContent(bytes, id.info, (info) => Buffer.concat([info, element(id.duration, float(-5000))])),
  ),
  mkv('infinite', 'its header says that it lasts for ever', anything, (bytes) =>
    withContent(bytes, id.info, (info) => Buffer.concat([info, element(id.duration, float(Infinity))])),
  ),
  mkv('scale', 'each tick of its clock is a day', anything, (bytes) =>
    withContent(bytes, id.info, (info) =>
      Buffer.concat([info, element(id.timestampScale, 86_400_000_000_000)]),
    ),
  ),
  mkv('scale-zero', 'the ticks of its clock take no time', anything, (bytes) =>
    withContent(bytes, id.info, (info) => Buffer.concat([info, element(id.timestampScale, 0)])),
  ),
  mkv('inflating', 'twenty frames that inflate to 200 MB each', anything, inflating),
  mkv('clusters-empty', 'a million empty clusters', anything, (bytes) =>
    remade(bytes, (children) => [
      ...children.filter((child) => child.id !== id.cluster).map(({ whole }) => whole),
      Buffer.concat(times(1_000_000, () => Buffer.from('1f43b67580', 'hex'))),
    ]),
  ),
  mkv('blocks-tiny', 'a million frames of one byte', anything, (bytes) =>
    remade(bytes, (children) => [
      ...children.filter((child) => child.id !== id.cluster).map(({ whole }) => whole),
      element(
        id.cluster,
        element('e7', 0),
        Buffer.concat(
          times(1_000_000, (n) => Buffer.from([0xa3, 0x85, 0x81, (n >> 8) & 0x7f, n & 255, 0x80, 1])),
        ),
      ),
    ]),
  ),
  {
    name: 'live-tiny',
    about: 'WebM without a duration: two million frames of one byte',
    ends: anything,
    draw: async () =>
      remade(await good.live(), (children) => [
        ...children.filter((child) => child.id !== id.cluster).map(({ whole }) => whole),
        children.find((child) => child.id === id.cluster)!.whole,
        Buffer.concat(
          times(2000, (cluster) =>
            element(
              id.cluster,
              element('e7', cluster * 1000),
              ...times(1000, (n) => Buffer.from([0xa3, 0x85, 0x81, (n >> 8) & 0x7f, n & 255, 0, 1])),
            ),
          ),
        ),
      ]),
  },
  {
    name: 'mkv-doctype',
    about: 'an EBML header of a kind nobody knows',
    ends: [...anything, 'not_video'],
    draw: async () => {
      const bytes = await good.mkv();
      const [, segment] = elements(bytes);
      return Buffer.concat([element('1a45dfa3', element('4282', 'x'.repeat(5000))), segment!.whole]);
    },
  },
  {
    name: 'mkv-header-huge',
    about: 'an EBML header of 2^50 bytes',
    ends: anything,
    draw: async () => Buffer.concat([claiming('1a45dfa3', 2n ** 50n), (await good.mkv()).subarray(40)]),
  },
];
