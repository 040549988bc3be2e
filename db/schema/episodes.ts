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
    /** When the current attempt will be done, as far as its pace tells. */
    expectedAt: at('expected_at'),
    /** Whether the played attempt has a storyboard. */
    storyboard: boolean('storyboard').notNull().default(false),
    /** Sent whole, because the browser could not open it: its owner is yet to say which part stays. */
    toCut: boolean('to_cut').notNull().default(false),
    /** The part that stays, in ms of the file as it was sent; null: all of it. */
    cutStartMs: integer('cut_start_ms'),
    cutEndMs: integer('cut_end_ms'),
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
  /** A hash of the file's first and last MiB, made by the browser: recognises the file when it is chosen again. */
  fingerprint: text('fingerprint').notNull().default(''),
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

/** What is said in an episode, as its owner sent it: at most one track. */
export const captions = pgTable('captions', {
  episodeId: uuid('episode_id')
    .primaryKey()
    .references(() => episodes.id, { onDelete: 'cascade' }),
  language: text('language', { enum: ['es', 'en'] }).notNull(),
  /** Changes with every track that is sent, so that players fetch it again. */
  version: integer('version').notNull().default(1),
  createdAt: now('created_at'),
});

export const captionCues = pgTable(
  'caption_cues',
  {
    episodeId: uuid('episode_id')
      .notNull()
      .references(() => captions.episodeId, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    startMs: integer('start_ms').notNull(),
    endMs: integer('end_ms').notNull(),
    /** Plain words, lines apart; no markup. */
    text: text('text').notNull(),
  },
  (table) => [primaryKey({ columns: [table.episodeId, table.position] })],
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
    /** `copy`; the short side: `720`, `480`, `240`; `audio`; or `live`, a rung that is still being encoded. */
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
