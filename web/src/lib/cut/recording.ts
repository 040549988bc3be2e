import { canEncodeVideo, Quality } from 'mediabunny';
import { shrunkBitsPerSecond } from './estimate.ts';
import { Moments } from './moments.ts';
import type { Part } from './part.ts';
import { decoded, type Pictures, played } from './pictures.ts';
import { shrinkPace, shrunkLines, shrunkSize } from './shrink.ts';
import { openTracks, type Tracks } from './tracks.ts';

/** A video of this device, opened where it lies. Nothing of it is sent by looking at it. */
export type Recording = {
  durationMs: number;
  /** Where a copied part may begin and end. */
  moments: Moments;
  pictures: Pictures;
  /** For a player; null where the browser only decodes it frame by frame. */
  url: string | null;
  tracks: Tracks;
  shrinkable: boolean;
  close(): void;
};

/** Opens a video to choose a part of it. Null where this browser can't read it or has no picture to show of it. */
export async function openRecording(file: File): Promise<Recording | null> {
  // Over plain http a browser lends pages neither its decoders nor its private storage.
  if (!isSecureContext) return null;
  const url = URL.createObjectURL(file);
  const [tracks, playedMs] = await Promise.all([openTracks(file), playable(url)]);
  const decodes = tracks !== null && (await tracks.video.canDecode());
  if (!tracks || (playedMs === null && !decodes)) {
    tracks?.input.dispose();
    URL.revokeObjectURL(url);
    return null;
  }
  // A phone that trims a video may only hide its end: what the player does not show was not meant to be seen.
  const durationMs = Math.round(
    Math.min((await tracks.video.computeDuration()) * 1000, playedMs ?? Infinity),
  );
  return {
    durationMs,
    moments: new Moments(tracks.video, durationMs),
    pictures: decodes ? decoded(tracks.video) : played(url),
    url: playedMs === null ? null : url,
    tracks,
    shrinkable: decodes && (await shrinkable(tracks, shrunkBitsPerSecond(file.size, durationMs))),
    close() {
      tracks.input.dispose();
      URL.revokeObjectURL(url);
    },
  };
}

/** Seconds of work per second of video for encoding it in 720p on this device; null when it turns out that it cannot. */
export async function shrinkPaceOf(
  { tracks, durationMs }: Recording,
  part: Part,
  bytes: number,
  signal: AbortSignal,
) {
  try {
    return await shrinkPace(tracks, part, shrunkBitsPerSecond(bytes, durationMs), signal);
  } catch {
    return null;
  }
}

/** How long a player says it lasts, in milliseconds; null when it plays no picture of it. */
function playable(url: string) {
  return new Promise<number | null>((resolve) => {
    const video = document.createElement('video');
    const end = (ms: number | null) => {
      clearTimeout(patience);
      video.removeAttribute('src');
      video.load();
      resolve(ms);
    };
    const patience = setTimeout(() => end(null), 8000);
    video.onloadedmetadata = () =>
      end(video.videoWidth > 0 ? (Number.isFinite(video.duration) ? video.duration * 1000 : Infinity) : null);
    video.onerror = () => end(null);
    video.muted = true;
    video.preload = 'metadata';
    video.src = url;
  });
}

/** Larger than 720p or heavier than needed, in ordinary colours, and with sound that can be kept as it is. */
async function shrinkable({ video, audio }: Tracks, bitsPerSecond: number) {
  const [width, height] = [await video.getDisplayWidth(), await video.getDisplayHeight()];
  const keepsSound = audio === null || ['aac', 'opus', 'mp3'].includes((await audio.getCodec()) ?? '');
  if (!keepsSound || Math.min(width, height) < shrunkLines || (await video.hasHighDynamicRange()))
    return false;
  return canEncodeVideo('avc', {
    ...shrunkSize(width, height),
    quality: new Quality({ bitrate: bitsPerSecond }),
  });
}
