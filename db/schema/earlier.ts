import { index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { now, role } from './columns.ts';
import { users } from './accounts.ts';
import { clubs } from './clubs.ts';
import { episodes } from './episodes.ts';
import { meetings } from './meetings.ts';

/** A spreadsheet of meetings that were held before the club came here; undoing it deletes it and what hangs on it. */
export const imports = pgTable(
  'imports',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    clubId: uuid('club_id')
      .notNull()
      .references(() => clubs.id, { onDelete: 'cascade' }),
    importedBy: uuid('imported_by').references(() => users.id, { onDelete: 'set null' }),
    fileName: text('file_name').notNull(),
    /** SHA-256 of the file, so that sending the same one twice is noticed. */
    fileHash: text('file_hash').notNull(),
    rows: integer('rows').notNull(),
    createdAt: now('created_at'),
  },
  (table) => [index('imports_club').on(table.clubId)],
);

/** One row of such a spreadsheet: a comment made elsewhere. It counts in the shift, and stands in no room. */
export const importedComments = pgTable(
  'imported_comments',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    importId: uuid('import_id')
      .notNull()
      .references(() => imports.id, { onDelete: 'cascade' }),
    clubId: uuid('club_id')
      .notNull()
      .references(() => clubs.id, { onDelete: 'cascade' }),
    meetingId: uuid('meeting_id')
      .notNull()
      .references(() => meetings.id, { onDelete: 'cascade' }),
    authorId: uuid('author_id').references(() => users.id, { onDelete: 'set null' }),
    authorRole: role('author_role').notNull(),
    what: text('what', { enum: ['teaching', 'learning'] }),
    how: text('how', { enum: ['judgment', 'evidence'] }),
    /** As the spreadsheet named it; the episode here that has this title, where there is one. */
    episodeTitle: text('episode_title').notNull().default(''),
    episodeId: uuid('episode_id').references(() => episodes.id, { onDelete: 'set null' }),
    atMs: integer('at_ms'),
    text: text('text').notNull().default(''),
  },
  (table) => [
    index('imported_comments_import').on(table.importId),
    index('imported_comments_club').on(table.clubId),
    index('imported_comments_meeting').on(table.meetingId),
  ],
);
