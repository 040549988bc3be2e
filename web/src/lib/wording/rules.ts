import type { Lists } from './lists.ts';
import { type Endings, Phrases } from './phrases.ts';
import { SAID } from './text.ts';

/** The lists of one language, ready to be asked about the words of a text (see `plain`). */
export class Rules {
  #common: Phrases;
  #short: Map<string, string>;
  #ignore: Phrases;
  #values: Phrases;
  #general: Phrases;
  #seen: Record<keyof Lists['seen'], Phrases>;
  #reported: Phrases;
  #begin: Phrases;
  #leading: Phrases;

  constructor({ common, short, ignore, values, seen, reported, questions, ...lists }: Lists) {
    const endings: Endings = {};
    for (const [kind, line] of Object.entries(lists.endings)) endings[kind] = line.split(', ');
    const phrases = (...lines: string[]) => new Phrases(lines, endings);

    this.#common = phrases(...common);
    this.#short = new Map(Object.entries(short));
    this.#ignore = phrases(...ignore);
    this.#values = phrases(...values.praise, ...values.criticism, ...values.opinion);
    this.#general = phrases(...values.general);
    this.#seen = {
      actions: phrases(...seen.actions),
      object: phrases(...seen.object),
      notAfter: phrases(...seen.notAfter),
      signs: phrases(...seen.signs, '#', 'e#', SAID),
    };
    this.#reported = phrases(...reported);
    this.#begin = phrases(...questions.begin);
    this.#leading = phrases(...questions.leading);
  }

  /** How many of the words are of those that every text in this language has. */
  familiar(words: string[]): number {
    return words.filter((_, index) => this.#common.at(words, index) > 0).length;
  }

  /** Whether anything seen or heard is told, beside what values: «un siete» counts nothing. */
  tellsOfSomethingSeen(text: string[]): boolean {
    const words = this.#values.takenFrom(this.#read(text));
    const { actions, object, notAfter, signs } = this.#seen;
    return words.some((_, index) => {
      const action = notAfter.at(words, index - 1) > 0 ? 0 : actions.at(words, index);
      return (action > 0 && object.at(words, index + action) > 0) || signs.at(words, index) > 0;
    });
  }

  values(text: string[]): boolean {
    return this.#values.in(this.#stated(text));
  }

  saysTooMuch(text: string[]): boolean {
    return this.#general.in(this.#stated(text));
  }

  #read(text: string[]): string[] {
    return this.#ignore.takenFrom(text.map((word) => this.#short.get(word) ?? word));
  }

  /** What is stated, rather than asked or told of somebody else. */
  #stated(text: string[]): string[] {
    return sentences(this.#read(text)).flatMap((sentence) => this.#ownWords(this.#notAsked(sentence)));
  }

  /** Of a question, what is said before asking, or all when it leads. */
  #notAsked(sentence: string[]): string[] {
    if (sentence.at(-1) !== '?') return sentence;
    const opened = sentence.indexOf('¿');
    const clause = sentence.findLastIndex((word) => word === ',' || word === ':') + 1;
    const asked = opened >= 0 ? opened : this.#begin.at(sentence, 1) > 0 ? 0 : clause;
    return this.#leading.in(sentence.slice(asked)) ? sentence : sentence.slice(0, asked);
  }

  /** Without the clauses that say what somebody says or thinks. */
  #ownWords(sentence: string[]): string[] {
    const own: string[] = [];
    let others = false;
    sentence.forEach((word, index) => {
      if (/[,:]/.test(word)) others = false;
      if (this.#reported.at(sentence, index) > 0) others = true;
      if (!others) own.push(word);
    });
    return own;
  }
}

/** Each from the sign that ended the one before it, as a full stop, to its own end. */
function sentences(words: string[]): string[][] {
  const all: string[][] = [[]];
  for (const word of words) {
    all.at(-1)?.push(word);
    if (/[.!?;…]/.test(word)) all.push(['.']);
  }
  return all;
}
