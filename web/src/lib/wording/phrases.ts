import { fold } from './text.ts';

const beginsWithLetter = /^\p{L}/u;

/** What may follow the slash of an entry: under `o`, the endings of `clar/o`. */
export type Endings = Record<string, string[]>;

/** The entries of a list, to be found in the words of a text. */
export class Phrases {
  /** Under the first word of an entry, each way in which it may go on. */
  #from = new Map<string, string[][]>();
  /** How many letters stand before, or after, the star of a first word: only so many are looked up. */
  #before = new Set<number>();
  #after = new Set<number>();

  constructor(lines: string[], endings: Endings) {
    for (const entry of lines.flatMap((line) => fold(line).split(', '))) {
      for (const [first = '', ...rest] of spellings(entry.split(' '), endings)) {
        const ways = this.#from.get(first);
        if (ways) ways.push(rest);
        else this.#from.set(first, [rest]);
        if (first.endsWith('*')) this.#before.add(first.length - 1);
        else if (first.startsWith('*')) this.#after.add(first.length - 1);
      }
    }
  }

  /** How many words the longest entry has that begins at this word; 0 when none does. */
  at(words: string[], index: number): number {
    let longest = 0;
    for (const first of this.#patternsOf(words[index] ?? '')) {
      for (const rest of this.#from.get(first) ?? []) {
        const found = rest.every((pattern, next) => fits(words[index + next + 1] ?? '', pattern));
        if (found) longest = Math.max(longest, rest.length + 1);
      }
    }
    return longest;
  }

  /** All that the first word of an entry may be for this word: for `lee` perhaps lee, le*, *ee; for `12` 12 and #. */
  #patternsOf(word: string): string[] {
    if (/\d/.test(word)) return [word, word.replace(/\d+/, '#')];
    const patterns = [word];
    if (!beginsWithLetter.test(word)) return patterns;
    for (const length of this.#before) if (length <= word.length) patterns.push(`${word.slice(0, length)}*`);
    for (const length of this.#after) if (length <= word.length) patterns.push(`*${word.slice(-length)}`);
    return patterns;
  }

  in(words: string[]): boolean {
    return words.some((_, index) => this.at(words, index) > 0);
  }

  /** The words, with one sign that means nothing in the place of each entry found. */
  takenFrom(words: string[]): string[] {
    const left: string[] = [];
    for (let index = 0; index < words.length;) {
      const found = this.at(words, index);
      left.push(found > 0 ? '_' : (words[index] ?? ''));
      index += Math.max(1, found);
    }
    return left;
  }
}

/** An entry in all the endings of its words. */
function spellings(entry: string[], endings: Endings): string[][] {
  const forms = entry.map((word) => {
    const [stem = '', kind] = word.split('/');
    return kind === undefined ? [stem] : (endings[kind] ?? []).map((ending) => stem + ending);
  });
  return forms.reduce<string[][]>(
    (all, each) => all.flatMap((before) => each.map((form) => [...before, form])),
    [[]],
  );
}

function fits(word: string, pattern: string): boolean {
  if (pattern.includes('#')) return word.replace(/\d+/, '#') === pattern;
  const [start = '', end] = pattern.split('*');
  if (end === undefined) return word === pattern;
  return beginsWithLetter.test(word) && word.startsWith(start) && word.slice(start.length).endsWith(end);
}
