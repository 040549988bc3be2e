import type { Episode } from '#contract/episodes';

type Given = Episode['captions'];
type Cue = { startMs: number; endMs: number; lines: string[] };
const memory = 'captions';

/**
 * What is said, as lines over the picture: a text track of the video, which the browser fetches and reads and the room
 * draws. Its times are those of the episode, so it also speaks before the first press of "play".
 */
export class Captions {
  /** Wanted, in this browser. */
  on = $state(localStorage.getItem(memory) === 'on');
  given = $state.raw<Given>(null);
  #cues = $state.raw<Cue[]>([]);
  #looked = false;
  #video: HTMLVideoElement | undefined;
  #element: HTMLTrackElement | undefined;

  open(given: Given) {
    if (given?.url === this.given?.url) return;
    this.given = given;
    this.#load();
  }

  /** Belongs to this video until that is gone. */
  follow(video: HTMLVideoElement) {
    this.#video = video;
    this.#load();
  }

  /** All that is said, once it was fetched: when one reads along, or after `look`. */
  get cues() {
    return this.#cues;
  }

  /** Fetches what is said, for somebody who searches in it. */
  look() {
    this.#looked = true;
    this.#fetch();
  }

  toggle() {
    this.on = !this.on;
    localStorage.setItem(memory, this.on ? 'on' : 'off');
    this.#fetch();
  }

  /** What is said at a moment; nothing when nobody wants to read it. */
  at(ms: number) {
    if (!this.on) return [];
    return this.#cues.flatMap(({ startMs, endMs, lines }) => (startMs <= ms && ms < endMs ? lines : []));
  }

  /** What is said at a moment, with its times, as far as it was fetched. */
  lineAt(ms: number) {
    const cue = this.#cues.find(({ startMs, endMs }) => startMs <= ms && ms < endMs);
    return cue ? { atMs: cue.startMs, endMs: cue.endMs, text: cue.lines.join(' ') } : undefined;
  }

  #load() {
    this.#element?.remove();
    this.#element = undefined;
    this.#cues = [];
    if (!this.#video || !this.given) return;
    const element = document.createElement('track');
    element.kind = 'captions';
    element.srclang = this.given.language;
    element.src = this.given.url;
    element.addEventListener('load', () => (this.#cues = cuesOf(element.track)));
    this.#video.append(element);
    this.#element = element;
    this.#fetch();
  }

  /** A hidden track is fetched but not drawn; a disabled one is not even fetched. */
  #fetch() {
    if (this.#element && (this.on || this.#looked)) this.#element.track.mode = 'hidden';
  }
}

function cuesOf({ cues }: TextTrack): Cue[] {
  return Array.from(cues ?? []).flatMap((cue) => {
    if (!(cue instanceof VTTCue)) return [];
    const lines = (cue.getCueAsHTML().textContent ?? '').split('\n').filter(Boolean);
    return { startMs: cue.startTime * 1000, endMs: cue.endTime * 1000, lines };
  });
}
