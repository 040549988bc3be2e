import type { VideoInfo } from './media-info.ts';

type Size = { width: number; height: number };

/**
 * From the decoded picture to an upright, square-pixelled, progressive, SDR 4:2:0 one of the given size. ffmpeg applies
 * the rotation matrix itself. Scaled before tone-mapping, which works in floats and is slow on large pictures.
 */
export function normalise(video: VideoInfo, size: Size): string[] {
  return [
    ...(video.interlaced ? ['yadif'] : []),
    ...(isRegular(video)
      ? [`${smaller(size)}${video.hdr ? '' : ':r=limited'}`]
      : [`scale=${size.width}:${size.height}${video.hdr ? '' : ':out_range=tv'}`]),
    ...(video.hdr ? toneMap(video.transfer) : []),
    'format=yuv420p',
    'setsar=1',
  ];
}

/** As sharp as ffmpeg's own `scale` in less than half the time, but only for YUV with even sides. */
export const smaller = ({ width, height }: Size) => `zscale=${width}:${height}:filter=bicubic`;

const isRegular = ({ pixFmt, squarePixels, width, height }: VideoInfo) =>
  pixFmt.startsWith('yuv') && squarePixels && width % 2 === 0 && height % 2 === 0;

/** HLG or PQ in BT.2020 to BT.709: to linear light, a curve for the highlights, and back. */
function toneMap(transfer: string): string[] {
  return [
    `zscale=tin=${transfer}:pin=bt2020:min=bt2020nc:t=linear:npl=100`,
    'format=gbrpf32le',
    'zscale=p=bt709',
    'tonemap=hable:desat=0',
    'zscale=t=bt709:m=bt709:r=limited',
  ];
}

/** Sound from zero, without drift: gaps in time become silence. */
export const steadySound = 'aresample=async=1:first_pts=0';
