import { edit, over, u32 } from './boxes.ts';
import { drawn, drawnBytes, drawnFrom, good, h264, picture, tone } from './drawn.ts';
import { element, elements as elementsOf, float, id, withContent } from './ebml.ts';
import { broken, playsOrBroken, type End, type Recipe } from './recipe.ts';

const heavy: readonly End[] = [...playsOrBroken, 'too_heavy', 'too_large_picture'];
const strange: readonly End[] = [...heavy, 'too_long', 'too_short', 'too_many_fps', 'too_small'];

/** A file as ffmpeg draws it, and what is done to its bytes. */
function drawing(
  name: string,
  about: string,
  ends: readonly End[],
  [ext, args]: [string, string],
  spoil = (bytes: Buffer) => bytes,
): Recipe {
  return { name, about, ends, draw: async () => spoil(await drawnBytes(ext, args)) };
}

/** Width and height where a JPEG's frame header has them (SOF0). */
function jpegClaims(bytes: Buffer, side: number): Buffer {
  const copy = Buffer.from(bytes);
  for (let at = copy.indexOf('ffc00011', 0, 'hex'); at !== -1; at = copy.indexOf('ffc00011', at + 4, 'hex')) {
    copy.writeUInt16BE(side, at + 5);
    copy.writeUInt16BE(side, at + 7);
  }
  return copy;
}

/** VP8 key frames: three bytes, a start code, then 14 bits each of width and height. */
function vp8Claims(bytes: Buffer, side: number): Buffer {
  const copy = Buffer.from(bytes);
  for (let at = copy.indexOf('9d012a', 0, 'hex'); at !== -1; at = copy.indexOf('9d012a', at + 3, 'hex')) {
    copy.writeUInt16LE(side, at + 3);
    copy.writeUInt16LE(side, at + 5);
  }
  return copy;
}

/** Two streams of H.264 behind each other: the second brings a picture of its own size. */
const changing = (first: string, second: string) => async () => {
  const part = (size: string, seconds: number) =>
    drawnBytes(
      'h264',
      `${picture(seconds, size)} -c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 30 -f h264`,
    );
  const bytes = Buffer.concat([await part(first, 1), await part(second, 0.5), await part(first, 1)]);
  return drawnFrom(bytes, 'mkv', ['-r', '30', '-f', 'h264'], ['-c', 'copy']);
};

const sizes: Recipe[] = [
  {
    name: 'size-claim-mp4',
    about: 'an MP4 whose header claims a picture of 65535 x 65535',
    ends: strange,
    draw: async () =>
      edit(await good.mp4(), 'moov/trak/mdia/minf/stbl/stsd/avc1', (body) => over(body, 24, u32(0xffffffff))),
  },
  {
    name: 'size-claim-mkv',
    about: 'a Matroska file whose header claims a picture of 65535 x 65535',
    ends: strange,
    draw: async () =>
      withContent(await good.mkv(), id.tracks, (body) => {
        const claim = Buffer.concat([element('b0', 65_535), element('ba', 65_535)]);
        return Buffer.concat(
          elementsOf(body).map((track) => element(track.id, track.body, element('e0', claim))),
        );
      }),
  },
  drawing(
    'size-jpeg',
    'Motion JPEG, each picture of which claims 65500 x 65500',
    heavy,
    ['avi', `${picture(1)} -c:v mjpeg`],
    (bytes) => jpegClaims(bytes, 65_500),
  ),
  drawing(
    'size-jpeg-8k',
    'Motion JPEG, each picture of which claims 5600 x 5600',
    heavy,
    ['mov', `${picture(1)} -c:v mjpeg`],
    (bytes) => jpegClaims(bytes, 5600),
  ),
  drawing(
    'size-vp8',
    'VP8, each picture of which claims 16383 x 16383',
    heavy,
    ['webm', `${picture(1)} -c:v libvpx -g 5`],
    (bytes) => vp8Claims(bytes, 16_383),
  ),
  drawing(
    'size-11k',
    'a picture of 11500 x 11500 of one colour in a few kilobytes',
    ['too_large_picture', ...broken],
    ['avi', '-f lavfi -i color=gray:s=11500x11500:r=2:d=1 -c:v mjpeg -q:v 31'],
  ),
  {
    ...drawing(
      'size-8k',
      'real 8K HEVC of ten bits: large, and within the rules',
      ['ready'],
      [
        'mp4',
        `${picture(1, '7680x4320', 5)} -c:v libx265 -preset ultrafast -pix_fmt yuv420p10le -x265-params log-level=none`,
      ],
    ),
    slow: true,
  },
  drawing('size-wide', 'a picture of 7680 x 16', strange, ['mp4', `${picture(1, '7680x16')} ${h264}`]),
  drawing('size-tall', 'a picture of 16 x 7680', strange, ['mp4', `${picture(1, '16x7680')} ${h264}`]),
  {
    name: 'size-changes',
    about: 'H.264 that becomes 4096 x 4096 in mid-stream',
    ends: heavy,
    draw: changing('320x240', '4096x4096'),
  },
  {
    name: 'size-shrinks',
    about: 'H.264 that becomes 16 x 16 in mid-stream',
    ends: heavy,
    draw: changing('640x480', '16x16'),
  },
  drawing('dots-tall', 'dots of 1 to 65535', strange, [
    'mp4',
    `${picture(1)} ${h264} -bsf:v h264_metadata=sample_aspect_ratio=1/65535`,
  ]),
  drawing('dots-wide', 'dots of 65535 to 1', strange, [
    'mp4',
    `${picture(1)} ${h264} -bsf:v h264_metadata=sample_aspect_ratio=65535/1`,
  ]),
  drawing('dots-20', 'dots of 20 to 1: as wide as 8K by its aspect', strange, [
    'mp4',
    `${picture(1)} ${h264} -bsf:v h264_metadata=sample_aspect_ratio=20/1`,
  ]),
];

/** A good file, packed again with other times: TS is a packet's own, in units of TB seconds, N its number. */
const moments = (name: string, about: string, ends: readonly End[], setts: string, ext = 'mkv'): Recipe => ({
  name: `times-${name}`,
  about,
  ends,
  draw: async () => {
    const source = await drawn('mkv', `${picture()} ${tone()} ${h264} -bf 0 -c:a aac`);
    return drawnBytes(ext, `-i ${source} -c copy -bsf:v setts=${setts}`);
  },
});

const timeStamps: Recipe[] = [
  moments('gap', 'three hours pass between two pictures', strange, 'ts=TS+gte(N\\,45)*10800/TB'),
  moments(
    'gap-mp4',
    'three hours pass between two pictures, in MP4',
    strange,
    'ts=TS+gte(N\\,45)*10800/TB',
    'mp4',
  ),
  moments('minutes', 'ten minutes pass between two pictures', strange, 'ts=TS+gte(N\\,45)*600/TB'),
  moments('days', 'a month passes between two pictures', strange, 'ts=TS+gte(N\\,45)*2592000/TB'),
  moments('back', 'the second half has the times of the first', strange, 'ts=TS-gte(N\\,45)*1.5/TB'),
  moments('saw', 'times jump ten seconds to and fro', strange, 'ts=TS+mod(N\\,2)*10/TB'),
  moments('still', 'all pictures at the same moment', strange, 'ts=0'),
  moments('negative', 'an hour before zero', strange, 'ts=TS-3600/TB', 'mp4'),
  moments('late', 'it begins after an hour', strange, 'ts=TS+3600/TB'),
  moments(
    'late-sound',
    'the sound begins at zero, the picture ten minutes later',
    strange,
    'ts=TS+600/TB',
    'mp4',
  ),
  moments(
    'dense',
    'eighty pictures within a tenth of a second, then a minute of nothing',
    strange,
    'ts=N*0.001/TB+gte(N\\,80)*60/TB',
  ),
];

const rates: Recipe[] = [
  drawing(
    'fps-1000',
    'a thousand pictures a second',
    ['too_many_fps', ...broken],
    ['mp4', `${picture(1, '64x64', 1000)} ${h264}`],
  ),
  drawing(
    'fps-100000',
    'AVI that says a hundred thousand pictures a second',
    strange,
    ['avi', `${picture(1, '64x64')} -c:v mpeg4`],
    (bytes) => {
      const header = bytes.indexOf('strh') + 8;
      const scale = Buffer.alloc(8);
      scale.writeUInt32LE(1, 0);
      scale.writeUInt32LE(100_000, 4);
      return over(bytes, header + 20, scale);
    },
  ),
  drawing(
    'fps-avi-slow',
    'AVI that says a picture a year',
    strange,
    ['avi', `${picture(1, '64x64')} -c:v mpeg4`],
    (bytes) => {
      const scale = Buffer.alloc(8);
      scale.writeUInt32LE(31_536_000, 0);
      scale.writeUInt32LE(1, 4);
      return over(bytes, bytes.indexOf('strh') + 28, scale);
    },
  ),
  drawing('fps-1', 'a picture a second, for two minutes', strange, [
    'mp4',
    `${picture(120, '64x64', 1)} ${h264}`,
  ]),
  drawing('fps-0.01', 'a picture every hundred seconds, for an hour', strange, [
    'mkv',
    `${picture(3600, '64x64', '1/100')} ${h264}`,
  ]),
  drawing('one-picture', 'one picture that is shown for an hour', strange, [
    'mp4',
    `-f lavfi -i color=gray:s=64x64:r=1/3600:d=3600 ${h264}`,
  ]),
  {
    name: 'default-duration',
    about: 'Matroska that says a picture takes a nanosecond',
    ends: strange,
    draw: async () =>
      withContent(await good.mkv(), id.tracks, (body) =>
        Buffer.concat(elementsOf(body).map((track) => element(track.id, track.body, element('23e383', 1)))),
      ),
  },
  {
    name: 'sample-rate',
    about: 'Matroska whose sound has 10^18 samples a second and 200 channels',
    ends: strange,
    draw: async () =>
      withContent(await good.mkv(), id.tracks, (body) =>
        Buffer.concat(
          elementsOf(body).map((track) =>
            element(track.id, track.body, element('e1', element('b5', float(1e18)), element('9f', 200))),
          ),
        ),
      ),
  },
];

export const pictures: Recipe[] = [...sizes, ...timeStamps, ...rates];
