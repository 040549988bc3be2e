import { readFileSync } from 'node:fs';
import { loadWording } from '../../../web/src/lib/wording/wording.ts';

export const wording = await loadWording();

type Tree = string[] | { [group: string]: Tree };
const folder = new URL('./sentences/', import.meta.url);

/** The sentences of a file, each with the groups it stands in, such as `asked praise teaching`. */
export function sentences(file: string): { text: string; group: string }[] {
  const flat = (tree: Tree, group: string): { text: string; group: string }[] =>
    Array.isArray(tree)
      ? tree.map((text) => ({ text, group }))
      : Object.entries(tree).flatMap(([name, branch]) => flat(branch, `${group} ${name}`.trim()));
  return flat(JSON.parse(readFileSync(new URL(`${file}.json`, folder), 'utf8')) as Tree, '');
}

/** Those of a file's sentences whose groups begin so. */
export function within(file: string, group: string): string[] {
  return sentences(file).flatMap((each) => (each.group.startsWith(group) ? [each.text] : []));
}

/** How often a judge is right when it says yes, and how much of what deserves a yes gets it. */
export function score(judge: (text: string) => boolean, yes: string[], no: string[]) {
  const found = yes.filter((text) => judge(text)).length;
  const wrong = no.filter((text) => judge(text)).length;
  return { precision: found / (found + wrong), recall: found / yes.length };
}
