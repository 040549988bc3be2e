import { and, eq } from 'drizzle-orm';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Tx } from '../../db/client.ts';
import { memberships } from '../../db/schema/clubs.ts';
import { addAccount, findSession } from '../accounts/accounts.ts';
import { hashPassword } from '../accounts/password-hash.ts';
import { requireGoodPassword } from '../accounts/passwords.ts';
import { startSession } from '../accounts/sessions.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';
import { lockClub } from './access.ts';
import type { acceptInvitation } from './contract.ts';
import { consume, type Invitation, readInvitation } from './invitations.ts';
import { announceGuest, announceWaiting } from './members.ts';

type NewAccount = NonNullable<z.output<(typeof acceptInvitation)['body']>['newAccount']>;
type Joined = z.output<(typeof acceptInvitation)['response']>;
type Person = { id: string; name: string };

/**
 * Joins a club by a link, with the account signed in or with a new one, which is then signed in. The use of the link,
 * the account and the membership are one transaction: whatever is refused leaves the link as it was.
 */
export async function join(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  newAccount: NewAccount | undefined,
): Promise<Joined> {
  const { row: invitation } = await readInvitation(deps.db, token);
  if (!newAccount) {
    const session = await findSession(deps, request);
    if (!session) throw problem('not_signed_in');
    return deps.db.transaction((tx) => enter(deps, tx, invitation, session.account));
  }
  const { password, ...person } = newAccount;
  requireGoodPassword(password, person.email);
  const hash = await hashPassword(password);
  const { joined, account } = await deps.db.transaction(async (tx) => {
    const made = await addAccount(tx, person, hash);
    if (!made) throw problem('email_taken');
    return { account: made, joined: await enter(deps, tx, invitation, made) };
  });
  await startSession(deps, request, reply, account.id);
  return joined;
}

/** Holds the club first, then uses the link, and lets the person in. */
async function enter({ live }: Deps, tx: Tx, { id, clubId }: Invitation, person: Person): Promise<Joined> {
  const club = await lockClub(tx, clubId);
  if (club.archivedAt) throw problem('club_archived');
  const invitation = await consume(tx, id);
  const admitted = invitation.kind === 'personal';
  await settle(tx, invitation, person, admitted);
  if (!admitted) await announceWaiting(tx, club, person.name);
  else if (invitation.role === 'guest') await announceGuest(tx, club, person.id, person.name);
  await live.publish(tx, clubId, { type: 'member.changed', userId: person.id });
  return { clubId, admitted };
}

/** Writes the membership; whoever left, expired or waits gets their old row back, on the terms of this link. */
async function settle(tx: Tx, { clubId, role, guestUntil }: Invitation, person: Person, admitted: boolean) {
  const [before] = await tx
    .select()
    .from(memberships)
    .where(and(eq(memberships.clubId, clubId), eq(memberships.userId, person.id)));
  if (before && !before.removedAt && !(before.expiresAt && before.expiresAt <= new Date())) {
    if (before.admittedAt) throw problem('already_member');
    if (!admitted) throw problem('waiting_for_admission');
  }
  const now = new Date();
  const terms = {
    role,
    joinedAt: now,
    admittedAt: admitted ? now : null,
    expiresAt: guestUntil,
    removedAt: null,
    evaluates: null,
    evaluatesSaidAt: null,
  };
  await tx
    .insert(memberships)
    .values({ clubId, userId: person.id, ...terms })
    .onConflictDoUpdate({ target: [memberships.clubId, memberships.userId], set: terms });
}
