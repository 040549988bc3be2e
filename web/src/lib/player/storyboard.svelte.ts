/** A region of a picture, in its own pixels. */
export type Tile = { url: string; x: number; y: number; width: number; height: number };
type Scene = Tile & { untilMs: number };

/** Small pictures of the whole episode, to look for a moment by. Fetched when first looked at; without them nothing is shown. */
export class Storyboard {
  #scenes = $state.raw<Scene[]>([]);
  #url: string | null = null;
  #asked = false;

  open(url: string | null) {
    if (url === this.#url) return;
    this.#url = url;
    this.#asked = false;
    this.#scenes = [];
  }

  /** Somebody looks for a moment. */
  look() {
    if (this.#asked || !this.#url) return;
    this.#asked = true;
    void this.#fetch(this.#url);
  }

  /** The picture of a moment, if it is there. */
  at(ms: number): Tile | undefined {
    return this.#scenes.find(({ untilMs }) => ms < untilMs) ?? this.#scenes.at(-1);
  }

  async #fetch(url: string) {
    const answer = await fetch(url).catch(() => undefined);
    const text = answer?.ok ? await answer.text() : '';
    if (url === this.#url) this.#scenes = scenesOf(text, url);
  }
}

/** The scenes of a WebVTT storyboard: each cue is a span of time and a region, `storyboard.jpg#xywh=160,0,160,90`. */
export function scenesOf(vtt: string, base: string): Scene[] {
  const cues = vtt.matchAll(
    /-->\s+(?:(\d+):)?(\d\d):(\d\d)\.(\d{3})[^\n]*\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)/g,
  );
  return [...cues].map(([, hours = '0', minutes, seconds, ms, name = '', x, y, width, height]) => ({
    untilMs: ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(ms),
    url: base.replace(/[^/]*$/, name),
    ...{ x: Number(x), y: Number(y), width: Number(width), height: Number(height) },
  }));
}
