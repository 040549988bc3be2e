/** Something that the person at the terminal can act on: one sentence in each language, and no stack. */
export class Plain extends Error {
  /**
   * @param {string} es
   * @param {string} en
   * @param {string} [detail] what a tool said, printed below the sentences
   */
  constructor(es, en, detail = '') {
    super(es);
    this.name = 'Plain';
    this.en = en;
    this.detail = detail;
  }
}

/** @param {string} text */
const dim = (text) => (process.stdout.isTTY ? `\x1b[2m${text}\x1b[0m` : text);

/**
 * Prints a line in Spanish and the same in English below it.
 * @param {string} es
 * @param {string} en
 */
export function say(es, en) {
  console.log(es);
  console.log(dim(en));
}

/**
 * Prints why something could not be done; only a surprise shows its stack.
 * @param {unknown} error
 */
export function explain(error) {
  if (!(error instanceof Plain)) return console.error(error);
  if (error.detail) console.error(error.detail);
  console.error(error.message);
  console.error(error.en);
}

/** @param {unknown} error @returns {string | undefined} the system's code (`ENOENT`), if it is such an error */
export function codeOf(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
