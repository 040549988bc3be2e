import probe from 'mux.js/lib/mp4/probe.js';

type Asked = { action: string; data: Uint8Array; timescales: Record<number, number> };

/** What is asked of a fragment; whatever else the worker is told means nothing to it. */
const answers: Record<string, (asked: Asked) => object> = {
  probeMp4Tracks: ({ data }) => ({ data, tracks: probe.tracks(data) }),
  probeMp4StartTime: ({ data, timescales }) => ({ data, startTime: probe.startTime(timescales, data) }),
  probeEmsgID3: ({ data }) => ({ emsgData: data, id3Frames: [] }),
  pushMp4Captions: ({ data }) => ({ action: 'mp4Captions', data, captions: [], logs: [] }),
};

/**
 * Stands in for the worker of video.js, which takes apart transport streams, bare sound, and captions and tags inside a
 * video. Nothing of that is served here: fragments are only asked what they hold and when they begin.
 */
export class Fragments extends EventTarget {
  #open = true;

  postMessage(asked: Asked) {
    const answer = answers[asked.action]?.(asked);
    if (!answer) return;
    queueMicrotask(() => {
      if (this.#open)
        this.dispatchEvent(new MessageEvent('message', { data: { action: asked.action, ...answer } }));
    });
  }

  terminate() {
    this.#open = false;
  }
}
