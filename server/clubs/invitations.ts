import { and, asc, eq, gt, isNull, lt, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Db, Tx } from '../../db/client.ts';
import { users } from '../../db/schema/accounts.ts';
import { clubs, invitations } from '../../db/schema/clubs.ts';
import { hashLinkToken, newLinkToken } from '../accounts/links.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';
import type { Member } from './access.ts';
import type { createInvitation, invitation } from './contract.ts';
import { daysFromNow, guestDaysDefault } from './members.ts';

export type Invitation = typeof invitations.$inferSelect;
type InvitationShown = z.output<typeof invitation>;

const linkDays = 7;

const usable = and(
  isNull(invitations.revokedAt),
  gt(invitations.expiresAt, sql`now()`),
  lt(invitations.uses, invitations.maxUses),
);

/** Makes a link; its secret is in the answer and nowhere else. A guest's link does not outlive the guest's stay. */
export async function invite(
  { db, config }: Deps,
  by: Member,
  given: z.output<(typeof createInvitation)['body']>,
): Promise<{ invitation: InvitationShown; url: string }> {
  const { token, hash } = newLinkToken();
  const linkEnds = daysFromNow(linkDays);
  const terms =
    given.kind === 'group'
      ? { role: 'teacher' as const, maxUses: given.maxUses, guestUntil: null }
      : {
          role: given.role,
          maxUses: 1,
          guestUntil: given.role === 'guest' ? daysFromNow(given.guestDays ?? guestDaysDefault) : null,
        };
  const [row] = await db
    .insert(invitations)
    .values({
      clubId: by.clubId,
      createdBy: by.userId,
      kind: given.kind,
      tokenHash: hash,
      expiresAt: terms.guestUntil && terms.guestUntil < linkEnds ? terms.guestUntil : linkEnds,
      ...terms,
    })
    .returning();
  if (!row) throw new Error('the invitation was not stored');
  return { invitation: invitationOf(row), url: `${config.publicUrl}/invite/${token}` };
}

/** The links of a club that can still be used. */
export async function listUsable({ db }: Deps, by: Member): Promise<InvitationShown[]> {
  const rows = await db
    .select()
    .from(invitations)
    .where(and(eq(invitations.clubId, by.clubId), usable))
    .orderBy(asc(invitations.createdAt));
  return rows.map(invitationOf);
}

/** Makes a link unusable; revoking it again changes nothing. */
export async function revoke({ db }: Deps, by: Member, invitationId: string) {
  const revoked = await db
    .update(invitations)
    .set({ revokedAt: sql`coalesce(${invitations.revokedAt}, now())` })
    .where(and(eq(invitations.id, invitationId), eq(invitations.clubId, by.clubId)))
    .returning({ id: invitations.id });
  if (revoked.length === 0) throw problem('invitation_not_found');
}

/** What a link is for. Throws why it can't be used: `invitation_not_found`, `_revoked`, `_expired`, `_used`. */
export async function readInvitation(db: Db, token: string) {
  const [found] = await db
    .select({ row: invitations, clubName: clubs.name, invitedBy: users.name })
    .from(invitations)
    .innerJoin(clubs, eq(clubs.id, invitations.clubId))
    .innerJoin(users, eq(users.id, invitations.createdBy))
    .where(eq(invitations.tokenHash, hashLinkToken(token)));
  if (!found) throw problem('invitation_not_found');
  refuseUnusable(found.row);
  return found;
}

/** Uses a link up by one, if it can be used. Of two at the same moment the last use goes to one. */
export async function consume(tx: Tx, invitationId: string): Promise<Invitation> {
  const [used] = await tx
    .update(invitations)
    .set({ uses: sql`${invitations.uses} + 1` })
    .where(and(eq(invitations.id, invitationId), usable))
    .returning();
  if (used) return used;
  const [row] = await tx.select().from(invitations).where(eq(invitations.id, invitationId));
  if (row) refuseUnusable(row);
  throw problem('invitation_not_found');
}

function refuseUnusable(row: Invitation) {
  if (row.revokedAt) throw problem('invitation_revoked');
  if (row.uses >= row.maxUses) throw problem('invitation_used');
  if (row.expiresAt <= new Date()) throw problem('invitation_expired');
}

function invitationOf(row: Invitation): InvitationShown {
  const { id, kind, role, uses, maxUses, expiresAt, createdAt } = row;
  return { id, kind, role, uses, maxUses, expiresAt, createdAt };
}
