import { CanvasSink, type InputVideoTrack } from 'mediabunny';

/** A small picture of a moment, for the filmstrip. */
export type Picture = { atMs: number; canvas: HTMLCanvasElement };
/** Draws `count` of them between two moments, one after another, until it is told to stop. */
export type Pictures = (fromMs: number, toMs: number, count: number) => AsyncGenerator<Picture>;

const tall = 96;

/** Evenly spaced moments, each in the middle of its piece. */
export function evenly(fromMs: number, toMs: number, count: number) {
  return Array.from({ length: count }, (_, at) => fromMs + ((at + 0.5) * (toMs - fromMs)) / count);
}

/** Decoded here, without sound and without waiting for a player. */
export function decoded(video: InputVideoTrack): Pictures {
  const sink = new CanvasSink(video, { height: tall });
  return async function* (fromMs, toMs, count) {
    const moments = evenly(fromMs, toMs, count);
    let at = 0;
    for await (const frame of sink.canvasesAtTimestamps(moments.map((ms) => ms / 1000))) {
      const atMs = moments[at++] ?? 0;
      if (frame && frame.canvas instanceof HTMLCanvasElement) yield { atMs, canvas: frame.canvas };
    }
  };
}

/** Taken from a player that is moved from moment to moment: for what a browser plays but does not decode for pages. */
export function played(url: string): Pictures {
  return async function* (fromMs, toMs, count) {
    const video = document.createElement('video');
    video.muted = true;
    video.src = url;
    try {
      for (const atMs of evenly(fromMs, toMs, count)) {
        video.currentTime = atMs / 1000;
        await new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
        const width = Math.round((tall * video.videoWidth) / video.videoHeight);
        yield { atMs, canvas: drawn(width, tall, (pen) => pen.drawImage(video, 0, 0, width, tall)) };
      }
    } finally {
      video.removeAttribute('src');
      video.load();
    }
  };
}

export function drawn(width: number, height: number, draw: (pen: CanvasRenderingContext2D) => void) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext('2d');
  if (pen) draw(pen);
  return canvas;
}
