import { integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { now } from './columns.ts';
import { users } from './accounts.ts';
import { comments } from './comments.ts';

/** The codes of one comment by one coder, from one source, by one codebook; recoding adds a revision. */
export const codings = pgTable(
  'codings',
  {
    id: uuid('id').primaryKey().defaultRandom(),
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
  ],
);
