/** Why a file is not taken, each one something its teacher can act on. The web has a sentence for every code. */
export const refusalCodes = [
  /** No bytes at all. */
  'empty',
  /** Not a video by its first bytes: a text, a picture, a document. */
  'not_video',
  /** A list of other files (HLS, ffconcat) under a video's name. */
  'playlist',
  /** AVCHD from a camcorder (.mts, .m2ts): export it as MP4 first. */
  'avchd',
  /** A video, but of a kind we do not open (WMV, FLV, MPEG program stream, Ogg): export it as MP4 first. */
  'format_not_accepted',
  /** The container is fine, the way its picture is coded is not on our list. */
  'codec_not_accepted',
  /** Only sound, or sound with a cover picture. */
  'no_video',
  /** It opens like a video and cannot be read as one. */
  'damaged',
  /** It ends before it says it does: half copied, or the camera was cut off. */
  'incomplete',
  /** A picture too small to see anything in. */
  'too_small',
  /** A picture larger than 8K. */
  'too_large_picture',
  /** A slow-motion recording above what can be played. */
  'too_many_fps',
  /** Over before one can look. */
  'too_short',
  /** Longer than a lesson can be. */
  'too_long',
  /** Reading it asked for more time, memory or space than any real recording needs. */
  'too_heavy',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

/** The file is at fault: trying again with the same file will end the same way. */
export class MediaRefusal extends Error {
  readonly code: RefusalCode;
  /** What the tool said, for the log and never for the reader. */
  readonly detail: string;

  constructor(code: RefusalCode, detail = '') {
    super(detail ? `${code}: ${detail}` : code);
    this.name = 'MediaRefusal';
    this.code = code;
    this.detail = detail;
  }
}

export type FaultCode = 'ffmpeg_missing' | 'disk' | 'killed' | 'timed_out';

/** We are at fault, or the machine is: the same file may well succeed on another try. */
export class MediaFault extends Error {
  readonly code: FaultCode;

  constructor(code: FaultCode, detail = '') {
    super(detail ? `${code}: ${detail}` : code);
    this.name = 'MediaFault';
    this.code = code;
  }
}
