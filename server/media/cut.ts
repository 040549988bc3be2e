import type { Cut, Fraction, MediaInfo } from './media-info.ts';

/**
 * The same source, of which only a part is used: what is made of it begins with the frame that the source shows at
 * `startMs` and holds nothing from `endMs` on. An end beyond the source's is its end; the API has checked the rest.
 */
export function cutTo(info: MediaInfo, { startMs, endMs }: Cut): MediaInfo {
  const cut = { startMs, endMs: Math.min(endMs, info.durationMs) };
  const pictureEndMs = Math.min(cut.endMs, info.video.durationMs);
  return {
    ...info,
    cut,
    durationMs: cut.endMs - startMs,
    video: { ...info.video, durationMs: Math.max(0, pictureEndMs - startMs) },
  };
}

/** How ffmpeg has to read a source so that all time stamps count from the start of its part. */
export type Reading = {
  inputOptions: string[];
  /** The first filters of the picture: a constant rate from zero, and an end. */
  picture: string[];
  /** The first filters of the sound. */
  sound: string[];
};

/**
 * Time stamps are rounded to what the container can say, so a frame may come this share of a frame late and still be
 * the one shown at the moment it is due.
 */
const lateness = 0.1;

/**
 * Decoding begins this much before the part: the keyframe at its very start may be followed by pictures that are shown
 * before it and can't be decoded without the one before.
 */
const runUpSeconds = 1;

/**
 * A whole source is laid on the beats of `fps` by rounding. In a part each beat shows what the source shows at that
 * moment, like a still taken then: no frame that begins later comes in at its start or at its end.
 */
export function reading({ cut, video }: MediaInfo, fps: Fraction): Reading {
  const rate = `fps=${fps.num}/${fps.den}:start_time=0`;
  if (!cut) return { inputOptions: [], picture: [rate], sound: [] };

  const beat = fps.den / fps.num;
  // A whole source is shown from its first picture on when that comes less than half a beat late; so is its part.
  const first = Math.abs(video.startMs / 1000) < beat / 2 ? video.startMs / 1000 : 0;
  const start = cut.startMs / 1000 + Math.max(0, first) + lateness * beat;
  const runUp = Math.min(start, runUpSeconds);
  const seconds = (cut.endMs - cut.startMs) / 1000;
  const seek = start > runUp ? ['-noaccurate_seek', '-ss', (start - runUp).toFixed(6)] : [];
  return {
    inputOptions: [...seek, '-itsoffset', (-runUp).toFixed(6)],
    picture: [`${rate}:round=up`, `trim=end_frame=${Math.max(1, Math.ceil(seconds / beat - lateness))}`],
    sound: [`atrim=start=0:end=${seconds.toFixed(3)}`],
  };
}
