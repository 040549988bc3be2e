import { ascii, over } from './boxes.ts';
import { drawnBytes, good, h264, picture, tone } from './drawn.ts';
import { broken, playsOrBroken, random, type End, type Recipe } from './recipe.ts';

const aac = '-c:a aac -b:a 64k';

const coded = (name: string, about: string, ends: readonly End[], ext: string, args: string): Recipe => ({
  name,
  about,
  ends,
  draw: () => drawnBytes(ext, args),
});

/** Ways to code a picture that we do not decode, in containers that we open. */
const unlisted = (
  [
    ['ffv1', 'mkv', '-c:v ffv1'],
    ['magicyuv', 'avi', '-c:v magicyuv -pix_fmt gbrp'],
    ['magicyuv-mkv', 'mkv', '-c:v magicyuv -pix_fmt gbrp'],
    ['prores', 'mov', '-c:v prores'],
    ['dnxhd', 'mov', '-s 1280x720 -r 25 -c:v dnxhd -b:v 60M -pix_fmt yuv422p'],
    ['rawvideo', 'avi', '-c:v rawvideo'],
    ['wmv2', 'avi', '-c:v wmv2'],
    ['msmpeg4', 'avi', '-c:v msmpeg4'],
    ['huffyuv', 'avi', '-c:v huffyuv'],
    ['utvideo', 'avi', '-c:v utvideo'],
    ['theora', 'mkv', '-c:v libtheora'],
    ['png', 'mov', '-c:v png'],
    ['gif', 'mkv', '-pix_fmt rgb8 -c:v gif'],
    ['cinepak', 'avi', '-c:v cinepak'],
    ['qtrle', 'mov', '-c:v qtrle'],
    ['jpeg2000', 'mov', '-c:v jpeg2000'],
    ['mpeg2', 'mkv', '-c:v mpeg2video'],
    ['flv1', 'mkv', '-c:v flv'],
    ['snow', 'avi', '-c:v snow -strict -2'],
  ] as const
).map(([name, ext, args]) =>
  coded(`codec-${name}`, `a picture coded as ${name}`, ['codec_not_accepted'], ext, `${picture(1)} ${args}`),
);

/** Sound that we do not decode beside a picture that we do: it goes on without. */
const unheard = (
  [
    ['dts', 'mkv', '-c:a dca -strict -2'],
    ['truehd', 'mkv', '-c:a truehd -strict -2'],
    ['wma', 'mkv', '-c:a wmav2'],
    ['float', 'mov', '-c:a pcm_f32le'],
    ['gsm', 'mov', '-ar 8000 -ac 1 -c:a libgsm'],
    ['speex', 'mkv', '-ar 16000 -ac 1 -c:a libspeex'],
  ] as const
).map(([name, ext, args]) =>
  coded(
    `sound-${name}`,
    `a good picture with ${name} sound`,
    ['ready'],
    ext,
    `${picture(2)} ${tone(2)} ${h264} ${args}`,
  ),
);

const srt = '1\n00:00:00,000 --> 00:00:02,000\n<font face="../../x">Hola</font>\n';

/** ffmpeg's arguments with a subtitle track as the last input, given as a data address. */
const words = `-f srt -i data:text/plain;base64,${Buffer.from(srt).toString('base64')}`;

const noPicture: Recipe[] = [
  coded('only-sound', 'sound and nothing else', ['no_video'], 'm4a', `${tone()} ${aac}`),
  coded('only-sound-mkv', 'sound in Matroska and nothing else', ['no_video'], 'mkv', `${tone()} ${aac}`),
  coded(
    'only-cover',
    'sound with a picture of its cover',
    ['no_video'],
    'm4a',
    `${tone()} ${picture(1, '64x64', 1)} -map 0 -map 1 ${aac} -c:v mjpeg -disposition:v attached_pic`,
  ),
  coded(
    'only-cover-png',
    'sound with a PNG of its cover',
    ['no_video'],
    'm4a',
    `${tone()} ${picture(1, '64x64', 1)} -map 0 -map 1 ${aac} -c:v png -disposition:v attached_pic`,
  ),
  coded('only-words', 'MP4 with subtitles and nothing else', ['no_video'], 'mp4', `${words} -c:s mov_text`),
  coded(
    'only-words-ass',
    'Matroska with styled subtitles and nothing else',
    ['no_video'],
    'mkv',
    `${words} -c:s ass`,
  ),
  coded(
    'cover-png',
    'a good picture with a PNG of its cover',
    ['ready'],
    'mp4',
    `${picture(2)} ${picture(1, '64x64', 1)} ${tone(2)} -map 0 -map 1 -map 2 ${h264} ${aac} -c:v:1 png -disposition:v:1 attached_pic`,
  ),
  coded(
    'second-unlisted',
    'a good picture, and a second one coded as ffv1',
    ['ready', 'codec_not_accepted'],
    'mkv',
    `${picture(2)} ${picture(2)} -map 0 -map 1 ${h264} -c:v:1 ffv1`,
  ),
  coded(
    'encrypted',
    'MP4 with an encrypted track',
    broken,
    'mp4',
    `${picture(2)} ${tone(2)} ${h264} ${aac} -encryption_scheme cenc-aes-ctr -encryption_key 76a6c65c5ea762046bd749a2e632ccbb -encryption_kid a7e61c373e219033c21091fa607bf3b8`,
  ),
];

/** Packets of noise behind headers that are right. */
function noise(
  name: string,
  about: string,
  ends: readonly End[],
  kind: keyof typeof good,
  from: number,
): Recipe {
  return {
    name: `noise-${name}`,
    about,
    ends,
    draw: async () => {
      const bytes = Buffer.from(await good[kind]());
      const next = random(99);
      const start = bytes.indexOf('mdat') + 4;
      const end = bytes.lastIndexOf('moov') - 4;
      // Lengths of NAL units stay as they are, what is in them is noise.
      for (let at = start; at + 4 < end;) {
        const length = bytes.readUInt32BE(at);
        if (length === 0 || at + 4 + length > end) break;
        for (let n = at + 4 + from; n < at + 4 + length; n += 1) bytes[n] = next() * 256;
        at += 4 + length;
      }
      return bytes;
    },
  };
}

const noises: Recipe[] = [
  noise('slices', 'H.264 whose slices are noise behind good headers', playsOrBroken, 'mp4', 3),
  noise('units', 'H.264 whose units are noise from the first byte', playsOrBroken, 'mp4', 0),
  noise('hevc', 'HEVC whose slices are noise', playsOrBroken, 'hevc', 4),
  {
    name: 'hevc-params',
    about: 'HEVC whose parameters are noise',
    ends: [...playsOrBroken, 'too_large_picture', 'too_small', 'too_heavy'],
    draw: async () => {
      const bytes = await good.hevc();
      return over(bytes, bytes.indexOf('hvcC') + 30, Buffer.alloc(60, 0x5b));
    },
  },
  {
    name: 'avi-index',
    about: 'AVI with an index of two million entries that all point to the same place',
    ends: [...playsOrBroken, 'too_heavy', 'too_many_fps', 'too_long'],
    draw: async () => {
      const bytes = await good.avi();
      const entry = Buffer.concat([ascii('00dc'), Buffer.from('100000000400000000100000', 'hex')]);
      const index = Buffer.concat(Array.from({ length: 2_000_000 }, () => entry));
      const size = Buffer.alloc(4);
      size.writeUInt32LE(index.length);
      return Buffer.concat([bytes.subarray(0, bytes.lastIndexOf('idx1')), ascii('idx1'), size, index]);
    },
  },
  {
    name: 'avi-streams',
    about: 'AVI that says it has four billion streams',
    ends: [...playsOrBroken, 'too_heavy'],
    draw: async () => {
      const bytes = await good.avi();
      return over(bytes, bytes.indexOf('avih') + 8 + 24, Buffer.from('ffffffff', 'hex'));
    },
  },
];

const nut: Recipe = coded('nut', "ffmpeg's own container", ['not_video'], 'nut', `${picture(1)} ${h264}`);

export const codecs: Recipe[] = [...unlisted, ...unheard, ...noPicture, ...noises, nut];
