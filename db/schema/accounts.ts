import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, now } from './columns.ts';

/** People. The columns up to `updatedAt` are better-auth's. */
export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    name: text('name').notNull(),
    email: text('email').notNull().unique(),
    emailVerified: boolean('email_verified').notNull().default(false),
    image: text('image'),
    createdAt: now('created_at'),
    updatedAt: now('updated_at'),
    locale: text('locale', { enum: ['es', 'en'] })
      .notNull()
      .default('es'),
    theme: text('theme', { enum: ['system', 'light', 'dark'] })
      .notNull()
      .default('system'),
    /** The account that runs the machine. There is at most one. */
    first: boolean('first').notNull().default(false),
    /** Set on the invented people of the demo club. */
    invented: boolean('invented').notNull().default(false),
  },
  (table) => [
    uniqueIndex('users_one_first')
      .on(table.first)
      .where(sql`${table.first}`),
  ],
);

export const sessions = pgTable(
  'sessions',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    token: text('token').notNull().unique(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    expiresAt: at('expires_at').notNull(),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    createdAt: now('created_at'),
    updatedAt: now('updated_at'),
  },
  (table) => [index('sessions_user').on(table.userId)],
);

/** Ways to sign in; here always `credential` with an argon2id hash. */
export const accounts = pgTable(
  'accounts',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    accountId: text('account_id').notNull(),
    providerId: text('provider_id').notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    accessToken: text('access_token'),
    refreshToken: text('refresh_token'),
    idToken: text('id_token'),
    accessTokenExpiresAt: at('access_token_expires_at'),
    refreshTokenExpiresAt: at('refresh_token_expires_at'),
    scope: text('scope'),
    password: text('password'),
    createdAt: now('created_at'),
    updatedAt: now('updated_at'),
  },
  (table) => [uniqueIndex('accounts_provider').on(table.providerId, table.accountId)],
);

/** Required by better-auth; unused while no flow of its own sends tokens. */
export const verifications = pgTable('verifications', {
  id: uuid('id').primaryKey().defaultRandom(),
  identifier: text('identifier').notNull(),
  value: text('value').notNull(),
  expiresAt: at('expires_at').notNull(),
  createdAt: now('created_at'),
  updatedAt: now('updated_at'),
});

/** Links made by the first account for a forgotten password: single use, stored as a SHA-256. */
export const passwordResets = pgTable('password_resets', {
  tokenHash: text('token_hash').primaryKey(),
  userId: uuid('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' }),
  expiresAt: at('expires_at').notNull(),
  usedAt: at('used_at'),
  createdAt: now('created_at'),
});

/** Tries within a window, counted for all server processes together. */
export const attempts = pgTable('attempts', {
  key: text('key').primaryKey(),
  count: integer('count').notNull(),
  windowEndsAt: at('window_ends_at').notNull(),
});

/** Things a person should be told at their next visit, such as a new guest or a changed password. */
export const notices = pgTable(
  'notices',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    kind: text('kind', {
      enum: [
        'password_reset',
        'guest_joined',
        'member_waiting',
        'mediator_evaluates',
        'coordinator_asked',
        'coordinator_agreed',
        'coordinator_ended',
      ],
    }).notNull(),
    params: jsonb('params').$type<Record<string, string>>().notNull().default({}),
    createdAt: now('created_at'),
    seenAt: at('seen_at'),
  },
  (table) => [index('notices_user').on(table.userId, table.createdAt)],
);
