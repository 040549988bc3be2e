import { and, asc, eq } from 'drizzle-orm';
import type { z } from 'zod';
import type { DbOrTx, Tx } from '../../db/client.ts';
import { users } from '../../db/schema/accounts.ts';
import { clubs, coordinators } from '../../db/schema/clubs.ts';
import { leaveNotice } from '../accounts/accounts.ts';
import { lockClub, type Member } from '../clubs/access.ts';
import { activeUserIds } from '../clubs/members.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';
import type { coordinator } from './contract.ts';

type Coordinator = z.output<typeof coordinator>;
type Row = typeof coordinators.$inferSelect;

/** Who was named for which clubs, by name. A no looks like no answer yet: a club need not explain it to anybody above. */
export async function coordinatorsHere({ db }: Deps) {
  const rows = await db
    .select({
      ...{ userId: users.id, person: users.name, email: users.email },
      ...{ clubId: clubs.id, name: clubs.name, agreedAt: coordinators.agreedAt },
    })
    .from(coordinators)
    .innerJoin(users, eq(users.id, coordinators.userId))
    .innerJoin(clubs, eq(clubs.id, coordinators.clubId))
    .orderBy(asc(users.name), asc(users.id), asc(clubs.name), asc(clubs.id));
  return [...Map.groupBy(rows, ({ userId }) => userId).values()].flatMap((theirs) =>
    theirs.slice(0, 1).map(({ userId, person, email }) => ({
      ...{ userId, name: person, email },
      clubs: theirs.map(({ clubId, name, agreedAt }) => ({ clubId, name, agreed: agreedAt !== null })),
    })),
  );
}

/**
 * Asks these clubs to let whoever has this address coordinate them, all or none, and tells their people. A club that was
 * asked before is not asked again. Throws `account_not_found`, `club_not_found`, and `club_archived`, which cannot answer.
 */
export async function askClubs({ db, live }: Deps, email: string, clubIds: string[]) {
  await db.transaction(async (tx) => {
    const [person] = await tx.select().from(users).where(eq(users.email, email));
    if (!person) throw problem('account_not_found');
    // In one order for all, so that two that ask at once wait for each other instead of for ever.
    for (const clubId of [...new Set(clubIds)].sort()) {
      const club = await lockClub(tx, clubId);
      if (club.archivedAt) throw problem('club_archived');
      const asked = await tx
        .insert(coordinators)
        .values({ clubId, userId: person.id })
        .onConflictDoNothing()
        .returning();
      if (asked.length === 0) continue;
      await tellClub(tx, clubId, person.id, 'coordinator_asked');
      await live.publish(tx, clubId, { type: 'club.changed' });
    }
  });
}

/** Takes a club from a coordinator, at once; asked for anew, it has to agree anew. Throws `coordinator_not_found`. */
export async function takeClub({ db, live }: Deps, userId: string, clubId: string) {
  await db.transaction(async (tx) => {
    await lockClub(tx, clubId);
    const [gone] = await tx.delete(coordinators).where(oneOf(clubId, userId)).returning();
    if (!gone) throw problem('coordinator_not_found');
    if (gone.agreedAt) await tellClub(tx, clubId, userId, 'coordinator_ended');
    await live.publish(tx, clubId, { type: 'club.changed' });
  });
}

/** Who coordinates a club or asks to, by name, for its people. */
export async function coordinatorsOf(db: DbOrTx, clubId: string): Promise<Coordinator[]> {
  const rows = await db
    .select({ row: coordinators, name: users.name })
    .from(coordinators)
    .innerJoin(users, eq(users.id, coordinators.userId))
    .where(eq(coordinators.clubId, clubId))
    .orderBy(asc(users.name), asc(users.id));
  return rows.map(({ row, name }) => shown(row, name));
}

/**
 * Keeps what a mediator answers for the club; everybody of it is told when a yes is given or taken back. Saying yes about
 * oneself is for another mediator (`own_request`).
 */
export async function answerFor(
  { db, live }: Deps,
  by: Member,
  userId: string,
  agrees: boolean,
): Promise<Coordinator> {
  return db.transaction(async (tx) => {
    await lockClub(tx, by.clubId);
    const [found] = await tx
      .select({ row: coordinators, name: users.name })
      .from(coordinators)
      .innerJoin(users, eq(users.id, coordinators.userId))
      .where(oneOf(by.clubId, userId));
    if (!found) throw problem('coordinator_not_found');
    if (agrees && userId === by.userId) throw problem('own_request');
    const { row, name } = found;
    const agreed = row.agreedAt !== null;
    if (agreed && agrees) return shown(row, name);
    const now = new Date();
    const [changed = row] = await tx
      .update(coordinators)
      .set({ agreedAt: agrees ? now : null, answeredAt: now })
      .where(oneOf(by.clubId, userId))
      .returning();
    if (agrees !== agreed)
      await tellClub(tx, by.clubId, userId, agrees ? 'coordinator_agreed' : 'coordinator_ended');
    await live.publish(tx, by.clubId, { type: 'club.changed' });
    return shown(changed, name);
  });
}

const oneOf = (clubId: string, userId: string) =>
  and(eq(coordinators.clubId, clubId), eq(coordinators.userId, userId));

/** Leaves everybody of the club a notice about the coordinator, who is not told of themselves. */
async function tellClub(
  tx: Tx,
  clubId: string,
  userId: string,
  kind: 'coordinator_asked' | 'coordinator_agreed' | 'coordinator_ended',
) {
  const [about] = await tx
    .select({ name: users.name, club: clubs.name })
    .from(users)
    .innerJoin(clubs, eq(clubs.id, clubId))
    .where(eq(users.id, userId));
  if (about) await leaveNotice(tx, await activeUserIds(tx, clubId, userId), kind, about);
}

function shown({ userId, givenAt, agreedAt, answeredAt }: Row, name: string): Coordinator {
  return { userId, name, givenAt, agreedAt, answer: agreedAt ? 'yes' : answeredAt ? 'no' : 'unanswered' };
}
