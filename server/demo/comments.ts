import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Tx } from '../../db/client.ts';
import { codings } from '../../db/schema/coding.ts';
import { comments } from '../../db/schema/comments.ts';
import { codebook } from '../coding/contract.ts';
import { type MeetingDates, writtenAt } from './calendar.ts';
import { meetings, people } from './content/club.ts';
import { commentContent, type MeetingContent } from './content/shape.ts';
import type { Ids } from './demo.ts';

type Placed = {
  clubId: string;
  userIds: Ids;
  episodeIds: Ids;
  meetingIds: Ids;
  when: (meeting: MeetingContent) => MeetingDates;
};

const replyDelayMs = 4 * 60_000;

/** Writes what the invented people said, each at the time of its meeting, with the codes they gave. */
export async function addComments(tx: Tx, { clubId, userIds, episodeIds, meetingIds, when }: Placed) {
  const roles = new Map(people.map((person) => [person.key, person.role]));
  const rows: (typeof comments.$inferInsert)[] = [];
  const codes: (typeof codings.$inferInsert)[] = [];
  for (const meeting of meetings) {
    const dates = when(meeting);
    const counts = { before: 0, during: 0, after: 0 };
    for (const content of await readComments(meeting.number)) {
      const { phase, what, how, author, atMs, endMs = null, text } = content;
      const createdAt = writtenAt(dates, phase, counts[phase]++);
      const common = {
        clubId,
        episodeId: episodeIds.of(content.episode),
        meetingId: meetingIds.of(String(meeting.number)),
        phase,
      };
      const by = (key: string) => ({
        authorId: userIds.of(key),
        authorRole: roles.get(key) ?? ('teacher' as const),
      });
      const id = randomUUID();
      // What they noticed at home, before they met, they noticed alone.
      const independent = phase === 'before';
      rows.push({ id, ...common, ...by(author), atMs, endMs, text, independent, createdAt });
      if (what || how) {
        const coderId = userIds.of(author);
        const source = { source: 'author', codebook, revision: 1 } as const;
        codes.push({ clubId, commentId: id, coderId, ...source, what, how, createdAt });
      }
      for (const [index, reply] of (content.replies ?? []).entries()) {
        const later = new Date(createdAt.getTime() + (index + 1) * replyDelayMs);
        rows.push({
          id: randomUUID(),
          parentId: id,
          ...common,
          ...by(reply.author),
          atMs,
          text: reply.text,
          createdAt: later,
        });
      }
    }
  }
  await tx.insert(comments).values(rows);
  await tx.insert(codings).values(codes);
}

async function readComments(meetingNumber: number) {
  const file = new URL(`./content/comments/${meetingNumber}.json`, import.meta.url);
  return commentContent.array().parse(JSON.parse(await readFile(file, 'utf8')));
}
