import type { Lists } from './lists.ts';
import { Rules } from './rules.ts';
import { plain } from './text.ts';

export type Language = 'es' | 'en';

/** Tells from the words of a comment whether it values, and whether anything seen or heard is in it. */
export class Wording {
  #rules: Record<Language, Rules>;

  constructor(lists: Record<Language, Lists>) {
    this.#rules = { es: new Rules(lists.es), en: new Rules(lists.en) };
  }

  /** Whether a comment values, for good or bad alike, and tells of nothing that was seen or heard. */
  isBareJudgment(text: string, language?: Language): boolean {
    const words = plain(text);
    const rules = this.#rulesFor(words, language);
    const judges = rules.some((each) => each.values(words) || each.saysTooMuch(words));
    return judges && !rules.some((each) => each.tellsOfSomethingSeen(words));
  }

  /** Whether a mediator's words value what was observed, be there evidence or not. What they quote is not theirs. */
  isEvaluative(text: string, language?: Language): boolean {
    const words = plain(text);
    return this.#rulesFor(words, language).some((each) => each.values(words));
  }

  /** The rules of the language that more of the words belong to; of both when there is no telling. */
  #rulesFor(words: string[], language?: Language): Rules[] {
    if (language) return [this.#rules[language]];
    const { es, en } = this.#rules;
    const lead = es.familiar(words) - en.familiar(words);
    return lead === 0 ? [es, en] : [lead > 0 ? es : en];
  }
}

/** Fetches the lists. The room does so once; they are no part of its first load. */
export async function loadWording(): Promise<Wording> {
  const [es, en] = await Promise.all([
    import('./es.json', { with: { type: 'json' } }),
    import('./en.json', { with: { type: 'json' } }),
  ]);
  return new Wording({ es: es.default, en: en.default });
}
