import { ascii, behind, box, edit, u32 } from './boxes.ts';
import { drawnBytes, good, picture } from './drawn.ts';
import { broken, neighbourName, playsOrBroken, type End, type Place, type Recipe } from './recipe.ts';

const hls = (entry: string) => `#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:3,\n${entry}\n#EXT-X-ENDLIST\n`;
const canary = ({ canaryPort }: Place) => `http://127.0.0.1:${canaryPort}/a.mp4`;
const ftyp = box('ftyp', ascii('isom'), u32(512), ascii('isomiso2avc1mp41'));

/** What a text may name, and where it leads. */
const addresses: Record<string, (place: Place) => string> = {
  beside: () => neighbourName,
  above: () => `../${neighbourName}`,
  file: ({ neighbour }) => `file://${neighbour}`,
  http: canary,
  tcp: ({ canaryPort }) => `tcp://127.0.0.1:${canaryPort}`,
  concat: () => `concat:${neighbourName}|${neighbourName}`,
  subfile: () => `subfile,,start,0,end,0,,:${neighbourName}`,
  crypto: () => `crypto+file:${neighbourName}`,
  data: () => 'data:video/mp4;base64,AAAAGGZ0eXBtcDQy',
};

const text = (
  name: string,
  about: string,
  ends: readonly End[],
  write: (place: Place) => string,
): Recipe => ({
  name,
  about,
  ends,
  draw: (place) => Buffer.from(write(place)),
});

const playlists = Object.entries(addresses).flatMap(([name, address]) => [
  text(`hls-${name}`, `an HLS playlist that names the ${name} address`, ['playlist'], (place) =>
    hls(address(place)),
  ),
  text(
    `concat-${name}`,
    `an ffconcat script that names the ${name} address`,
    ['playlist'],
    (place) => `ffconcat version 1.0\nfile '${address(place)}'\n`,
  ),
]);

const otherTexts = [
  text(
    'hls-bom',
    'a playlist behind a byte order mark and blank lines',
    ['playlist'],
    (place) => `\ufeff\n \t\n${hls(canary(place))}`,
  ),
  text('hls-key', 'a playlist whose key lies on a server', ['playlist'], (place) =>
    hls(neighbourName).replace('#EXTINF', `#EXT-X-KEY:METHOD=AES-128,URI="${canary(place)}"\n#EXTINF`),
  ),
  text(
    'concat-blank',
    'an ffconcat script without its first line',
    ['playlist'],
    () => `\n\nfile ${neighbourName}\n`,
  ),
  text(
    'dash',
    'a DASH manifest',
    ['not_video'],
    (place) =>
      `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet>` +
      `<Representation id="1"><BaseURL>${canary(place)}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
  ),
  text(
    'imf',
    'an IMF composition',
    ['not_video'],
    (place) =>
      `<?xml version="1.0"?><CompositionPlaylist xmlns="http://www.smpte-ra.org/schemas/2067-3/2016">` +
      `<Id>${canary(place)}</Id></CompositionPlaylist>`,
  ),
  text(
    'smil',
    'a SMIL presentation',
    ['not_video'],
    (place) => `<smil><body><video src="${canary(place)}"/><video src="${neighbourName}"/></body></smil>`,
  ),
  text(
    'sdp',
    'a session description',
    ['not_video'],
    ({ canaryPort }) =>
      `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=a\nc=IN IP4 127.0.0.1\nt=0 0\nm=video ${canaryPort} RTP/AVP 96\na=rtpmap:96 H264/90000\n`,
  ),
  text('ram', 'an address and nothing else', ['not_video'], (place) => `${canary(place)}\n`),
  text(
    'svg',
    'a drawing that embeds a file',
    ['not_video'],
    () => `<svg><image href="${neighbourName}"/></svg>`,
  ),
];

/** Behind an `ftyp`, a first look at the bytes sees MP4. */
const behindFtyp: Recipe[] = [
  {
    name: 'ftyp-hls',
    about: 'a playlist behind an ftyp box',
    ends: broken,
    draw: (place) => Buffer.concat([ftyp, Buffer.from(`\n${hls(canary(place))}`)]),
  },
  {
    name: 'ftyp-hls-mdat',
    about: 'a playlist in the media box of an MP4 without index',
    ends: broken,
    draw: (place) => Buffer.concat([ftyp, box('mdat', ascii(hls(canary(place))))]),
  },
  {
    name: 'size-hls',
    about: 'a playlist whose bytes 4 to 8 spell ftyp',
    ends: ['playlist', ...broken],
    draw: (place) => ascii(`#EXTftypM3U\n${hls(canary(place))}`),
  },
  {
    name: 'reference-movie',
    about: 'a QuickTime reference movie: its only content is an address',
    ends: ['no_video', ...broken],
    draw: (place) => {
      const address = ascii(`${canary(place)}\0`);
      const reference = box('rdrf', u32(0), ascii('url '), u32(address.length), address);
      return Buffer.concat([ftyp, box('moov', box('rmra', box('rmda', reference)))]);
    },
  },
];

/** The index of a good MP4, with its media in another file, as QuickTime allows. */
function outside(name: string, about: string, entry: (place: Place) => Buffer): Recipe {
  return {
    name: `dref-${name}`,
    about: `a QuickTime index whose media lie ${about}`,
    // Without the other file the samples are read from this one, where they do lie.
    ends: playsOrBroken,
    draw: async (place) =>
      edit(await good.mp4(), 'moov/trak/mdia/minf/dinf/dref', () => Buffer.concat([u32(0, 1), entry(place)])),
  };
}

/** A classic Macintosh alias, as far as ffmpeg reads it: volume, file name, then tagged paths. */
function alias(path: string): Buffer {
  const head = Buffer.alloc(150);
  const name = ascii(neighbourName);
  head[10] = 4;
  head.write('disk', 11, 'latin1');
  head[50] = name.length;
  name.copy(head, 51);
  const padded = ascii(path.length % 2 ? `${path}\0` : path);
  const tag = Buffer.alloc(4);
  tag.writeUInt16BE(18, 0);
  tag.writeUInt16BE(path.length, 2);
  return box('alis', u32(0), head, tag, padded, Buffer.from('ffff0000', 'hex'));
}

const outsides = [
  outside('url', 'in the file beside it', () => box('url ', u32(0), ascii(`${neighbourName}\0`))),
  outside('file', 'at a file:// address', ({ neighbour }) =>
    box('url ', u32(0), ascii(`file://${neighbour}\0`)),
  ),
  outside('http', 'on a server', (place) => box('url ', u32(0), ascii(`${canary(place)}\0`))),
  outside('alias', 'in the file beside it, by an alias', () => alias(`/${neighbourName}`)),
  outside('alias-full', 'in the file beside it, by an alias with its full path', ({ neighbour }) =>
    alias(neighbour),
  ),
  outside('resource', 'in the resource fork of itself', () =>
    box('rsrc', u32(0), ascii(`${neighbourName}\0`)),
  ),
];

/** Two kinds at once: whoever opens it decides. */
function polyglot(name: string, about: string, ends: readonly End[], draw: () => Promise<Buffer>): Recipe {
  return { name: `polyglot-${name}`, about, ends, draw };
}

const pixel = Buffer.from(
  '4749463839610100010080000000000000ffffff21f90401000000002c00000000010001000002024401003b',
  'hex',
);
const zipEnd = Buffer.concat([ascii('PK\x05\x06'), Buffer.alloc(18)]);

const polyglots = [
  polyglot('zip-end', 'a good MP4 that is also a zip archive', ['ready'], async () =>
    Buffer.concat([await good.mp4(), ascii('PK\x03\x04'), Buffer.alloc(26), zipEnd]),
  ),
  polyglot('zip', 'a zip archive with an MP4 inside', ['not_video'], async () =>
    Buffer.concat([ascii('PK\x03\x04'), Buffer.alloc(26), await good.mp4(), zipEnd]),
  ),
  polyglot('pdf', 'a PDF with an MP4 behind it', ['not_video'], async () =>
    Buffer.concat([ascii('%PDF-1.7\n%%EOF\n'), await good.mp4()]),
  ),
  polyglot('gif', 'a GIF with an MP4 behind it', ['not_video'], async () =>
    Buffer.concat([pixel, await good.mp4()]),
  ),
  polyglot('jpeg', 'a JPEG with an MP4 behind it, as phones store moving photos', ['not_video'], async () =>
    Buffer.concat([await drawnBytes('jpg', `${picture(1)} -frames:v 1`), await good.mp4()]),
  ),
  polyglot('html', 'a page with a Matroska file behind it', ['not_video'], async () =>
    Buffer.concat([ascii('<!doctype html><script>alert(1)</script><!--'), await good.mkv()]),
  ),
  polyglot('script-mp4', 'a good MP4 with a page and a shell script in a free box', ['ready'], async () =>
    behind(box('free', ascii('\n<script>alert(1)</script>\n#!/bin/sh\nid\n')), await good.mp4()),
  ),
  polyglot('playlist-mp4', 'a good MP4 with a playlist in a free box at its start', ['ready'], async () =>
    behind(box('free', ascii(`\n${hls(neighbourName)}`)), await good.mp4()),
  ),
];

export const disguised: Recipe[] = [...playlists, ...otherTexts, ...behindFtyp, ...outsides, ...polyglots];
