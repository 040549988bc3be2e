import { boolean, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, now, role } from './columns.ts';
import { users } from './accounts.ts';

export const clubs = pgTable('clubs', {
  id: uuid('id').primaryKey().defaultRandom(),
  name: text('name').notNull(),
  goal: text('goal').notNull(),
  /** Who sees the *how* of a comment beside its author's name: the whole club, or its author alone. */
  howSeen: text('how_seen', { enum: ['club', 'author'] }).notNull(),
  /** How long after seeing something people begin to write: a comment's moment is that much earlier. */
  reactionMs: integer('reaction_ms').notNull().default(1500),
  /** Whether the composer may ask, once and kindly, what was seen or heard; see comments/asking. */
  asking: boolean('asking').notNull().default(true),
  /** How many meetings the club plans to have; the last two of them are not asked in. */
  plannedMeetings: integer('planned_meetings'),
  /** The number of the club's last event; see live/. */
  eventSeq: integer('event_seq').notNull().default(0),
  demo: boolean('demo').notNull().default(false),
  archivedAt: at('archived_at'),
  createdAt: now('created_at'),
});

/** One row per person and club, kept after the person leaves so that their comments keep a name. */
export const memberships = pgTable(
  'memberships',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    clubId: uuid('club_id')
      .notNull()
      .references(() => clubs.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: role('role').notNull(),
    joinedAt: now('joined_at'),
    /** Null while a person who came by a group link waits for the mediator. */
    admittedAt: at('admitted_at'),
    /** Guests stay until then. */
    expiresAt: at('expires_at'),
    removedAt: at('removed_at'),
    /** A mediator's own statement: do they also evaluate members of this club? Null: not said yet. */
    evaluates: boolean('evaluates'),
    evaluatesSaidAt: at('evaluates_said_at'),
    /** Their own yes to the club seeing how they themselves observe, by name; null: nobody but they do. */
    pathShownAt: at('path_shown_at'),
    /** Their own yes to what they wrote being used in research, under a pseudonym. */
    researchAgreedAt: at('research_agreed_at'),
    /** Who they are in exports; given with the first yes, and kept so that a study can go on. */
    pseudonym: text('pseudonym'),
  },
  (table) => [
    uniqueIndex('memberships_club_user').on(table.clubId, table.userId),
    uniqueIndex('memberships_pseudonym').on(table.clubId, table.pseudonym),
    index('memberships_user').on(table.userId),
  ],
);

export const invitations = pgTable(
  'invitations',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    clubId: uuid('club_id')
      .notNull()
      .references(() => clubs.id, { onDelete: 'cascade' }),
    /** A personal link admits at once; a group link is for teachers, whom a mediator then admits one by one. */
    kind: text('kind', { enum: ['personal', 'group'] }).notNull(),
    role: role('role').notNull(),
    tokenHash: text('token_hash').notNull().unique(),
    uses: integer('uses').notNull().default(0),
    maxUses: integer('max_uses').notNull(),
    expiresAt: at('expires_at').notNull(),
    /** For a guest: when the membership ends. */
    guestUntil: at('guest_until'),
    revokedAt: at('revoked_at'),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: now('created_at'),
  },
  (table) => [index('invitations_club').on(table.clubId)],
);

/** Somebody responsible for several clubs, asked for by the first account; sees sizes and club-level shares once the club agreed. */
export const coordinators = pgTable(
  'coordinators',
  {
    clubId: uuid('club_id')
      .notNull()
      .references(() => clubs.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    givenAt: now('given_at'),
    /** Null until the club said yes. */
    agreedAt: at('agreed_at'),
    /** With no moment of agreeing, the club said no. */
    answeredAt: at('answered_at'),
  },
  (table) => [
    primaryKey({ columns: [table.clubId, table.userId] }),
    index('coordinators_user').on(table.userId),
  ],
);
