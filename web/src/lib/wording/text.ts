const quoted = /«([^«»]+)»|“([^“”]+)”|"([^"]+)"/g;
/** '…', unless the signs are apostrophes. Of bounded length, so that a text of nothing but apostrophes takes no time. */
const singleQuoted = /(?<![\p{L}\p{N}])['‘][¿¡]?\p{L}(?:[^'‘’]|['’](?=\p{L})){0,300}['’](?!\p{L})/gu;
const words = /[\p{L}\p{N}]+(?:'\p{L}+)*|[^\s\p{L}\p{N}]/gu;

/** Stands for what somebody was heard saying. */
export const SAID = '"';

/** Small letters without accents. */
export function fold(text: string): string {
  return text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
}

/**
 * A text as the rules read it: its words and signs in small letters without accents, «muuuy» as «muy», every quotation as
 * one sign. It begins with a full stop, as every sentence after the first does.
 */
export function plain(text: string): string[] {
  const open = text
    .replace(quoted, (all) => (/\p{L}/u.test(all) ? ` ${SAID} ` : ' '))
    .replace(singleQuoted, ` ${SAID} `)
    .replaceAll('’', "'");
  const read = fold(open).replace(/(\p{L})\1{2,}/gu, '$1');
  return ['.', ...(read.match(words) ?? [])];
}
