import type { AudioInfo, MediaInfo, VideoInfo } from '../../../server/media/media-info.ts';

const video: VideoInfo = {
  index: 0,
  codec: 'h264',
  profile: 'High',
  level: 40,
  pixFmt: 'yuv420p',
  width: 1920,
  height: 1080,
  rotation: 0,
  squarePixels: true,
  interlaced: false,
  hdr: false,
  transfer: 'bt709',
  avgFps: 30,
  baseFps: { num: 30, den: 1 },
  bitrate: 10_000_000,
  durationMs: 60_000,
  startMs: 0,
  decodes: true,
  hiddenStart: false,
};

const audio: AudioInfo = {
  index: 1,
  codec: 'aac',
  profile: 'LC',
  channels: 2,
  sampleRate: 48_000,
  bitrate: 128_000,
};

/** A phone's clip as `probe` describes it, with what a test changes. */
export function source(
  changes: Partial<Omit<MediaInfo, 'video' | 'audio'>> & {
    video?: Partial<VideoInfo>;
    audio?: Partial<AudioInfo> | null;
  } = {},
): MediaInfo {
  return {
    bytes: 75_000_000,
    container: 'mov',
    durationMs: 60_000,
    audioDropped: false,
    ...changes,
    video: { ...video, ...changes.video },
    audio: changes.audio === null ? null : { ...audio, ...changes.audio },
  };
}
