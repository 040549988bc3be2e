import {
  type AnyPgColumn,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, now } from './columns.ts';
import { clubs } from './clubs.ts';
import { imports } from './earlier.ts';
import { episodes } from './episodes.ts';

/** A numbered session of a club. It is in progress from `openedAt` until `closesAt`, so it closes itself. */
export const meetings = pgTable(
  'meetings',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    clubId: uuid('club_id')
      .notNull()
      .references(() => clubs.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    title: text('title').notNull().default(''),
    heldOn: date('held_on').notNull(),
    openedAt: at('opened_at'),
    /** Six hours after opening, or when a mediator closed it. */
    closesAt: at('closes_at'),
    /** Made by importing a spreadsheet; null also after that was undone while the meeting had come into use. */
    importId: uuid('import_id').references((): AnyPgColumn => imports.id, { onDelete: 'set null' }),
    createdAt: now('created_at'),
  },
  (table) => [uniqueIndex('meetings_number').on(table.clubId, table.number)],
);

export const meetingEpisodes = pgTable(
  'meeting_episodes',
  {
    meetingId: uuid('meeting_id')
      .notNull()
      .references(() => meetings.id, { onDelete: 'cascade' }),
    episodeId: uuid('episode_id')
      .notNull()
      .references(() => episodes.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    /**
     * `open`: comments are read as they come. `alone`: everybody sees only their own. `shared`: was alone; whoever was
     * there reads all, and whoever comes later chooses when.
     */
    stage: text('stage', { enum: ['open', 'alone', 'shared'] })
      .notNull()
      .default('open'),
    /** When the stage last became `shared`. */
    sharedAt: at('shared_at'),
  },
  (table) => [
    primaryKey({ columns: [table.meetingId, table.episodeId] }),
    index('meeting_episodes_episode').on(table.episodeId),
  ],
);
