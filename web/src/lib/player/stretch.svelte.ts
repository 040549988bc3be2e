/** From a moment of the episode to a later one, in milliseconds. */
export type Span = { atMs: number; endMs: number };

/** The part of a video that is played by itself: once, to its very end and no further, or over and over. */
export class Stretch {
  /** What is played; null when the video just goes on. */
  span = $state.raw<Span | null>(null);
  again = $state(false);

  begin(span: Span, again = false) {
    this.span = span;
    this.again = again;
  }

  end() {
    this.span = null;
    this.again = false;
  }

  /** The same going round with other ends: they were moved meanwhile. */
  become(span: Span) {
    if (this.again) this.span = span;
  }

  /** Somebody went to a moment by themselves: what is played once is over, what goes round only when left. */
  wentTo(ms: number) {
    if (this.span && !(this.again && this.span.atMs <= ms && ms < this.span.endMs)) this.end();
  }

  /** Where a video that plays has to go from this moment; undefined: on. `stop`: and no further. */
  next(ms: number): { toMs: number; stop: boolean } | undefined {
    if (!this.span || ms < this.span.endMs) return undefined;
    return this.again ? { toMs: this.span.atMs, stop: false } : { toMs: this.span.endMs, stop: true };
  }
}
