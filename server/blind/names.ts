import { eq } from 'drizzle-orm';
import type { DbOrTx } from '../../db/client.ts';
import { users } from '../../db/schema/accounts.ts';
import { memberships } from '../../db/schema/clubs.ts';

/** What stands where a name stood. */
export const mark = '«…»';

/** Small words of names, which name nobody. */
const particles = new Set(['del', 'las', 'los', 'san', 'van', 'von']);
/** Names that in small letters are words of a classroom. */
const alsoWords = new Set(
  `alba aurora blanca blanco bravo campo campos casas castillo cielo consuelo cruz delgado dolores esperanza flor
  flores fuentes gracia guerra iglesias leal leon luna luz mar margarita marcos mercedes montes mora moreno palma
  paloma parra paz pena perla pilar prado rayo reyes rios rojas rosa rubio sol soledad torres vega vergara victoria
  violeta grace hope joy rose mark will bill may june april summer brown green white black`.split(/\s+/),
);

/**
 * A text without the names of these people: mentions, whole names, «Ana R.», and single first or family names, with or
 * without accents. In small letters a name that is also a word («luz», «flores») stays: it is then most likely the word.
 */
export function withoutNames(text: string, names: readonly string[]) {
  const people = names.map((name) => plain(name).split(/\s+/).filter(Boolean));
  const whole = people.flatMap((parts) => [
    parts,
    ...parts.slice(1).map((part) => [parts[0] ?? '', `${part.charAt(0)}.`]),
  ]);
  const single = people.flat().filter((part) => part.length > 2 && !particles.has(part));
  const known = [...whole.filter((parts) => parts.length > 1).map((parts) => parts.join(' ')), ...single];
  if (known.length === 0) return text;
  const pattern = [...new Set(known)]
    .sort((a, b) => b.length - a.length)
    .map((name) => [...name].map(inAnyAccent).join(''))
    .join('|');
  const found = new RegExp(String.raw`(?<![\p{L}\p{M}\p{N}])@?(?:${pattern})(?![\p{L}\p{M}\p{N}])`, 'giu');
  return text
    .normalize('NFD')
    .replace(found, (name) => (alsoWords.has(plain(name)) && isSmall(name) ? name : mark))
    .replace(new RegExp(String.raw`${mark}(?:\s+${mark})+`, 'g'), mark)
    .normalize('NFC');
}

/** The names of everybody who is or was of a club: comments may name whoever has left. */
export async function namesIn(db: DbOrTx, clubId: string) {
  const rows = await db
    .select({ name: users.name })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(eq(memberships.clubId, clubId));
  return rows.map(({ name }) => name);
}

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const isSmall = (name: string) => name === name.toLowerCase();

function inAnyAccent(letter: string) {
  if (letter === ' ') return String.raw`\s+`;
  return letter.replace(/[\\^$.*+?()[\]{}|/]/, String.raw`\$&`) + String.raw`\p{M}*`;
}
