import { createContext } from 'svelte';
import type { z } from 'zod';
import { type Actor, type club, type member, type Rule, rules } from '#contract/clubs';

export type Club = z.input<typeof club>;
export type ClubMember = z.input<typeof member>;

/** The club one is in, its people, and what one may do there; the server decides, this only spares useless buttons. */
export class Membership {
  readonly #read: () => { club: Club; members: ClubMember[] };

  constructor(read: () => { club: Club; members: ClubMember[] }) {
    this.#read = read;
  }

  get club() {
    return this.#read().club;
  }
  get members() {
    return this.#read().members;
  }
  /** Those who are in, without the people who wait. */
  get admitted() {
    return this.members.filter((member) => member.admitted);
  }

  /** Whether the reader may, in a club that is not archived. `owner`: of the episode or comment in question. */
  may(rule: Rule, owner = false) {
    const actors: readonly Actor[] = rules[rule];
    return !this.club.archivedAt && (actors.includes(this.club.role) || (owner && actors.includes('owner')));
  }
}

export const [useMembership, provideMembership] = createContext<Membership>();
