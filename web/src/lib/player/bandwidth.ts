const memory = 'bandwidth';
/** A file shorter than this says more about the distance than about the rate. */
const tellingBytes = 30_000;
/** What a modest school link carries, where nothing is known. */
const unknown = 1_500_000;
/** Below this, in bits per second, things wait for each other: only what is needed first is asked for first. */
const plenty = 3_000_000;

type Known = { connection?: { downlink?: number } };

/**
 * Bits per second to begin with, before the video itself was measured: what this page's own files came at, or else the
 * less of what the last video came at and what the browser believes. Beginning too low costs some sharpness for one
 * segment, beginning too high makes people wait.
 */
function expectedBandwidth() {
  const page = Math.max(0, ...performance.getEntriesByType('resource').map(rateOf));
  if (page > 0) return page;
  const { downlink = 0 } = (navigator as Known).connection ?? {};
  const guesses = [Number(localStorage.getItem(memory)), downlink * 1e6].filter((guess) => guess > 0);
  return guesses.length > 0 ? Math.min(...guesses) : unknown;
}

export const linkIsPoor = () => expectedBandwidth() < plenty;

/**
 * What the link carries, in bits per second, as the bytes of the video tell. What comes out of the browser's own cache is
 * left out: a player that counts it believes in a link that is not there, and then waits.
 */
export class Bandwidth {
  value = expectedBandwidth();
  #measured = false;
  readonly #observer: PerformanceObserver;

  constructor(onmeasured: (bandwidth: number) => void) {
    this.#observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const rate = /\/media\/\d+\//.test(entry.name) ? rateOf(entry) : 0;
        if (rate === 0) continue;
        // Down at once, up slowly: too low is a less sharp picture, too high is none.
        this.value = Math.min(rate, (this.value + rate) / 2);
        this.#measured = true;
        localStorage.setItem(memory, String(Math.round(this.value)));
        onmeasured(this.value);
      }
    });
    this.#observer.observe({ type: 'resource' });
  }

  /** What to choose by. For the first four seconds people wait with nothing to see: they may take half of the link. */
  get careful() {
    return this.#measured ? this.value : this.value / 2;
  }

  close() {
    this.#observer.disconnect();
  }
}

/** Bits per second of something larger that really came over the network; 0 where that can't be told. */
function rateOf(entry: PerformanceEntry) {
  const { encodedBodySize, transferSize, requestStart, responseEnd } = entry as PerformanceResourceTiming;
  if (transferSize < encodedBodySize || encodedBodySize < tellingBytes) return 0;
  return (encodedBodySize * 8000) / Math.max(1, responseEnd - requestStart);
}
