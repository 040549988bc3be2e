import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, now, role } from './columns.ts';
import { users } from './accounts.ts';
import { clubs } from './clubs.ts';
import { episodes } from './episodes.ts';
import { meetings } from './meetings.ts';

export type Box = { x: number; y: number; width: number; height: number };

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
    /** A note that nobody but its author ever sees or counts, until its author shares it. */
    onlyMine: boolean('only_mine').notNull().default(false),
    /** Written before its author could read anybody else's comment on this episode. */
    independent: boolean('independent').notNull().default(false),
    /** A mediator's reply: which of the four practices, and which of the fourteen moves of coding/moves. */
    practice: text('practice'),
    move: text('move'),
    /** Cut off from that comment by its author. */
    splitFromId: uuid('split_from_id').references((): AnyPgColumn => comments.id, { onDelete: 'set null' }),
    /** Milliseconds of the source. */
    atMs: integer('at_ms').notNull(),
    endMs: integer('end_ms'),
    /** A part of the frame, as fractions of its width and height. */
    box: jsonb('box').$type<Box>(),
    /** The line of the captions that it is about, as it was said. */
    quote: text('quote'),
    /** Empty once the comment was deleted, or its episode withdrawn for good. */
    text: text('text').notNull(),
    /** How many it has, whatever stands between blanks. */
    words: integer('words')
      .notNull()
      .generatedAlwaysAs(sql`regexp_count("text", '\\S+')`),
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

/** What a comment was before each change of its words or moment; gone with the comment when it is deleted. */
export const commentRevisions = pgTable(
  'comment_revisions',
  {
    commentId: uuid('comment_id')
      .notNull()
      .references(() => comments.id, { onDelete: 'cascade' }),
    /** The version that these were. */
    version: integer('version').notNull(),
    text: text('text').notNull(),
    atMs: integer('at_ms').notNull(),
    endMs: integer('end_ms'),
    box: jsonb('box').$type<Box>(),
    quote: text('quote'),
    /** Why it was changed: by editing, by taking up what the composer asked, or by splitting. */
    reason: text('reason', { enum: ['edit', 'asked', 'split'] }).notNull(),
    replacedAt: now('replaced_at'),
  },
  (table) => [primaryKey({ columns: [table.commentId, table.version] })],
);

/** Members named in a comment. */
export const commentMentions = pgTable(
  'comment_mentions',
  {
    commentId: uuid('comment_id')
      .notNull()
      .references(() => comments.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ columns: [table.commentId, table.userId] }),
    index('comment_mentions_user').on(table.userId),
  ],
);

/** What one person has read of the comments on an episode, and whether they are in its room now. */
export const readings = pgTable(
  'readings',
  {
    episodeId: uuid('episode_id')
      .notNull()
      .references(() => episodes.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The first time in the room. */
    cameAt: now('came_at'),
    /** The first time that somebody else's comment was given to them; what they write later is not independent. */
    readAt: at('read_at'),
    /** When they chose to read what the club wrote alone. */
    choseAt: at('chose_at'),
    /** What was written until then is not new to them. */
    seenUntil: at('seen_until'),
    /** In the room until then, unless they say so again. */
    hereUntil: at('here_until'),
  },
  (table) => [primaryKey({ columns: [table.episodeId, table.userId] })],
);

/** Every time the composer asked somebody what they saw or heard, so that a study can account for it. */
export const askings = pgTable(
  'askings',
  {
    /** Chosen by the browser. */
    id: uuid('id').primaryKey(),
    clubId: uuid('club_id')
      .notNull()
      .references(() => clubs.id, { onDelete: 'cascade' }),
    episodeId: uuid('episode_id')
      .notNull()
      .references(() => episodes.id, { onDelete: 'cascade' }),
    meetingId: uuid('meeting_id').references(() => meetings.id, { onDelete: 'set null' }),
    userId: uuid('user_id').references(() => users.id, { onDelete: 'set null' }),
    /** The comment that was being written; it may never have been sent. */
    commentId: uuid('comment_id').notNull(),
    /** The author marked an impression, or the words alone were the reason. */
    cause: text('cause', { enum: ['marked', 'words'] }).notNull(),
    /** Null while nothing was answered. */
    answer: text('answer', { enum: ['added', 'left', 'not_today'] }),
    askedAt: at('asked_at').notNull(),
  },
  (table) => [index('askings_club').on(table.clubId, table.askedAt)],
);
