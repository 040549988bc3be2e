import { and, asc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import type { DbOrTx } from '../../db/client.ts';
import { prepared } from '../../db/prepared.ts';
import { users } from '../../db/schema/accounts.ts';
import { commentMentions, comments } from '../../db/schema/comments.ts';
import { meetings } from '../../db/schema/meetings.ts';
import type { Member } from '../clubs/access.ts';
import { codesSeenBy, currentCodes } from '../coding/coding.ts';
import type { Move, Practice } from '../coding/contract.ts';
import { problem } from '../http/problems.ts';
import { reader, visibleTo } from '../episodes/known-comments.ts';

/**
 * The comments of an episode in video order, replies among them, as this person may see them. A deleted one stays,
 * without its words and codes, for as long as it holds replies together that the reader may see.
 */
export async function showComments(db: DbOrTx, by: Member, episodeId: string) {
  const all = await shown(db, by, await ofEpisode(db).execute({ ...by, episodeId }));
  const answered = new Set(all.filter(({ deleted }) => !deleted).map(({ parentId }) => parentId));
  return all.filter(({ id, deleted }) => !deleted || answered.has(id));
}

/** One comment as this person may see it. Throws `comment_not_found` once it was deleted and left no replies. */
export async function showComment(db: DbOrTx, by: Member, commentId: string) {
  const [comment] = await shown(db, by, await oneOf(db).execute({ ...by, commentId }));
  if (!comment || (comment.deleted && !(await isAnswered(db, by, commentId))))
    throw problem('comment_not_found');
  return comment;
}

async function isAnswered(db: DbOrTx, by: Member, commentId: string) {
  const replies = await db
    .select({ id: comments.id })
    .from(comments)
    .where(and(eq(comments.parentId, commentId), isNull(comments.deletedAt), visibleTo(by)))
    .limit(1);
  return replies.length > 0;
}

const ofEpisode = prepared((db) =>
  rowsWhere(db, eq(comments.episodeId, sql.placeholder('episodeId'))).prepare('comments_of_episode'),
);
const oneOf = prepared((db) =>
  rowsWhere(db, eq(comments.id, sql.placeholder('commentId'))).prepare('one_comment'),
);

/** Comments with what is shown of them, for a `reader`. */
function rowsWhere(db: DbOrTx, which: SQL) {
  const codes = currentCodes(db);
  const { userId, commentId } = commentMentions;
  return db
    .select({
      comment: comments,
      authorName: users.name,
      meetingNumber: meetings.number,
      named: sql<
        string[]
      >`array(select ${userId} from ${commentMentions} where ${commentId} = ${comments.id})`,
      what: codes.what,
      how: codes.how,
    })
    .from(comments)
    .leftJoin(users, eq(users.id, comments.authorId))
    .leftJoin(meetings, eq(meetings.id, comments.meetingId))
    .leftJoinLateral(codes, sql`true`)
    .where(and(which, visibleTo(reader)))
    .orderBy(asc(comments.atMs), asc(comments.createdAt), asc(comments.id));
}

type Row = Awaited<ReturnType<typeof rowsWhere>>[number];

async function shown(db: DbOrTx, by: Member, rows: Row[]) {
  const people = await namesOf(
    db,
    rows.flatMap(({ named }) => named),
  );
  return rows.map(({ comment, authorName, meetingNumber, named, what, how }) => {
    const { id, episodeId, parentId, authorId, authorRole, onlyMine, independent, splitFromId } = comment;
    const { atMs, endMs, text, box, quote, meetingId, phase, version, createdAt, editedAt } = comment;
    const deleted = comment.deletedAt !== null;
    const mentions = people.filter((person) => named.includes(person.id));
    return {
      ...{ id, episodeId, parentId, authorRole, onlyMine, independent, splitFromId, phase, deleted },
      ...{ atMs, endMs, text, version, createdAt, editedAt },
      ...(deleted ? { box: null, quote: null, mentions: [] } : { box, quote, mentions }),
      author: authorId && authorName ? { id: authorId, name: authorName } : null,
      mine: authorId === by.userId,
      practice: comment.practice as Practice | null,
      move: comment.move as Move | null,
      ...codesSeenBy(by, authorId, deleted ? { what: null, how: null } : { what, how }),
      meeting: meetingId && meetingNumber ? { id: meetingId, number: meetingNumber } : null,
    };
  });
}

/** These people by name; most comments name nobody, and then nothing is asked. */
async function namesOf(db: DbOrTx, userIds: string[]) {
  if (userIds.length === 0) return [];
  return db
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(inArray(users.id, [...new Set(userIds)]))
    .orderBy(asc(users.name), asc(users.id));
}
