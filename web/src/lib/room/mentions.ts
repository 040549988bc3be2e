import { mentionsMax } from '#contract/comments';

export type Person = { id: string; name: string };

const inName = String.raw`[\p{L}\p{M}'’.-]`;
const begun = new RegExp(String.raw`(?<![\p{L}\p{N}])@(${inName}*(?: ${inName}*){0,3})$`, 'u');

/** The name that is being written where the caret stands, after its @, and where that is. */
export function mentionAt(text: string, caret: number) {
  const [whole, query] = begun.exec(text.slice(0, caret)) ?? [];
  return whole === undefined || query === undefined ? null : { from: caret - whole.length, query };
}

/** Those whose name, or a part of it, begins like that; accents may be left out. */
export function peopleLike<P extends Person>(people: readonly P[], query: string) {
  const wanted = plain(query);
  return people.filter(({ name }) => plain(name).startsWith(wanted) || plain(name).includes(` ${wanted}`));
}

/** The text with a name in place of what was written of it, and where the caret goes. */
export function withMention(text: string, from: number, caret: number, name: string) {
  const before = `${text.slice(0, from)}@${name} `;
  return { text: before + text.slice(caret).replace(/^ /, ''), caret: before.length };
}

/**
 * Who is named in a text, by whole names after an @: words that were deleted name nobody, and words that were pasted
 * do. Two people of one name are both named.
 */
export function mentionsIn(text: string, people: readonly Person[]) {
  const found = new Set<string>();
  for (const { index } of text.matchAll(/(?<![\p{L}\p{N}])@/gu)) {
    const rest = plain(text.slice(index + 1));
    const named = people.filter(
      ({ name }) => rest.startsWith(plain(name)) && !/^[\p{L}\p{N}]/u.test(rest.slice(plain(name).length)),
    );
    const longest = Math.max(...named.map(({ name }) => name.length));
    for (const { id, name } of named) if (name.length === longest) found.add(id);
  }
  return [...found].slice(0, mentionsMax);
}

function plain(text: string) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}
