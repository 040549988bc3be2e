import {
  boolean,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, bytes, now } from './columns.ts';
import { users } from './accounts.ts';
import { clubs } from './clubs.ts';

export const episodes = pgTable(
  'episodes',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    clubId: uuid('club_id')
      .notNull()
      .references(() => clubs.id, { onDelete: 'cascade' }),
    ownerId: uuid('owner_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    title: text('title').notNull(),
    grade: text('grade').notNull().default(''),
    subject: text('subject').notNull().default(''),
    lookFor: text('look_for').notNull().default(''),
    /** The day each statement was made: families and pupils agreed; who did not is out of frame; the school authorised it. */
    familiesAgreedOn: date('families_agreed_on').notNull(),
    othersOutOfFrameOn: date('others_out_of_frame_on').notNull(),
    schoolAuthorisedOn: date('school_authorised_on').notNull(),

    status: text('status', { enum: ['uploading', 'processing', 'ready', 'failed', 'withdrawn'] }).notNull(),
    /** A refusal of the gate, or `our_fault`; null unless failed. */
    failure: text('failure'),
    /** Null: seen by its owner alone. */
    sharedAt: at('shared_at'),
    withdrawnAt: at('withdrawn_at'),
    /** Set once the objects and the comments' words are gone. */
    purgedAt: at('purged_at'),

    sourceBytes: bytes('source_bytes'),
    sourceName: text('source_name').notNull().default(''),
    durationMs: integer('duration_ms'),
    width: integer('width'),
    height: integer('height'),
    hasAudio: boolean('has_audio'),
    /** The sound could not be decoded and was left out. */
    audioDropped: boolean('audio_dropped').notNull().default(false),

    /** Attempts at processing that were begun; fences late results. */
    attempt: integer('attempt').notNull().default(0),
    watchableAttempt: integer('watchable_attempt'),
    readyAttempt: integer('ready_attempt'),
    /** Of the current attempt, 0 to 100. */
    progress: integer('progress').notNull().default(0),
    createdAt: now('created_at'),
    updatedAt: now('updated_at'),
  },
  (table) => [
    index('episodes_club').on(table.clubId, table.createdAt),
    index('episodes_owner').on(table.ownerId),
  ],
);

/** An upload in parts. `parts` and `offset` move together, guarded by the old number of parts. */
export const uploads = pgTable('uploads', {
  id: uuid('id').primaryKey().defaultRandom(),
  episodeId: uuid('episode_id')
    .notNull()
    .unique()
    .references(() => episodes.id, { onDelete: 'cascade' }),
  sizeBytes: bytes('size_bytes').notNull(),
  /** Bytes held safely, the tail included. */
  offsetBytes: bytes('offset_bytes').notNull().default(0),
  /** The store's own id of the multipart upload. */
  storageUploadId: text('storage_upload_id').notNull(),
  parts: integer('parts').notNull().default(0),
  tailBytes: integer('tail_bytes').notNull().default(0),
  /** The request that is writing, and until when it may; renewed every second while it lives. */
  leaseOwner: uuid('lease_owner'),
  leaseUntil: at('lease_until'),
  /** A newcomer asked the holder to stop; NOTIFY wakes it, this is what it then reads. */
  leaseAskedAt: at('lease_asked_at'),
  finishedAt: at('finished_at'),
  createdAt: now('created_at'),
  updatedAt: now('updated_at'),
});

export const uploadParts = pgTable(
  'upload_parts',
  {
    uploadId: uuid('upload_id')
      .notNull()
      .references(() => uploads.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    etag: text('etag').notNull(),
    bytes: integer('bytes').notNull(),
  },
  (table) => [primaryKey({ columns: [table.uploadId, table.number] })],
);

/** One way to play one attempt: a single fMP4 file and its playlist. */
export const renditions = pgTable(
  'renditions',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    episodeId: uuid('episode_id')
      .notNull()
      .references(() => episodes.id, { onDelete: 'cascade' }),
    attempt: integer('attempt').notNull(),
    /** `copy`, or the short side: `720`, `480`, `240`. */
    name: text('name').notNull(),
    bytes: bytes('bytes').notNull(),
    width: integer('width').notNull(),
    height: integer('height').notNull(),
    fps: doublePrecision('fps').notNull(),
    durationMs: integer('duration_ms').notNull(),
    startOffsetMs: integer('start_offset_ms').notNull(),
    bandwidth: integer('bandwidth').notNull(),
    averageBandwidth: integer('average_bandwidth').notNull(),
    codecs: text('codecs').notNull(),
    /** What the maker knew of the file, for whoever looks into a fault. */
    notes: jsonb('notes').$type<Record<string, unknown>>().notNull().default({}),
  },
  (table) => [uniqueIndex('renditions_name').on(table.episodeId, table.attempt, table.name)],
);
