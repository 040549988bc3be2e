import type { QualityLevels } from './engine.ts';
import { linesOf } from './lines.ts';

/** What was asked for: what the connection carries, the sound without the picture, or so many lines of picture. */
export type Choice = 'auto' | 'sound' | number;

const memory = 'quality';

/** The sharpest of `lines` not above `wanted`, or the least sharp of all: what a choice means for another video. */
export function nearestBelow(lines: readonly number[], wanted: number) {
  const below = lines.filter((line) => line <= wanted);
  return below.length > 0 ? Math.max(...below) : Math.min(...lines);
}

/** How sharp the picture is: what there is, what was asked for (kept in this browser), and what is shown. */
export class Quality {
  choice = $state<Choice>(remembered());
  /** The short side of each rendition on offer, in lines; the sharpest first. */
  lines = $state.raw<number[]>([]);
  /** The rendition shown now. */
  shown = $state<number | null>(null);
  #levels: QualityLevels | undefined;

  /** The choice as this video can have it; null lets the connection decide. */
  get asked() {
    return this.askedOf(this.lines);
  }

  /** The choice among these lines; null lets the connection decide. */
  askedOf(lines: readonly number[]) {
    return typeof this.choice === 'number' && lines.length > 0 ? nearestBelow(lines, this.choice) : null;
  }

  choose(choice: Choice) {
    this.choice = choice;
    localStorage.setItem(memory, String(choice));
    this.#apply();
  }

  /** Keeps to the choice in whatever the engine comes to offer. */
  follow(levels: QualityLevels) {
    this.#levels = levels;
    const read = () => {
      const offered = Array.from(levels).flatMap((level) => linesOf(level) ?? []);
      this.lines = [...new Set(offered)].sort((a, b) => b - a);
      this.#apply();
    };
    levels.on('addqualitylevel', read);
    levels.on('removequalitylevel', read);
    levels.on('change', () => (this.shown = linesOf(levels[levels.selectedIndex] ?? {})));
  }

  #apply() {
    const { asked } = this;
    for (const level of Array.from(this.#levels ?? [])) {
      const enabled = asked === null || linesOf(level) === asked;
      if (level.enabled !== enabled) level.enabled = enabled;
    }
  }
}

function remembered(): Choice {
  const kept = localStorage.getItem(memory) ?? '';
  if (kept === 'sound') return kept;
  return /^\d{2,4}$/.test(kept) ? Number(kept) : 'auto';
}
