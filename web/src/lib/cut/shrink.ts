import {
  NullTarget,
  Output,
  Quality,
  type Target,
  type VideoSample,
  VideoSampleSink,
  VideoSampleSource,
} from 'mediabunny';
import type { Watch } from './copy.ts';
import type { Part } from './part.ts';
import { sound } from './sound.ts';
import { plainMp4, type Tracks } from './tracks.ts';

/** Lines of the smaller picture, counted on its short side. */
export const shrunkLines = 720;
const frameSlack = 0.001;
const probeSeconds = 1.5;

/** The smaller picture's size, both sides even; never larger than the recording's. */
export function shrunkSize(width: number, height: number) {
  const scale = Math.min(1, shrunkLines / Math.min(width, height));
  const even = (side: number) => Math.max(2, Math.round((side * scale) / 2) * 2);
  return { width: even(width), height: even(height) };
}

/** Encodes a part anew in 720p, exactly from and to the frame, with its sound as it is, upright without being told. */
export async function shrinkPart(
  tracks: Tracks,
  { startMs, endMs }: Part,
  bitsPerSecond: number,
  target: Target,
  { signal, onProgress }: Watch,
) {
  const [start, end] = [startMs / 1000, endMs / 1000];
  const output = new Output({ format: plainMp4(), target });
  const picture = new VideoSampleSource({
    codec: 'avc',
    quality: new Quality({ bitrate: bitsPerSecond }),
    keyFrameInterval: 2,
    sizeChangeBehavior: 'contain',
    transform: shrunkSize(await tracks.video.getDisplayWidth(), await tracks.video.getDisplayHeight()),
  });
  output.addVideoTrack(picture);
  const samples = new VideoSampleSink(tracks.video).samples(start, end - frameSlack);
  let sample = await firstFrom(samples, start);
  const origin = sample?.timestamp ?? start;
  const heard = tracks.audio && (await sound(tracks.audio, output, origin, end));
  await output.start();
  try {
    for (; sample; sample = (await samples.next()).value ?? null) {
      signal.throwIfAborted();
      const timestamp = sample.timestamp - origin;
      sample.setTimestamp(timestamp);
      await picture.add(sample);
      await heard?.until(timestamp);
      sample.close();
      onProgress(timestamp / (end - origin));
    }
    await heard?.until(Infinity);
    await output.finalize();
  } catch (error) {
    sample?.close();
    await output.cancel();
    throw error;
  } finally {
    await samples.return();
  }
}

/** The frame under way when the part begins belongs to what comes before. */
async function firstFrom(samples: AsyncGenerator<VideoSample, void>, start: number) {
  for (;;) {
    const { value } = await samples.next();
    if (!value || value.timestamp >= start - frameSlack) return value ?? null;
    value.close();
  }
}

/** How many seconds of work this device needs for a second of the recording, tried on a piece from its middle. */
export async function shrinkPace(tracks: Tracks, part: Part, bitsPerSecond: number, signal: AbortSignal) {
  const middle = (part.startMs + part.endMs) / 2;
  const endMs = Math.min(part.endMs, middle + probeSeconds * 1000);
  const piece = { startMs: middle, endMs };
  const began = performance.now();
  await shrinkPart({ ...tracks, audio: null }, piece, bitsPerSecond, new NullTarget(), {
    signal,
    onProgress: () => {},
  });
  return (performance.now() - began) / (endMs - middle);
}
