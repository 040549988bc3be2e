import type { Read } from './cells.ts';
import { plain } from './headings.ts';

/** Somebody who is or was of the club, with the role they have or had last. */
export type Person = { userId: string; name: string; email: string; role: 'teacher' | 'mediator' | 'guest' };
type Author = { userId: string; role: 'teacher' | 'mediator' };

/** Finds who is meant by an address or a full name. A name that two people have is nobody's: the address tells them apart. */
export function personFinder(people: readonly Person[]): (cell: string) => Read<Author> {
  const byEmail = Map.groupBy(people, ({ email }) => email.toLowerCase());
  const byName = Map.groupBy(people, ({ name }) => plain(name));
  return (cell) => {
    if (cell === '') return { wrong: 'person_missing' };
    const [found, another] =
      (cell.includes('@') ? byEmail.get(cell.toLowerCase()) : byName.get(plain(cell))) ?? [];
    if (!found) return { wrong: 'person_unknown' };
    if (another) return { wrong: 'person_of_two' };
    const { userId, role } = found;
    return role === 'guest' ? { wrong: 'person_guest' } : { value: { userId, role } };
  };
}
