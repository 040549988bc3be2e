import {
  BlobSource,
  Input,
  type InputAudioTrack,
  type InputVideoTrack,
  MATROSKA,
  MkvOutputFormat,
  MovOutputFormat,
  MP4,
  Mp4OutputFormat,
  MPEG_TS,
  type OutputFormat,
  QTFF,
  WEBM,
} from 'mediabunny';

/** A recording opened where it lies: its picture and its sound. Every other track stays behind. */
export type Tracks = { input: Input; video: InputVideoTrack; audio: InputAudioTrack | null };

/** Opens a file without reading more than its index. Null where there is no picture that can be found in it. */
export async function openTracks(file: Blob): Promise<Tracks | null> {
  const input = new Input({
    formats: [MP4, QTFF, MATROSKA, WEBM, MPEG_TS],
    source: new BlobSource(file, { handleUnhandledError: () => {} }),
  });
  try {
    const video = await input.getPrimaryVideoTrack();
    if (video && (await video.getCodec()) !== null) {
      return { input, video, audio: await heard(await input.getPrimaryAudioTrack()) };
    }
  } catch {
    // Broken or of another kind: the server will say which.
  }
  input.dispose();
  return null;
}

async function heard(audio: InputAudioTrack | null) {
  return audio && (await audio.getCodec()) !== null ? audio : null;
}

/** A file of the same family as the recording, so that whatever it holds may be copied into it. */
export async function sameFamily({ input }: Tracks): Promise<OutputFormat> {
  const format = await input.getFormat();
  if (format === MATROSKA || format === WEBM) return new MkvOutputFormat();
  return format === QTFF ? new MovOutputFormat({ fastStart: false }) : plainMp4();
}

/** The index at the end: nothing is held in memory, and the server has the whole file before it reads it. */
export const plainMp4 = () => new Mp4OutputFormat({ fastStart: false });
