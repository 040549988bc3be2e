import { anywhere, Choosing } from '#lib/cut/choosing.svelte.ts';
import type { Way } from '#lib/cut/cut-part.ts';
import { copyBytes, mayPay, shrinkPays, shrunkBytes } from '#lib/cut/estimate.ts';
import type { LocalScreen } from '#lib/cut/local-screen.svelte.ts';
import { isWhole } from '#lib/cut/part.ts';
import type { Recording } from '#lib/cut/recording.ts';
import { linkNow } from './link.ts';

type Opened = { recording: Recording; screen: LocalScreen; choosing: Choosing };

/** What is to be sent of a file: how it was opened, which part, which way, and what that costs. */
export class Plan {
  readonly file: File;
  readonly link = linkNow();
  /** Undefined while it is being opened; null when this browser cannot. */
  opened = $state.raw<Opened | null | undefined>();
  /** The bytes cannot be had at all: they may be in the phone's cloud. */
  unreadable = $state(false);
  /** What was pressed; `way` is what will be done. */
  wished = $state<Way>('copy');
  /** Of a file that goes whole: whether its part is chosen once it has arrived. */
  later = $state<'cut' | 'all'>('cut');
  /** Seconds of work here per second of video for encoding it; null until it was tried or when it cannot be. */
  #shrinkPace = $state<number | null>(null);
  #tried = false;

  constructor(file: File) {
    this.file = file;
  }

  /** Opens the file, to choose from `fromMs` on; closes it when `signal` says so. */
  async open(fromMs: number, signal: AbortSignal) {
    try {
      await this.file.slice(0, 1024).arrayBuffer();
    } catch {
      this.unreadable = true;
      return;
    }
    const [{ openRecording }, { LocalScreen }] = await Promise.all([
      import('#lib/cut/recording.ts'),
      import('#lib/cut/local-screen.svelte.ts'),
    ]);
    const recording = await openRecording(this.file).catch(() => null);
    if (signal.aborted) return recording?.close();
    signal.addEventListener('abort', () => recording?.close());
    if (!recording) {
      this.opened = null;
      return;
    }
    const screen = new LocalScreen(recording);
    this.opened = {
      ...{ recording, screen },
      choosing: new Choosing(recording.durationMs, screen, recording.moments, fromMs),
    };
  }

  get #partMs() {
    return this.opened?.choosing.partMs ?? 0;
  }
  get #durationMs() {
    return this.opened?.recording.durationMs ?? 0;
  }
  get whole() {
    return !this.opened || isWhole(this.opened.choosing.part, this.#durationMs);
  }
  get copyBytes() {
    return this.whole ? this.file.size : copyBytes(this.file.size, this.#durationMs, this.#partMs);
  }
  get shrunkBytes() {
    return shrunkBytes(this.file.size, this.#durationMs, this.#partMs);
  }
  get bytes() {
    return this.way === 'copy' ? this.copyBytes : this.shrunkBytes;
  }
  /** Seconds of encoding, when shrinking is worth offering; else null. */
  get shrinkSeconds() {
    if (this.#shrinkPace === null) return null;
    const seconds = (this.#shrinkPace * this.#partMs) / 1000;
    return shrinkPays(this.copyBytes, this.shrunkBytes, this.link, seconds) ? seconds : null;
  }
  get way(): Way {
    return this.shrinkSeconds === null ? 'copy' : this.wished;
  }
  /** Whether it pays to try how fast this device encodes; it is tried once. */
  get wantsTrial() {
    const { opened } = this;
    return (
      !!opened?.recording.shrinkable && !this.#tried && mayPay(this.copyBytes, this.shrunkBytes, this.link)
    );
  }

  async tryShrinking(signal: AbortSignal) {
    const { opened } = this;
    if (!opened || this.#tried) return;
    this.#tried = true;
    const { shrinkPaceOf } = await import('#lib/cut/recording.ts');
    this.#shrinkPace = await shrinkPaceOf(opened.recording, opened.choosing.part, this.file.size, signal);
  }

  /** Lands the ends where the way allows: copies begin at key frames, what is encoded anew begins anywhere. */
  land() {
    const { opened } = this;
    void opened?.choosing.land(this.way === 'copy' ? opened.recording.moments : anywhere);
  }

  /** What to cut; null sends the file as it is. */
  get part() {
    const { opened, way } = this;
    if (!opened || (this.whole && way === 'copy')) return null;
    return { ...opened.choosing.part, way };
  }
}
