/**
 * The lists of one language, `es.json` and `en.json`, to which anyone can add. A list is lines of entries with a comma between
 * them; capitals and accents do not matter. An entry is
 * - a word or some words: `se nota`;
 * - a word with any ending: `excelent*`;
 * - a word with the endings of its kind, which stand under `endings`: `clar/o` is claro, clara, claras, clarito, clarísimo;
 *   `pregunt/ar` is pregunta, preguntan, preguntó, preguntando;
 * - among other words, `#` for a number in digits and `,` for a comma (`bueno ,`).
 * Every new entry deserves a sentence in tests/unit/wording/sentences that now comes out right.
 */
export interface Lists {
  endings: Record<string, string>;
  /** Words that every text has, by which its language is known. */
  common: string[];
  /** How people shorten words: read as what they stand for. */
  short: Record<string, string>;
  /** Passed over before all else: they value nothing and tell of nothing seen, although a word of theirs is in a list. */
  ignore: string[];
  /**
   * What values a teacher, a class or pupils. Praise and criticism weigh the same; `opinion` is what comes before either;
   * `general` says too much at once (mucho, siempre, nadie): a judgment where nothing was seen, but no valuing in itself.
   */
  values: Record<'praise' | 'criticism' | 'opinion' | 'general', string[]>;
  /**
   * What tells of something seen or heard. Quotations, digits and pupils by alias (E4) are known without a list. An action counts
   * when its `object` begins right after it (lee la guía; not: lee bien), and when it is no noun, as `notAfter` tells (buena pregunta).
   */
  seen: Record<'actions' | 'object' | 'notAfter' | 'signs', string[]>;
  /** After these come the words of somebody else, to the end of the clause. */
  reported: string[];
  /** A question values nothing, unless it leads: how questions begin where «¿» is left out, and how leading ones go. */
  questions: { begin: string[]; leading: string[] };
}
