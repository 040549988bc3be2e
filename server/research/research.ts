import { and, count, eq, inArray, isNotNull, or, sql } from 'drizzle-orm';
import type { DbOrTx } from '../../db/client.ts';
import { memberships } from '../../db/schema/clubs.ts';
import { activeMembership, type Member } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { newPseudonym } from './pseudonym.ts';

/** With 234,256 pseudonyms to a club, the next one tried is free but for a wonder. */
const tries = 20;

/** One's own answer, and how many agreed; guests and those who left count only where they said yes before. */
export async function showAnswer(db: DbOrTx, by: Member) {
  const [own] = await db
    .select({ agreedAt: memberships.researchAgreedAt, pseudonym: memberships.pseudonym })
    .from(memberships)
    .where(and(eq(memberships.clubId, by.clubId), eq(memberships.userId, by.userId)));
  return { agreedAt: null, pseudonym: null, ...own, ...(await countAgreed(db, by.clubId)) };
}

/** How many people of a club agreed to research, of those who write in it now or agreed before they left. */
export async function countAgreed(db: DbOrTx, clubId: string) {
  const { researchAgreedAt, role } = memberships;
  const [counted] = await db
    .select({ agreed: count(researchAgreedAt), people: count() })
    .from(memberships)
    .where(
      and(
        eq(memberships.clubId, clubId),
        or(isNotNull(researchAgreedAt), and(inArray(role, ['teacher', 'mediator']), activeMembership)),
      ),
    );
  return counted ?? { agreed: 0, people: 0 };
}

/**
 * Keeps a person's own yes or no. The first yes gives them a pseudonym for good, so that a study that they come back to
 * finds the same person. Nobody is told: who answers what is nobody else's business.
 */
export async function answer({ db }: Deps, by: Member, agreed: boolean) {
  if (agreed) await agree(db, by);
  else await db.update(memberships).set({ researchAgreedAt: null }).where(ownMembership(by));
  return showAnswer(db, by);
}

async function agree(db: DbOrTx, by: Member) {
  const { researchAgreedAt, pseudonym } = memberships;
  for (let left = tries; ; left -= 1) {
    try {
      // One statement: whoever says yes twice at once keeps the first moment and the first pseudonym.
      await db
        .update(memberships)
        .set({
          researchAgreedAt: sql`coalesce(${researchAgreedAt}, now())`,
          pseudonym: sql`coalesce(${pseudonym}, ${newPseudonym()})`,
        })
        .where(ownMembership(by));
      return;
    } catch (error) {
      if (left === 0 || !isTaken(error)) throw error;
    }
  }
}

function ownMembership({ clubId, userId }: Member) {
  return and(eq(memberships.clubId, clubId), eq(memberships.userId, userId));
}

/** Somebody else of the club has this pseudonym. */
function isTaken(error: unknown) {
  const { cause } = error as { cause?: { code?: string; constraint?: string } };
  return cause?.code === '23505' && cause.constraint === 'memberships_pseudonym';
}
