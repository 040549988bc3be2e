import { eq } from 'drizzle-orm';
import type { DbOrTx } from '../../db/client.ts';
import { users } from '../../db/schema/accounts.ts';
import { memberships } from '../../db/schema/clubs.ts';
import { everydayWords } from './everyday.ts';

export type Named = { name: string; pseudonym: string | null };
type Word = { text: string; start: number; end: number };

/** In place of somebody who has no pseudonym to be known by, or who could be one of several. */
const someone = '«…»';
const particles = new Set(['de', 'del', 'la', 'las', 'los', 'da', 'do', 'dos', 'van', 'von', 'san']);
const address = /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu;

/**
 * Makes what takes the names of these people out of a text: in full, in part («Ana», «la profe Riquelme»), short as the
 * pages write them («Ana R.») or after an @, with or without accents. In their place stands the pseudonym, else «…»; so it
 * does for an @ that names nobody known (they may have changed their name) and for an address of e-mail. Nicknames, and
 * the names of whoever is not of the club, stay.
 */
export function nameHider(people: readonly Named[]) {
  const owners = new Map<string, Set<Named>>();
  for (const person of people)
    for (const { text } of wordsOf(person.name)) {
      const word = plain(text);
      if (word.length > 1 && !particles.has(word))
        owners.set(word, (owners.get(word) ?? new Set()).add(person));
    }
  const ownersOf = (word: Word | undefined) => [...((word && owners.get(plain(word.text))) ?? [])];

  return (given: string) => {
    const text = given.replaceAll(address, someone);
    const words = wordsOf(text);
    let hidden = '';
    let told = 0;
    for (const [at, { start, text: word }] of words.entries()) {
      if (start < told) continue;
      const called = text[start - 1] === '@';
      const known = ownersOf(words[at]).length > 0;
      if (!called && !(known && isWrittenAsName(word))) continue;
      const { who, end } = known
        ? nameFrom(text, words, at, ownersOf)
        : { who: [], end: lastCapital(text, words, at) };
      const [one, another] = who;
      hidden += text.slice(told, called ? start - 1 : start);
      hidden += (!another && one?.pseudonym) || someone;
      told = end;
    }
    return hidden + text.slice(told);
  };
}

/** The same for everybody who is or was of a club, all as «…»: comments may name whoever has left. */
export async function nameHiderOf(db: DbOrTx, clubId: string) {
  const people = await db
    .select({ name: users.name })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(eq(memberships.clubId, clubId));
  return nameHider(people.map(({ name }) => ({ name, pseudonym: null })));
}

/** Who may be meant by the name that begins at a word, and where it ends. */
function nameFrom(
  text: string,
  words: readonly Word[],
  at: number,
  ownersOf: (word: Word | undefined) => Named[],
) {
  let who = ownersOf(words[at]);
  let end = words[at]?.end ?? 0;
  for (let next = at + 1; follows(text, end, words[next]); next += 1) {
    // «de» and «la» belong to a name only where more of it follows.
    let last = next;
    while (isParticle(words[last]) && follows(text, words[last]?.end ?? 0, words[last + 1])) last += 1;
    const both = ownersOf(words[last]).filter((person) => who.includes(person));
    if (both.length === 0) break;
    who = both;
    end = words[last]?.end ?? end;
    next = last;
  }
  const [shortened, initial = ''] = /^ (\p{Lu})\./u.exec(text.slice(end)) ?? [];
  const meant = shortened ? who.filter(({ name }) => hasLaterWordWith(name, initial)) : [];
  return meant.length > 0 ? { who: meant, end: end + (shortened?.length ?? 0) } : { who, end };
}

function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(/[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu), ({ 0: word, index }) => ({
    text: word,
    start: index,
    end: index + word.length,
  }));
}

function plain(text: string) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** With a capital, or small where no other word is written so: phones and haste leave capitals out. */
function isWrittenAsName(word: string) {
  return /^\p{Lu}/u.test(word) || (word.length > 2 && !everydayWords.has(plain(word)));
}

function isParticle(word: Word | undefined) {
  return word !== undefined && particles.has(plain(word.text));
}

/** Nothing but a space or a hyphen lies between. */
function follows(text: string, end: number, word: Word | undefined): word is Word {
  return word !== undefined && /^(?:[ \u00a0]|-)$/.test(text.slice(end, word.start));
}

/** Where a name ends that nobody has here: after the last of at most four words with a capital. */
function lastCapital(text: string, words: readonly Word[], at: number) {
  let end = words[at]?.end ?? 0;
  for (const word of words.slice(at + 1, at + 4)) {
    if (!follows(text, end, word) || !/^\p{Lu}/u.test(word.text)) break;
    end = word.end;
  }
  return end;
}

function hasLaterWordWith(name: string, initial: string) {
  return wordsOf(name)
    .slice(1)
    .some(({ text }) => plain(text).startsWith(plain(initial)));
}
