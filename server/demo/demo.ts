import { randomUUID } from 'node:crypto';
import { count, eq } from 'drizzle-orm';
import type { Tx } from '../../db/client.ts';
import { users } from '../../db/schema/accounts.ts';
import { clubs, memberships } from '../../db/schema/clubs.ts';
import { episodes } from '../../db/schema/episodes.ts';
import { meetingEpisodes, meetings } from '../../db/schema/meetings.ts';
import { addAccount } from '../accounts/accounts.ts';
import { hashPassword } from '../accounts/password-hash.ts';
import type { Deps } from '../deps.ts';
import { calendar } from './calendar.ts';
import { addComments } from './comments.ts';
import { club as clubContent, meetings as meetingContents, people } from './content/club.ts';
import { episodes as episodeContents } from './content/episodes.ts';
import { drawJob } from './draw.job.ts';

export type DemoPerson = { name: string; email: string; role: 'teacher' | 'mediator' | 'guest' | 'first' };

/** Whoever runs the machine in the demo: they see names and sizes of clubs, and no episode. */
const runsTheMachine = { name: 'Soledad Muñoz Cárcamo', email: 'soledad.munoz@example.org' };

/**
 * Makes the invented club as of `today`, its last meeting in the past, where there is nobody yet, and tells whether it did.
 * Its clips are drawn by the worker afterwards, so that the club can be used at once.
 */
export async function makeDemoClub({ db, jobs }: Deps, password: string, today: Date): Promise<boolean> {
  const hash = await hashPassword(password);
  return db.transaction(async (tx) => {
    const [existing] = await tx.select({ n: count() }).from(users);
    if (existing && existing.n > 0) return false;

    const userIds = await addPeople(tx, hash);
    const clubId = randomUUID();
    const when = calendar(meetingContents, today);
    const joinedAt = new Date(
      Math.min(...meetingContents.map((meeting) => when(meeting).plannedAt.getTime())),
    );
    await tx.insert(clubs).values({
      id: clubId,
      name: clubContent.name,
      goal: clubContent.commonGoal,
      howSeen: 'club',
      demo: true,
      createdAt: joinedAt,
    });
    await tx.insert(memberships).values(
      people.map(({ key, role }) => ({
        clubId,
        userId: userIds.of(key),
        role,
        joinedAt,
        admittedAt: joinedAt,
        ...(role === 'mediator' ? { evaluates: false, evaluatesSaidAt: joinedAt } : {}),
      })),
    );

    const firstShown = new Map<string, Date>();
    for (const meeting of meetingContents)
      for (const key of meeting.episodes)
        if (!firstShown.has(key)) firstShown.set(key, when(meeting).plannedAt);
    const episodeIds = Ids.fresh(episodeContents.map((episode) => episode.key));
    await tx.insert(episodes).values(
      episodeContents.map(({ key, owner, title, grade, subject, lookFor, durationMs }) => {
        const at = firstShown.get(key) ?? joinedAt;
        const day = at.toISOString().slice(0, 10);
        return {
          id: episodeIds.of(key),
          clubId,
          ownerId: userIds.of(owner),
          ...{ title, grade, subject, lookFor, durationMs },
          ...{ familiesAgreedOn: day, othersOutOfFrameOn: day, schoolAuthorisedOn: day },
          status: 'processing' as const,
          sharedAt: at,
          createdAt: at,
        };
      }),
    );
    const meetingIds = Ids.fresh(meetingContents.map((meeting) => String(meeting.number)));
    for (const meeting of meetingContents) {
      const { heldOn, openedAt, closesAt, plannedAt } = when(meeting);
      const id = meetingIds.of(String(meeting.number));
      const { number, title } = meeting;
      await tx
        .insert(meetings)
        .values({ id, clubId, number, title, heldOn, openedAt, closesAt, createdAt: plannedAt });
      await tx.insert(meetingEpisodes).values(
        meeting.episodes.map((key, position) => ({
          meetingId: id,
          episodeId: episodeIds.of(key),
          position,
        })),
      );
    }
    await addComments(tx, { clubId, userIds, episodeIds, meetingIds, when });
    // The newest first: they stand at the top of every list.
    for (const { key } of episodeContents.toReversed())
      await jobs.enqueue(tx, drawJob, { episodeId: episodeIds.of(key), key });
    return true;
  });
}

/** The invented people that are still there, the mediator first: they are who one signs in as. */
export async function listDemoPeople({ db }: Deps): Promise<DemoPerson[]> {
  const rows = await db
    .select({ name: users.name, email: users.email, first: users.first, role: memberships.role })
    .from(users)
    .leftJoin(memberships, eq(memberships.userId, users.id))
    .where(eq(users.invented, true))
    .orderBy(memberships.role, users.name);
  return rows.map(({ name, email, first, role }) => ({
    name,
    email,
    role: first ? 'first' : (role ?? 'teacher'),
  }));
}

async function addPeople(tx: Tx, hash: string) {
  const ids = new Map<string, string>();
  for (const { key, name, email } of people) {
    const account = await addAccount(tx, { name, email, locale: 'es', invented: true }, hash);
    if (account) ids.set(key, account.id);
  }
  await addAccount(tx, { ...runsTheMachine, locale: 'es', invented: true, first: true }, hash);
  return new Ids(ids);
}

/** Gives each key of the content its row's id. */
export class Ids {
  readonly #ids: Map<string, string>;

  constructor(ids: Map<string, string>) {
    this.#ids = ids;
  }

  static fresh(keys: string[]) {
    return new Ids(new Map(keys.map((key) => [key, randomUUID()])));
  }

  of(key: string) {
    const id = this.#ids.get(key);
    if (!id) throw new Error(`the demo content names ${key}, which it does not have`);
    return id;
  }
}
