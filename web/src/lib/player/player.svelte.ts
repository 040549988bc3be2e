import type { Engine } from './engine.ts';
import { FrameClock } from './frame-clock.ts';

export const rates = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;
export const stepMs = 5000;

type Source = { url: string; version: string };

/**
 * The video of the room, as state: where it is, whether it plays, how fast and how sharp. Times are integer milliseconds
 * of the episode, whose length is what the server measured, never what the player believes.
 */
export class Player {
  /** Where the video is. */
  atMs = $state(0);
  playing = $state(false);
  /** Has played or been moved once: until then the still picture is shown. */
  started = $state(false);
  /** Wants to play and has nothing to show. */
  waiting = $state(false);
  /** The video could not be fetched or read; `retry` tries again. */
  failed = $state(false);
  rate = $state(1);
  /** Lines of picture of the renditions on offer, the sharpest first. */
  heights = $state.raw<number[]>([]);
  /** The rendition asked for; null lets the connection decide. */
  height = $state<number | null>(null);
  /** The rendition shown now. */
  shownHeight = $state<number | null>(null);

  readonly #durationMs: () => number;
  #engine: Engine | undefined;
  #frames: FrameClock | undefined;
  #source: Source | undefined;
  #ticking = 0;

  constructor(durationMs: () => number) {
    this.#durationMs = durationMs;
  }

  /** An attachment: the video is in this element until that is gone. video.js itself is fetched only now. */
  mount = (host: HTMLElement) => {
    const gone = new AbortController();
    void this.#start(host, gone.signal);
    return () => {
      gone.abort();
      this.#stop();
    };
  };

  /** Plays another address of the same video from where it is: better renditions, or a second attempt. */
  open(source: Source) {
    if (source.url === this.#source?.url && source.version === this.#source.version) return;
    this.#source = source;
    this.#fetch();
  }

  retry() {
    this.failed = false;
    this.#fetch();
  }

  play() {
    this.started = true;
    // Refused by the browser, or there is nothing to play yet: the button still says "play".
    void this.#engine?.player.play()?.catch(() => {});
  }

  pause() {
    this.#engine?.player.pause();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  seek(ms: number) {
    this.atMs = Math.round(Math.min(Math.max(0, ms), this.#durationMs()));
    this.started = true;
    this.#engine?.player.currentTime(this.atMs / 1000);
  }

  /** Goes to a neighbouring frame, and stands still there. */
  step(frames: number) {
    this.pause();
    this.seek(this.atMs + frames * (this.#frames?.frameMs ?? 40));
  }

  setRate(rate: number) {
    this.rate = rate;
    this.#engine?.player.playbackRate(rate);
  }

  setHeight(height: number | null) {
    this.height = height;
    for (const level of Array.from(this.#engine?.levels ?? [])) {
      level.enabled = height === null || level.height === height;
    }
  }

  async #start(host: HTMLElement, gone: AbortSignal) {
    const { startEngine } = await import('./engine.ts');
    if (gone.aborted) return;
    const video = document.createElement('video');
    host.append(video);
    this.#engine = startEngine(video);
    this.#frames = new FrameClock(video);
    this.#listen(this.#engine);
    this.#fetch();
  }

  #stop() {
    cancelAnimationFrame(this.#ticking);
    this.playing = this.waiting = false;
    this.#frames?.close();
    this.#engine?.player.dispose();
    this.#engine = undefined;
  }

  #fetch() {
    const engine = this.#engine?.player;
    if (!engine || !this.#source) return;
    const { atMs, playing } = this;
    engine.src({ src: this.#source.url, type: 'application/x-mpegURL' });
    engine.one('loadedmetadata', () => {
      if (atMs > 0) engine.currentTime(atMs / 1000);
      engine.playbackRate(this.rate);
      if (playing) this.play();
    });
  }

  #listen({ player, levels }: Engine) {
    const read = () => {
      // On the way to another moment the video still tells the old one, and before its first frame nothing but 0.
      if (player.readyState() > 0 && !player.seeking())
        this.atMs = Math.round((player.currentTime() ?? 0) * 1000);
    };
    // Four times a second is what browsers tell by themselves; a playhead needs every frame.
    const tick = () => {
      read();
      this.#ticking = requestAnimationFrame(tick);
    };
    player.on('play', () => {
      this.started = this.playing = true;
      cancelAnimationFrame(this.#ticking);
      tick();
    });
    player.on(['pause', 'ended', 'emptied'], () => {
      this.playing = this.waiting = false;
      cancelAnimationFrame(this.#ticking);
    });
    player.on(['timeupdate', 'seeked'], read);
    player.on('waiting', () => (this.waiting = true));
    player.on(['playing', 'seeked', 'canplay'], () => (this.waiting = false));
    player.on('error', () => {
      this.failed = true;
      this.playing = this.waiting = false;
    });
    player.on('loadstart', () => (this.failed = false));
    levels.on('addqualitylevel', () => {
      const heights = Array.from(levels).flatMap(({ height }) => height ?? []);
      this.heights = [...new Set(heights)].sort((a, b) => b - a);
      if (this.height !== null) this.setHeight(this.heights.includes(this.height) ? this.height : null);
    });
    levels.on('change', () => (this.shownHeight = levels[levels.selectedIndex]?.height ?? null));
  }
}
