import { and, asc, eq, isNotNull, sql } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';
import { comments } from '../../db/schema/comments.ts';
import { episodes } from '../../db/schema/episodes.ts';
import { meetings } from '../../db/schema/meetings.ts';
import type { Member } from '../clubs/access.ts';
import type { View } from './contract.ts';
import { inFigures, passing } from './counted.ts';
import { orderOfMeetings } from './trend.ts';

/**
 * The mediators' share of what was written by meeting, of comments, words and turns; how their share of the words moves; and
 * what their replies were tagged as. It is writing, not talk: what was said aloud is in no database.
 */
export async function getMediators(
  db: Db,
  by: Member,
  view: Pick<View, 'reading' | 'pointing' | 'phase' | 'presenter'>,
) {
  const rows = await written(db, by, view);
  const byMeeting = [...Map.groupBy(rows, ({ meetingId }) => meetingId)].map(([meetingId, own]) => {
    const theirs = own.filter(({ role }) => role === 'mediator');
    const part = (of: 'comments' | 'words' | 'turns') => ({ count: sum(theirs, of), n: sum(own, of) });
    return {
      ...{ meetingId, number: own[0]?.number ?? 0 },
      ...{ comments: part('comments'), words: part('words'), turns: part('turns') },
      practices: byTag(theirs, 'practice'),
      moves: byTag(theirs, 'move'),
      untagged: sum(
        theirs.filter(({ practice }) => practice === null),
        'comments',
      ),
    };
  });
  const points = byMeeting
    .filter(({ words }) => words.n > 0)
    .map(({ number, words }) => ({ x: number, y: words.count / words.n }));
  return { meetings: byMeeting, trend: orderOfMeetings(points) };
}

type Row = Awaited<ReturnType<typeof written>>[number];

function sum(rows: readonly Row[], of: 'comments' | 'words' | 'turns') {
  return rows.reduce((total, row) => total + row[of], 0);
}

function byTag(rows: readonly Row[], tag: 'practice' | 'move') {
  const tagged = Map.groupBy(
    rows.filter((row) => row[tag] !== null),
    (row) => row[tag] ?? '',
  );
  return Object.fromEntries([...tagged].map(([name, own]) => [name, sum(own, 'comments')]));
}

/** Comments, words and turns by meeting, role and tag. A turn begins where the one before in its thread is somebody else's. */
async function written(db: Db, by: Member, view: Parameters<typeof passing>[0]) {
  const { authorId, authorRole, practice, move, parentId, id, createdAt } = comments;
  const before = sql`lag(${authorId}) over (partition by coalesce(${parentId}, ${id}) order by ${createdAt}, ${id})`;
  const said = db.$with('said').as(
    db
      .select({
        ...{ meetingId: comments.meetingId, role: authorRole, practice, move },
        words: comments.words,
        begins: sql<boolean>`${before} is distinct from ${authorId}`.as('begins'),
      })
      .from(comments)
      .innerJoin(episodes, eq(episodes.id, comments.episodeId))
      .where(and(inFigures(by), isNotNull(comments.meetingId), passing(view))),
  );
  return db
    .with(said)
    .select({
      ...{ meetingId: meetings.id, number: meetings.number },
      ...{ role: said.role, practice: said.practice, move: said.move },
      comments: sql<number>`count(*)::int`,
      words: sql<number>`sum(${said.words})::int`,
      turns: sql<number>`count(*) filter (where ${said.begins})::int`,
    })
    .from(said)
    .innerJoin(meetings, eq(meetings.id, said.meetingId))
    .groupBy(meetings.id, said.role, said.practice, said.move)
    .orderBy(asc(meetings.number));
}
