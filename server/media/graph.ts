import { reading } from './cut.ts';
import { normalise, smaller, steadySound } from './filters.ts';
import type { MediaInfo } from './media-info.ts';
import { type Rung, rungFps, type Sound } from './renditions.ts';
import { everyStep, grid } from './storyboard.ts';

/** What one process makes of a source. */
export type Makings = { rungs: readonly Rung[]; sound: Sound | null; storyboard: boolean };

/** A filter graph and the input options that belong to it. */
export type Graph = { inputOptions: string[]; filters: string[] };

/**
 * One graph for everything: the source is decoded once, each rung is scaled from the one above, the storyboard from the
 * lowest, and the sound is straightened once. Ends in [v<name>] and [a<name>] of each rendition, and [storyboard], one tile
 * after the other.
 */
export function graph(info: MediaInfo, makings: Makings): Graph {
  const { baseFps, avgFps } = info.video;
  const { inputOptions, picture, sound } = reading(info, makings.rungs[0]?.fps ?? rungFps(baseFps, avgFps));
  const filters = [...pictures(info, makings, picture), ...sounds(info, makings, sound)];
  return { inputOptions: [...inputOptions, ...keyframesOnly(info, makings)], filters };
}

function pictures(info: MediaInfo, { rungs, storyboard }: Makings, part: string[]): string[] {
  const { video } = info;
  const [early, late] = dropsPictures(info, rungs) ? [part, []] : [[], part];
  const chains = rungs.flatMap((rung, index) => {
    const above = rungs[index - 1];
    const scaled = above
      ? `[below${above.name}]${smaller(rung)},setsar=1`
      : `[0:${video.index}]${[...early, ...normalise(video, rung)].join()}`;
    const isLast = index === rungs.length - 1 && !storyboard;
    if (isLast) return [`${[scaled, ...late].join()}[v${rung.name}]`];
    const below = `[below${rung.name}]`;
    return late.length === 0
      ? [`${scaled},split[v${rung.name}]${below}`]
      : [`${scaled},split[all${rung.name}]${below}`, `[all${rung.name}]${late.join()}[v${rung.name}]`];
  });
  if (!storyboard) return chains;

  const board = grid(info);
  const lowest = rungs.at(-1);
  const within = info.cut && (late.length > 0 || !lowest) ? part : [];
  const tiles = lowest
    ? [`[below${lowest.name}]${[...within, everyStep(board)].join()}`, smaller(board)]
    : [`[0:${video.index}]${[...within, everyStep(board)].join()}`, ...normalise(video, board)];
  return [...chains, `${[...tiles, 'format=yuvj420p'].join()}[storyboard]`];
}

/**
 * Whether more pictures come than are kept: then they are dropped first, and not scaled in vain. Otherwise the constant
 * rate comes last, where a picture that is shown for a minute is eighteen hundred times the same memory.
 */
function dropsPictures({ video }: MediaInfo, [top]: readonly Rung[]): boolean {
  return top !== undefined && video.avgFps > (top.fps.num / top.fps.den) * 1.05;
}

/**
 * Sound that ends before the picture, or never begins in this part, goes on as silence: players wait for a track that
 * the file announces.
 */
function sounds(info: MediaInfo, { rungs, sound }: Makings, part: string[]): string[] {
  const names = [...rungs.filter(({ audioRate }) => audioRate > 0), ...(sound ? [sound] : [])];
  if (!info.audio || names.length === 0) return [];
  const steady = [...part, steadySound, `apad=whole_dur=${(info.durationMs / 1000).toFixed(3)}`].join();
  const ends = names.map(({ name }) => `[a${name}]`).join('');
  return [`[0:${info.audio.index}]${steady},asplit=${names.length}${ends}`];
}

const longMs = 10 * 60_000;

/**
 * A storyboard alone, of a long recording by a phone, looks at keyframes only: they come every second or two there, and
 * its tiles lie six seconds apart or more. Browsers write one every few minutes.
 */
function keyframesOnly({ video, durationMs, cut }: MediaInfo, { rungs, sound }: Makings): string[] {
  const often = video.codec === 'h264' || video.codec === 'hevc';
  const alone = rungs.length === 0 && !sound;
  return alone && often && !cut && durationMs >= longMs ? ['-skip_frame', 'nokey'] : [];
}
