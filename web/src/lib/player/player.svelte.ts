import { Captions } from './captions.svelte.ts';
import type { Engine } from './engine.ts';
import { FrameClock } from './frame-clock.ts';
import { HeldPicture } from './held-picture.ts';
import { Link } from './link.svelte.ts';
import { Picture } from './picture.svelte.ts';
import type { Played } from './played.ts';
import { type Choice, Quality } from './quality.svelte.ts';
import { Storyboard } from './storyboard.svelte.ts';
import { type Span, Stretch } from './stretch.svelte.ts';
import { Ticker } from './ticker.ts';

export const rates = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;
export const stepMs = 5000;

/**
 * The video of the room, as state: where it is, whether it plays, how fast and how sharp. Times are integer milliseconds
 * of the episode, by the length that the server measured. It is moved by `play`, `pause`, `seek` and `setRate` alone, so
 * that a video watched together can be moved from elsewhere by the same four.
 */
export class Player {
  /** Where the video is. */
  atMs = $state(0);
  playing = $state(false);
  /** There is a picture, or it is known that there is none: what else the room needs is fetched after it. */
  ready = $state(false);
  /** Has played or been moved once: until then the still picture is shown. */
  started = $state(false);
  /** Wants to play and has nothing to show. */
  waiting = $state(false);
  /** The video could not be fetched or read; `retry` tries again. */
  failed = $state(false);
  rate = $state(1);
  /** How far the video goes that is still being made; null when it is whole. */
  reachMs = $state<number | null>(null);
  /** Somebody asked for a moment that is not made yet, and was taken to the last one that is. */
  beyond = $state(false);
  readonly quality = new Quality();
  readonly link = new Link();
  readonly captions = new Captions();
  readonly storyboard = new Storyboard();
  readonly stretch = new Stretch();
  readonly picture = new Picture();

  #played: Played | undefined = $state.raw();
  readonly #renew: () => void;
  readonly #held = new HeldPicture();
  #engine: Engine | undefined;
  #video: HTMLVideoElement | undefined;
  #frames: FrameClock | undefined;
  /** The address and version that the engine was given last. */
  #loaded = '';
  /** What to go back to once the engine has taken what it was given. */
  #resume: { playing: boolean } | undefined;
  /** When it last stopped, by `performance.now()`. */
  #stoppedAt = -Infinity;
  /** What was loaded has played: only the first press of "play" takes a stream without an end back to its beginning. */
  #begun = false;
  readonly #ticker = new Ticker();

  /** `renew` asks for the newest of the episode: what is played is no longer there. */
  constructor(renew: () => void) {
    this.#renew = renew;
  }

  get durationMs() {
    return this.#played?.durationMs ?? 0;
  }

  /** For how long it has been standing still. */
  get stoodMs() {
    return this.playing ? 0 : performance.now() - this.#stoppedAt;
  }

  /** Whether the sound can be had without the picture. */
  get offersSound() {
    return Boolean(this.#played?.soundUrl);
  }
  get soundOnly() {
    return this.quality.choice === 'sound' && this.offersSound;
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

  /** Plays an episode, or goes on with it from where it is: better renditions, or a second attempt. */
  open(played: Played) {
    this.#played = played;
    this.captions.open(played.captions);
    this.storyboard.open(played.storyboardUrl);
    this.#load();
  }

  retry() {
    this.#loaded = '';
    this.#load();
  }

  play() {
    this.started = true;
    if (this.#resume) this.#resume.playing = true;
    // Refused by the browser, or there is nothing to play yet: the button still says "play".
    void this.#engine?.player.play()?.catch(() => {});
  }

  pause() {
    if (this.#resume) this.#resume.playing = false;
    this.#engine?.player.pause();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  /** Plays from here to there and stops, or goes round. */
  playStretch(span: Span, again = false) {
    this.seek(span.atMs);
    this.stretch.begin(span, again);
    this.play();
  }

  seek(ms: number) {
    this.stretch.wentTo(ms);
    const reach = Math.min(this.durationMs, this.reachMs ?? Infinity);
    this.beyond = reach < Math.min(ms, this.durationMs);
    this.atMs = Math.round(Math.min(Math.max(0, ms), reach));
    this.started = true;
    if (!this.#resume) this.#engine?.player.currentTime(this.atMs / 1000);
    else if (this.#video) this.#video.currentTime = this.atMs / 1000;
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

  /** Another sharpness, or the sound alone, from the same moment on. */
  choose(choice: Choice) {
    this.quality.choose(choice);
    this.#load();
  }

  async #start(host: HTMLElement, gone: AbortSignal) {
    const { startEngine } = await import('./engine.ts');
    if (gone.aborted) return;
    const video = document.createElement('video');
    host.append(video);
    this.#video = video;
    const asked = (lines: number[]) => this.quality.askedOf(lines);
    this.#engine = startEngine(video, asked, (bandwidth, needed) => {
      if (!this.soundOnly) this.link.measured(bandwidth, needed);
    });
    this.#frames = new FrameClock(video);
    gone.addEventListener('abort', this.picture.follow(host, video));
    this.captions.follow(video);
    this.quality.follow(this.#engine.levels);
    this.#listen(this.#engine, video);
    this.#load();
  }

  #stop() {
    this.#ticker.stop();
    this.playing = this.waiting = false;
    this.link.renew();
    this.#held.release();
    this.#frames?.close();
    this.#engine?.player.dispose();
    this.#engine = this.#video = undefined;
    this.#loaded = '';
  }

  /** Gives the engine what is to be played now, unless it has that already; moment, speed and playing stay. */
  #load() {
    const { soundOnly } = this;
    const url = soundOnly ? this.#played?.soundUrl : this.#played?.playUrl;
    if (!this.#engine || !this.#video || !url) return;
    const loaded = soundOnly ? url : `${url} ${this.#played?.status}`;
    if (loaded === this.#loaded) return;
    this.#loaded = loaded;
    // Here, and not when it says that it begins: a refusal may be told before that.
    this.failed = false;
    this.#resume ??= { playing: this.playing };
    this.#begun = false;
    this.reachMs = null;
    this.link.renew();
    if (soundOnly) this.#held.release();
    else if (this.started) this.#held.hold(this.#video);
    this.#engine.load(url, this.atMs);
    if (this.#resume.playing) this.play();
  }

  #listen(engine: Engine, video: HTMLVideoElement) {
    const { player } = engine;
    const read = () => {
      // On the way to another moment the video still tells the old one, and before its first frame nothing but 0.
      if (!this.#resume && player.readyState() > 0 && !player.seeking())
        this.atMs = Math.round((player.currentTime() ?? 0) * 1000);
      if (this.atMs < (this.reachMs ?? 0) - stepMs) this.beyond = false;
      const next = this.playing && !player.seeking() ? this.stretch.next(this.atMs) : undefined;
      if (next?.stop) this.pause();
      if (next) this.seek(next.toMs);
    };
    player.on('play', () => {
      const { atMs } = this;
      if (!this.#begun && this.reachMs !== null) setTimeout(() => player.currentTime(atMs / 1000));
      this.#begun = this.started = this.playing = true;
      // Four times a second is what browsers tell by themselves; a playhead needs every frame.
      this.#ticker.start(read);
    });
    player.on(['pause', 'ended', 'emptied'], () => {
      if (this.playing) this.#stoppedAt = performance.now();
      this.playing = this.waiting = false;
      this.#ticker.stop();
    });
    player.on(['timeupdate', 'seeked'], read);
    player.on('waiting', () => (this.waiting = true));
    player.on(['playing', 'seeked', 'canplay'], () => (this.waiting = false));
    this.link.follow(player);
    player.on('error', () => {
      this.failed = this.ready = true;
      this.playing = this.waiting = false;
    });
    engine.onreach((reachMs) => (this.reachMs = reachMs));
    player.on('loadeddata', () => {
      const { atMs } = this;
      this.#resume = undefined;
      this.ready = true;
      player.playbackRate(this.rate);
      // A stream that is still being made begins where it says, wherever one was.
      if (Math.abs(video.currentTime - atMs / 1000) > 0.05) player.currentTime(atMs / 1000);
      video.requestVideoFrameCallback?.(() => this.#held.release());
      setTimeout(() => this.#held.release(), 1000);
    });
    engine.tech().on('retryplaylist', () => this.#renew());
  }
}
