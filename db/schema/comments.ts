import { type AnyPgColumn, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { at, now, role } from './columns.ts';
import { users } from './accounts.ts';
import { clubs } from './clubs.ts';
import { episodes } from './episodes.ts';
import { meetings } from './meetings.ts';

export const comments = pgTable(
  'comments',
  {
    /** Chosen by the browser, so that sending twice is one comment. */
    id: uuid('id').primaryKey(),
    clubId: uuid('club_id')
      .notNull()
      .references(() => clubs.id, { onDelete: 'cascade' }),
    episodeId: uuid('episode_id')
      .notNull()
      .references(() => episodes.id, { onDelete: 'cascade' }),
    /** Null: outside any meeting, and so not in the shift. */
    meetingId: uuid('meeting_id').references(() => meetings.id, { onDelete: 'set null' }),
    /** Where the meeting stood when this was written. */
    phase: text('phase', { enum: ['before', 'during', 'after'] }),
    parentId: uuid('parent_id').references((): AnyPgColumn => comments.id, { onDelete: 'cascade' }),
    /** Null once the episode was withdrawn for good: the codes stay as unnamed counts. */
    authorId: uuid('author_id').references(() => users.id, { onDelete: 'set null' }),
    /** The author's role when it was written: what a mediator wrote stays out of the shift for good. */
    authorRole: role('author_role').notNull(),
    /** Milliseconds of the source. */
    atMs: integer('at_ms').notNull(),
    endMs: integer('end_ms'),
    /** Empty once the comment was deleted, or its episode withdrawn for good. */
    text: text('text').notNull(),
    version: integer('version').notNull().default(1),
    createdAt: now('created_at'),
    editedAt: at('edited_at'),
    deletedAt: at('deleted_at'),
  },
  (table) => [
    index('comments_episode').on(table.episodeId, table.atMs),
    index('comments_meeting').on(table.meetingId),
    index('comments_club').on(table.clubId),
    index('comments_parent').on(table.parentId),
  ],
);

/** Every time a mediator moved a comment to another meeting. */
export const commentMoves = pgTable('comment_moves', {
  id: uuid('id').primaryKey().defaultRandom(),
  commentId: uuid('comment_id')
    .notNull()
    .references(() => comments.id, { onDelete: 'cascade' }),
  fromMeetingId: uuid('from_meeting_id').references(() => meetings.id, { onDelete: 'set null' }),
  toMeetingId: uuid('to_meeting_id').references(() => meetings.id, { onDelete: 'set null' }),
  movedBy: uuid('moved_by')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' }),
  movedAt: now('moved_at'),
});
