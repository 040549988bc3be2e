import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { type Asked, ffprobe } from './ffprobe.ts';
import { audioCodecs, videoCodecs } from './gate.ts';
import type { AudioInfo, Fraction, MediaInfo } from './media-info.ts';
import { readThrough } from './read-through.ts';
import { MediaRefusal } from './refusal.ts';
import { sample } from './sample.ts';
import { sniffFile } from './sniff.ts';

const number = z.coerce.number().catch(0);

const streamSchema = z.object({
  index: z.number().int(),
  codec_type: z.string().catch(''),
  codec_name: z.string().catch('unknown'),
  profile: z.union([z.string(), z.number()]).transform(String).catch(''),
  level: number,
  pix_fmt: z.string().catch(''),
  width: number,
  height: number,
  sample_aspect_ratio: z.string().catch('1:1'),
  field_order: z.string().catch('unknown'),
  color_transfer: z.string().catch(''),
  r_frame_rate: z.string().catch(''),
  avg_frame_rate: z.string().catch(''),
  bit_rate: number,
  start_time: number,
  duration: number,
  channels: number,
  sample_rate: number,
  disposition: z.object({ attached_pic: number }).catch({ attached_pic: 0 }),
  side_data_list: z.array(z.object({ rotation: number })).catch([]),
});

const descriptionSchema = z.object({
  streams: z.array(streamSchema),
  format: z.object({ duration: number, bit_rate: number, start_time: number }),
});

type Stream = z.infer<typeof streamSchema>;

const describeOptions = [
  '-show_entries',
  'format=duration,bit_rate,start_time:stream=index,codec_type,codec_name,profile,level,pix_fmt,width,height,' +
    'sample_aspect_ratio,field_order,color_transfer,r_frame_rate,avg_frame_rate,bit_rate,start_time,duration,' +
    'channels,sample_rate:stream_disposition=attached_pic:stream_side_data=rotation',
];

/** A second is enough for 64 streams of four hours; thousands of tags take ffprobe minutes. */
const limits = { wallSeconds: 60, cpuSeconds: 4, fileBytes: 0 };

/**
 * Describes an untrusted local file. Throws a MediaRefusal when it is no video that can be read, the gate decides on
 * the rest. Reads the whole file only when its header lacks the duration (as browsers record WebM).
 */
export async function probe(source: string, signal?: AbortSignal): Promise<MediaInfo> {
  const { size: bytes } = await stat(source);
  const container = await sniffFile(source);
  const { streams, format, asked } = await describe({ source, beside: [], signal });

  const picture = streams.find((s) => s.codec_type === 'video' && s.disposition.attached_pic === 0);
  if (!picture) throw new MediaRefusal('no_video');
  if (!videoCodecs.includes(picture.codec_name))
    throw new MediaRefusal('codec_not_accepted', picture.codec_name);
  const seen = await sample(asked, picture.index, picturesSampled(picture));
  const sounds = streams.filter((s) => s.codec_type === 'audio');
  const sound = sounds.find((s) => audioCodecs.includes(s.codec_name) && s.channels > 0);
  const heard = sound !== undefined && (await sample(asked, sound.index, 24)).frames > 0;

  const header = { durationMs: format.duration * 1000, avgFps: rate(picture.avg_frame_rate) };
  const { durationMs, avgFps } =
    header.durationMs > 0 && header.avgFps > 0
      ? header
      : await readThrough({ source, bytes, signal }, picture.index);

  return {
    bytes,
    container,
    durationMs: Math.round(durationMs),
    video: {
      ...describePicture(picture),
      avgFps,
      bitrate: picture.bit_rate || format.bit_rate || (bytes * 8000) / Math.max(durationMs, 1),
      durationMs: Math.round(picture.duration * 1000 || durationMs),
      startMs: Math.round((picture.start_time - format.start_time) * 1000),
      decodes: seen.frames > 0,
      hiddenStart: seen.hidden > 0,
    },
    audio: heard ? describeSound(sound) : null,
    audioDropped: sounds.length > 0 && !heard,
  };
}

/** ffprobe names at once every decoder that it may not open; what is left after a second try is the picture's. */
async function describe(asked: Asked): Promise<z.infer<typeof descriptionSchema> & { asked: Asked }> {
  try {
    const parsed = descriptionSchema.safeParse(await ffprobe(asked, describeOptions, limits));
    if (!parsed.success) throw new MediaRefusal('damaged', 'no description');
    return { ...parsed.data, asked };
  } catch (error) {
    if (!(error instanceof MediaRefusal) || error.code !== 'codec_not_accepted') throw error;
    if (asked.beside.length > 0) throw error;
    return describe({ ...asked, beside: error.detail.split(',') });
  }
}

/** Fewer where decoding one takes a tenth of a second. */
const picturesSampled = ({ width, height }: Stream) => (width * height > 3840 * 2160 ? 8 : 24);

function describePicture(s: Stream) {
  const rotation = (((Math.round((s.side_data_list[0]?.rotation ?? 0) / 90) * 90) % 360) + 360) % 360;
  const aspect = rate(s.sample_aspect_ratio.replace(':', '/')) || 1;
  const [width, height] = [Math.round(s.width * aspect), s.height];
  const upright = rotation % 180 === 0;
  return {
    index: s.index,
    codec: s.codec_name,
    profile: s.profile,
    level: s.level,
    pixFmt: s.pix_fmt,
    width: upright ? width : height,
    height: upright ? height : width,
    rotation,
    squarePixels: aspect === 1,
    interlaced: !['progressive', 'unknown'].includes(s.field_order),
    hdr: ['smpte2084', 'arib-std-b67'].includes(s.color_transfer),
    transfer: s.color_transfer,
    baseFps: fraction(s.r_frame_rate),
  };
}

function describeSound(s: Stream): AudioInfo {
  return {
    index: s.index,
    codec: s.codec_name,
    profile: s.profile,
    channels: s.channels,
    sampleRate: s.sample_rate,
    bitrate: s.bit_rate,
  };
}

function fraction(text: string): Fraction | null {
  const [num = 0, den = 0] = text.split('/').map(Number);
  return num > 0 && den > 0 ? { num, den } : null;
}

function rate(text: string): number {
  const parts = fraction(text);
  return parts ? parts.num / parts.den : 0;
}
