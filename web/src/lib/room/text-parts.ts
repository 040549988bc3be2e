/** A piece of a comment's words; `name` when it names a member. */
export type Part = { text: string; name: boolean };

/** Words in pieces: where a member is named, as `@` and one of these names, that is a piece of its own. */
export function partsOf(text: string, names: readonly string[]): Part[] {
  const known = names.filter(Boolean).toSorted((a, b) => b.length - a.length);
  if (known.length === 0) return [{ text, name: false }];
  const pattern = known.map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)).join('|');
  return text
    .split(new RegExp(`(@(?:${pattern})(?![\\p{L}\\p{N}]))`, 'u'))
    .flatMap((piece, at) => (piece === '' ? [] : { text: piece, name: at % 2 === 1 }));
}

const longLetters = 700;
const longLines = 12;
/** A text that hides less than this shows it instead. */
const littleLetters = 150;

/** The beginning of a long text, up to the end of a word; undefined when the whole is short enough to be shown. */
export function beginningOf(text: string) {
  const lines = text.split('\n');
  const cut = Math.min(longLetters, lines.slice(0, longLines).join('\n').length);
  if (text.length <= cut + littleLetters && lines.length <= longLines + 2) return undefined;
  const start = text.slice(0, cut);
  const word = /\s/.test(text.charAt(cut)) ? cut : start.search(/\s\S*$/);
  return `${(word > cut / 2 ? start.slice(0, word) : wholeLetters(start)).trimEnd()}…`;
}

/** Not half an emoji. */
function wholeLetters(text: string) {
  return text.replace(/[\uD800-\uDBFF]$/, '');
}

/** A text as two: parted at the cursor, or else after the sentence that ends nearest to its middle. */
export function splitOf(text: string, cursor?: number): [string, string] {
  const inside = cursor !== undefined && text.slice(0, cursor).trim() && text.slice(cursor).trim();
  const at = inside ? cursor : middleOf(text);
  return [text.slice(0, at).trim(), text.slice(at).trim()];
}

function middleOf(text: string) {
  const middle = text.length / 2;
  const ends = [...text.matchAll(/[.!?…;»”]+\s+|\n+/g)].map((end) => end.index + end[0].length);
  const nearest = ends
    .filter((end) => end < text.length)
    .toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0];
  return nearest ?? text.length;
}
