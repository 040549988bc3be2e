import { join } from 'node:path';
import { keys } from '../../storage/keys.ts';
import type { Deps } from '../deps.ts';
import { cutTo } from '../media/cut.ts';
import { gate } from '../media/gate.ts';
import { encodeLive, type LiveSegments } from '../media/live-rung.ts';
import type { MediaInfo } from '../media/media-info.ts';
import { poster } from '../media/poster.ts';
import { probe } from '../media/probe.ts';
import { type Plan, plan } from '../media/renditions.ts';
import { copyToHls, encode } from '../media/transcode.ts';
import type { EpisodeRow } from './access.ts';
import { type Attempt, halfIsBetter, publishReady, publishWatchable } from './attempt.ts';
import { LiveOutputs } from './live-outputs.ts';
import { assertRoom, orOutage } from './outage.ts';
import { Outputs } from './outputs.ts';
import { reportProgress } from './progress.ts';
import { Turn } from './turn.ts';

/** The long work of one worker: side by side, two ladders would only make each other late. */
const ladders = new Turn();

/**
 * Makes something to watch as soon as it exists, by a copy or by a rung that is watched while it is encoded; then the
 * ladder, the sound alone and the storyboard, in one process. Throws a MediaRefusal for the file, an Outage, a
 * StaleAttempt, or whatever else is our fault, when nothing runs any more.
 */
export async function prepare(
  deps: Deps,
  { attempt, episode }: { attempt: Attempt; episode: EpisodeRow },
  folder: string,
  stop: AbortSignal,
) {
  const source = join(folder, 'source');
  await orOutage(deps.storage, deps.storage.download(keys.source(episode.id), source));
  const whole = await probe(source, stop);
  gate(whole);
  const info = partOf(whole, episode);
  const planned = plan(info, episode.toCut ? 'choose' : 'play');

  const progress = reportProgress(deps, attempt);
  const failed = new AbortController();
  const signal = AbortSignal.any([stop, progress.stale, failed.signal]);
  const outputs = new Outputs(deps.storage, attempt, folder);
  const before = shareOfFirst(planned);

  const still = poster(source, info, join(folder, 'poster.jpg'), { signal }).then(() =>
    outputs.store('poster.jpg'),
  );
  if (info.video.width * info.video.height > fourK) await still;
  const live = new LiveOutputs(outputs, async (rendition) => {
    await still;
    await publishWatchable(deps, attempt, factsOf(info), [rendition]);
  });
  const showHalf = await halfIsBetter(deps, episode);
  const making = makeFirst(source, info, planned, folder, {
    signal,
    onProgress: progress.phase(0, before),
    onSegments(made) {
      if (showHalf) live.take(made).catch((error: unknown) => failed.abort(error));
    },
  });
  const first = await both(making, still, failed);
  await live.end();
  await assertRoom(folder);
  await outputs.storeRenditions([first]);
  await publishWatchable(deps, attempt, factsOf(info), [first]);

  const rest = await ladders.take(signal, () =>
    encode(source, info, { rungs: planned.ladder, sound: planned.sound, storyboard: true }, folder, {
      signal,
      onProgress: progress.phase(before, 1 - before),
    }),
  );
  await assertRoom(folder);
  await outputs.storeRenditions(rest);
  await outputs.store('storyboard.jpg', 'storyboard.vtt');
  await progress.settled();
  await publishReady(deps, attempt, rest);
}

/** Above this many pixels two processes side by side hold more memory than a worker should need. */
const fourK = 4096 * 2304;

/** The part that its owner chose, or all of it. */
function partOf(whole: MediaInfo, { cutStartMs, cutEndMs }: EpisodeRow) {
  return cutStartMs === null || cutEndMs === null
    ? whole
    : cutTo(whole, { startMs: cutStartMs, endMs: cutEndMs });
}

const factsOf = ({ durationMs, audioDropped, video, audio }: MediaInfo) => ({
  ...{ durationMs, audioDropped, hasAudio: audio !== null },
  ...{ width: video.width, height: video.height },
});

type Making = { signal: AbortSignal; onProgress(done: number): void; onSegments(made: LiveSegments): void };

function makeFirst(source: string, info: MediaInfo, { copy, first }: Plan, folder: string, options: Making) {
  if (copy) return copyToHls(source, info, copy, folder, options);
  if (first) return encodeLive(source, info, first, folder, options);
  throw new Error('the plan has nothing to watch');
}

/** How much of the time what is watched first takes, about: a copy next to none, a first rung nearly as much as the rest. */
function shareOfFirst({ copy, ladder }: Plan) {
  if (copy) return 0.05;
  return ladder.length === 0 ? 0.8 : 0.4;
}

/** Waits for both; when one fails, until the other has been stopped, so that nothing runs on in a removed folder. */
async function both<T>(making: Promise<T>, still: Promise<void>, failed: AbortController): Promise<T> {
  try {
    const [made] = await Promise.all([making, still]);
    return made;
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled([making, still]);
    throw error;
  }
}
