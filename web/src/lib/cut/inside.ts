import { Moments } from './moments.ts';
import type { Part } from './part.ts';
import { openTracks } from './tracks.ts';

/**
 * What can be copied of a part that was chosen to be encoded: from its first key frame to the last end before its own.
 * Where there is no key frame in it, the nearest before. Throws when the file can no longer be read.
 */
export async function inside(file: File, { startMs, endMs }: Part): Promise<Part> {
  const tracks = await openTracks(file);
  if (!tracks) throw new DOMException('not readable', 'NotReadableError');
  const moments = new Moments(tracks.video, (await tracks.video.computeDuration()) * 1000);
  const start = await moments.startFrom(startMs);
  const part = {
    startMs: start < endMs ? start : await moments.start(startMs),
    endMs: await moments.end(endMs),
  };
  tracks.input.dispose();
  return part;
}
