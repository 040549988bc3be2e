import { and, asc, eq, isNotNull } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';
import { users } from '../../db/schema/accounts.ts';
import { memberships } from '../../db/schema/clubs.ts';
import { meetings } from '../../db/schema/meetings.ts';
import { activeMembership, type Member } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import type { Path, View } from './contract.ts';
import { type Group, people, total } from './figures.ts';
import { allGroups } from './shift.ts';
import { fewestPeople } from './trend.ts';

/**
 * The reader's own path, which is nobody else's business; and those of the people who said yes to showing theirs, once at
 * least four did: among fewer, each would stand alone.
 */
export async function getPaths(db: Db, by: Member, view: Omit<View, 'source'>) {
  const [groups, numbers, agreed] = await Promise.all([
    allGroups(db, by, { ...view, source: 'author' }),
    db
      .select({ meetingId: meetings.id, number: meetings.number })
      .from(meetings)
      .where(eq(meetings.clubId, by.clubId))
      .orderBy(asc(meetings.number)),
    whoAgreed(db, by.clubId),
  ]);
  const byAuthor = Map.groupBy(
    groups.filter(({ meetingId }) => meetingId !== null),
    ({ authorId }) => authorId,
  );
  const pathOf = (userId: string) => path(byAuthor.get(userId) ?? [], numbers);
  const withPath = agreed
    .map(({ userId, name }) => ({ name, mine: userId === by.userId, path: pathOf(userId) }))
    .filter((person) => person.path.length > 0);
  return {
    own: pathOf(by.userId),
    shown: agreed.some(({ userId }) => userId === by.userId),
    agreed: withPath.length,
    of: people(groups),
    paths: withPath.length < fewestPeople ? null : withPath,
  };
}

/** One's own yes or no; a no takes effect with the next look. */
export async function showPath({ db, live }: Deps, by: Member, shown: boolean) {
  await db.transaction(async (tx) => {
    await tx
      .update(memberships)
      .set({ pathShownAt: shown ? new Date() : null })
      .where(and(eq(memberships.clubId, by.clubId), eq(memberships.userId, by.userId)));
    await live.publish(tx, by.clubId, { type: 'member.changed', userId: by.userId });
  });
  return null;
}

async function whoAgreed(db: Db, clubId: string) {
  return db
    .select({ userId: memberships.userId, name: users.name })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(memberships.clubId, clubId), activeMembership, isNotNull(memberships.pathShownAt)))
    .orderBy(asc(users.name), asc(users.id));
}

/** One person's parts by meeting, of those in which they marked anything. */
function path(groups: readonly Group[], numbers: readonly { meetingId: string; number: number }[]): Path {
  const part = (coded: readonly Group[], counted: (group: Group) => boolean) =>
    coded.length > 0 ? { count: total(coded.filter(counted)), n: total(coded) } : null;
  return numbers.flatMap(({ meetingId, number }) => {
    const own = groups.filter((group) => group.meetingId === meetingId);
    const learning = part(
      own.filter(({ what }) => what),
      ({ what }) => what === 'learning',
    );
    const evidence = part(
      own.filter(({ how }) => how),
      ({ how }) => how === 'evidence',
    );
    return learning || evidence ? [{ meetingId, number, learning, evidence }] : [];
  });
}
