import { stat } from 'node:fs/promises';
import { reading } from './cut.ts';
import { ffmpeg } from './ffmpeg.ts';
import { normalise } from './filters.ts';
import type { MediaInfo } from './media-info.ts';
import { jpeg } from './outputs.ts';
import { MediaRefusal } from './refusal.ts';
import { evenSide, rungFps } from './renditions.ts';

const shortSide = 480;

/**
 * Writes a JPEG still, upright and without metadata, short side at most 480. Taken a little way in, because recordings
 * begin with a lens cap or the floor; always from the part that is used.
 */
export async function poster(
  source: string,
  info: MediaInfo,
  path: string,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const { video, durationMs, cut } = info;
  const scale = Math.min(1, shortSide / Math.min(video.width, video.height));
  const size = { width: evenSide(video.width, scale), height: evenSide(video.height, scale) };
  const still = async ({ inputOptions, picture }: Still) => {
    const filters = [...picture, ...normalise(video, size), 'format=yuvj420p'];
    await ffmpeg({
      source,
      inputOptions,
      filters: [`[0:${video.index}]${filters.join()}[still]`],
      outputs: [{ path, options: ['-map', '[still]', ...jpeg(4)] }],
      limits: { wallSeconds: 120, cpuSeconds: 120, fileBytes: 2 ** 25 },
      signal,
    });
    return (await stat(path).catch(() => null))?.size ?? 0;
  };
  const laterMs = Math.min(durationMs * 0.1, 10_000);
  const bytes =
    (await still(cut ? frameAt(info, cut.startMs + laterMs) : keyframeBefore(laterMs))) ||
    (await still(frameAt(info, cut?.startMs ?? 0)));
  if (bytes === 0) throw new MediaRefusal('damaged', 'no still');
}

type Still = { inputOptions: string[]; picture: string[] };

/** Decodes one picture: the first rung of a heavy source is waiting for the same processors. */
const keyframeBefore = (ms: number): Still => ({
  inputOptions: ['-noaccurate_seek', '-ss', (ms / 1000).toFixed(3), '-skip_frame', 'nokey'],
  picture: [],
});

/** The very frame, for a part of which nothing around may be seen. */
function frameAt({ cut, durationMs, ...info }: MediaInfo, startMs: number): Still {
  const { baseFps, avgFps } = info.video;
  const part = { startMs, endMs: cut?.endMs ?? durationMs };
  return reading({ ...info, durationMs, cut: part }, rungFps(baseFps, avgFps));
}
