import { index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, now } from './columns.ts';
import { users } from './accounts.ts';
import { clubs } from './clubs.ts';
import { comments } from './comments.ts';
import { meetings } from './meetings.ts';

/** The codes of one comment by one coder, from one source, by one codebook; recoding adds a revision. */
export const codings = pgTable(
  'codings',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** That of the comment: the codes of a club are found together, however many other clubs there are. */
    clubId: uuid('club_id')
      .notNull()
      .references(() => clubs.id, { onDelete: 'cascade' }),
    commentId: uuid('comment_id')
      .notNull()
      .references(() => comments.id, { onDelete: 'cascade' }),
    /** Null where the comment has lost its name; see comments. */
    coderId: uuid('coder_id').references(() => users.id, { onDelete: 'set null' }),
    source: text('source', { enum: ['author', 'mediator', 'blind'] }).notNull(),
    codebook: text('codebook').notNull(),
    revision: integer('revision').notNull(),
    what: text('what', { enum: ['teaching', 'learning'] }),
    how: text('how', { enum: ['judgment', 'evidence'] }),
    createdAt: now('created_at'),
  },
  (table) => [
    uniqueIndex('codings_revision').on(
      table.commentId,
      table.coderId,
      table.source,
      table.codebook,
      table.revision,
    ),
    // All that the shift asks of a code, so that it reads this and not the table.
    index('codings_club').on(
      table.clubId,
      table.source,
      table.codebook,
      table.commentId,
      table.coderId,
      table.revision,
      table.what,
      table.how,
    ),
  ],
);

/** A random part of a club's comments, for people to code without knowing whose they are or when they were written. */
export const blindSamples = pgTable(
  'blind_samples',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    clubId: uuid('club_id')
      .notNull()
      .references(() => clubs.id, { onDelete: 'cascade' }),
    /** Of how many comments it was drawn. */
    population: integer('population').notNull(),
    drawnBy: uuid('drawn_by').references(() => users.id, { onDelete: 'set null' }),
    drawnAt: now('drawn_at'),
  },
  (table) => [index('blind_samples_club').on(table.clubId, table.drawnAt)],
);

export const blindPicks = pgTable(
  'blind_picks',
  {
    sampleId: uuid('sample_id')
      .notNull()
      .references(() => blindSamples.id, { onDelete: 'cascade' }),
    commentId: uuid('comment_id')
      .notNull()
      .references(() => comments.id, { onDelete: 'cascade' }),
    /** The shuffled order, the same for every coder. */
    position: integer('position').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.sampleId, table.position] }),
    index('blind_picks_comment').on(table.commentId),
  ],
);

/** Something coders disagreed on, to be talked about in a meeting: anonymous excerpts, each with its author's yes. */
export const agendaPoints = pgTable(
  'agenda_points',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    clubId: uuid('club_id')
      .notNull()
      .references(() => clubs.id, { onDelete: 'cascade' }),
    meetingId: uuid('meeting_id').references(() => meetings.id, { onDelete: 'set null' }),
    axis: text('axis', { enum: ['what', 'how'] }).notNull(),
    raisedBy: uuid('raised_by').references(() => users.id, { onDelete: 'set null' }),
    raisedAt: now('raised_at'),
  },
  (table) => [index('agenda_points_club').on(table.clubId)],
);

export const agendaExcerpts = pgTable(
  'agenda_excerpts',
  {
    pointId: uuid('point_id')
      .notNull()
      .references(() => agendaPoints.id, { onDelete: 'cascade' }),
    commentId: uuid('comment_id')
      .notNull()
      .references(() => comments.id, { onDelete: 'cascade' }),
    /** Its author's; null while not answered. */
    answer: text('answer', { enum: ['yes', 'no'] }),
    answeredAt: at('answered_at'),
  },
  (table) => [
    primaryKey({ columns: [table.pointId, table.commentId] }),
    index('agenda_excerpts_comment').on(table.commentId),
  ],
);
