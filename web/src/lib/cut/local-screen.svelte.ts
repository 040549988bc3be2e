import { CanvasSink } from 'mediabunny';
import type { Screen } from './choosing.svelte.ts';
import type { Recording } from './recording.ts';

/** Shows a recording of this device: in a player where the browser has one for it, else frame by frame without sound. */
export class LocalScreen implements Screen {
  atMs = $state(0);
  playing = $state(false);
  readonly #recording: Recording;
  #video: HTMLVideoElement | undefined;
  #pen: CanvasRenderingContext2D | null = null;
  #sink: CanvasSink | undefined;
  #wish: number | null = null;
  #run = 0;

  constructor(recording: Recording) {
    this.#recording = recording;
  }

  get silent() {
    return this.#recording.url === null;
  }

  /** An attachment: shows the recording in this element until that is gone. */
  mount = (host: HTMLElement) => {
    if (this.#recording.url === null) this.#mountCanvas(host);
    else this.#mountVideo(host, this.#recording.url);
    return () => {
      this.pause();
      this.#video?.removeAttribute('src');
      this.#video?.load();
      this.#video = undefined;
      host.replaceChildren();
    };
  };

  seek(ms: number) {
    this.atMs = Math.max(0, Math.min(ms, this.#recording.durationMs));
    this.#wish = this.atMs;
    if (this.#video) this.#seekVideo(this.#video);
    else this.#drawWish().catch(() => {}); // Closed meanwhile.
  }

  play() {
    if (this.#video) void this.#video.play().catch(() => {});
    else this.#playFrames().catch(() => (this.playing = false));
  }

  pause() {
    this.#video?.pause();
    this.#run += 1;
    this.playing = false;
  }

  #mountVideo(host: HTMLElement, url: string) {
    const video = document.createElement('video');
    this.#video = video;
    video.playsInline = true;
    video.preload = 'auto';
    video.src = url;
    const tick = () => {
      if (!video.seeking) this.atMs = video.currentTime * 1000;
      if (this.playing) requestAnimationFrame(tick);
    };
    video.onplay = () => {
      this.playing = true;
      tick();
    };
    video.onpause = () => (this.playing = false);
    // While one moves an end, only the newest moment is worth showing.
    video.onseeked = () => {
      if (this.#wish !== null && Math.abs(this.#wish - video.currentTime * 1000) > 1) this.#seekVideo(video);
    };
    host.replaceChildren(video);
    this.seek(this.atMs);
  }

  #seekVideo(video: HTMLVideoElement) {
    // A thousandth further, so that it is the frame that begins here and not the end of the one before.
    if (!video.seeking && this.#wish !== null) {
      video.currentTime = (this.#wish + 1) / 1000;
      this.#wish = null;
    }
  }

  #mountCanvas(host: HTMLElement) {
    this.#sink = new CanvasSink(this.#recording.tracks.video, { height: 480, poolSize: 3 });
    const canvas = document.createElement('canvas');
    this.#pen = canvas.getContext('2d');
    host.replaceChildren(canvas);
    this.seek(this.atMs);
  }

  #draw({ canvas }: { canvas: HTMLCanvasElement | OffscreenCanvas }) {
    if (!this.#pen) return;
    Object.assign(this.#pen.canvas, { width: canvas.width, height: canvas.height });
    this.#pen.drawImage(canvas, 0, 0);
  }

  async #drawWish() {
    const run = ++this.#run;
    const frame = await this.#sink?.getCanvas(this.atMs / 1000);
    if (frame && run === this.#run) this.#draw(frame);
  }

  async #playFrames() {
    const run = ++this.#run;
    this.playing = true;
    const [from, began] = [this.atMs, performance.now()];
    for await (const frame of this.#sink?.canvases(from / 1000) ?? []) {
      const due = frame.timestamp * 1000 - from - (performance.now() - began);
      if (due > 0) await new Promise((resolve) => setTimeout(resolve, due));
      if (run !== this.#run) return;
      this.#draw(frame);
      this.atMs = frame.timestamp * 1000;
    }
    this.playing = false;
  }
}
