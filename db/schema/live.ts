import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { now } from './columns.ts';
import { clubs } from './clubs.ts';

/** What happened in a club, numbered per club without gaps, so that a browser can ask for what it missed. */
export const events = pgTable(
  'events',
  {
    clubId: uuid('club_id')
      .notNull()
      .references(() => clubs.id, { onDelete: 'cascade' }),
    seq: integer('seq').notNull(),
    type: text('type').notNull(),
    /** Ids only; see live/contract.ts. */
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull(),
    /** When set, only this person is told: an episode that is not shared yet is nobody else's business. */
    onlyUserId: uuid('only_user_id'),
    createdAt: now('created_at'),
  },
  (table) => [primaryKey({ columns: [table.clubId, table.seq] }), index('events_age').on(table.createdAt)],
);
