import { stat } from 'node:fs/promises';
import { ffmpeg } from './ffmpeg.ts';
import { normalise } from './filters.ts';
import type { MediaInfo } from './media-info.ts';
import { MediaRefusal } from './refusal.ts';

const shortSide = 480;

/**
 * Writes a JPEG still, upright and without metadata, short side at most 480. Taken a little way in, because recordings
 * begin with a lens cap or the floor.
 */
export async function poster(
  source: string,
  info: MediaInfo,
  path: string,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const { video, durationMs } = info;
  const scale = Math.min(1, shortSide / Math.min(video.width, video.height));
  const size = { width: Math.ceil(video.width * scale), height: Math.ceil(video.height * scale) };
  const still = async (atMs: number) => {
    await ffmpeg({
      source,
      inputOptions: ['-ss', (atMs / 1000).toFixed(3)],
      filters: [`[0:${video.index}]${[...normalise(video, size), 'format=yuvj420p'].join()}[still]`],
      outputs: [{ path, options: ['-map', '[still]', ...jpeg] }],
      limits: { wallSeconds: 120, cpuSeconds: 120, fileBytes: 2 ** 25 },
      signal,
    });
    return (await stat(path).catch(() => null))?.size ?? 0;
  };
  const bytes = (await still(Math.min(durationMs * 0.1, 10_000))) || (await still(0));
  if (bytes === 0) throw new MediaRefusal('damaged', 'no still');
}

const jpeg = [
  ...['-frames:v', '1', '-map_metadata', '-1', '-fflags', '+bitexact'],
  ...['-c:v', 'mjpeg', '-q:v', '4', '-f', 'image2', '-update', '1'],
];
