import { z } from 'zod';
import { day, endpoint, id, instant } from '../http/contract.ts';

/** What a spreadsheet of earlier meetings may hold: bytes, rows, findings that are listed, letters. */
export const fileMaxBytes = 5_000_000;
export const rowsMax = 20_000;
export const listedMax = 200;
export const textMax = 5000;
export const titleMax = 200;
export const meetingNumberMax = 999;

/** The columns; `episode`, `at` and `text` may be missing. */
export const columns = ['person', 'meeting', 'date', 'what', 'how', 'episode', 'at', 'text'] as const;
export type Column = (typeof columns)[number];
export const neededColumns = ['person', 'meeting', 'date', 'what', 'how'] as const satisfies Column[];

/** What can be wrong with a row; `another` of a finding tells what it is at odds with, where there is something. */
export const wrongCodes = [
  'person_missing',
  /** Nobody of this club has that name or address, now or before. */
  'person_unknown',
  'person_of_two',
  /** Guests write no comments, so what they wrote would count nowhere. */
  'person_guest',
  'meeting_missing',
  'meeting_unreadable',
  'date_missing',
  /** The day comes first, or the year: never the month. */
  'date_unreadable',
  'date_in_future',
  /** `another`: the first row, which gave this meeting another day. */
  'meeting_of_two_days',
  /** `another`: the first row that gave this day to another meeting. */
  'day_of_two_meetings',
  /** `another`: the number of the meeting that is later and comes before. */
  'meeting_out_of_order',
  'what_unknown',
  'how_unknown',
  'episode_too_long',
  'at_unreadable',
  /** A lone number in a column of minutes: is it minutes or seconds? */
  'at_ambiguous',
  /** `another`: how long the episode of this club with that title is, in seconds. */
  'at_past_end',
  'text_too_long',
  /** More cells than there are columns: a text with the separator in it, and no quotes around. */
  'cells_beyond',
  /** `another`: the row that is the same. */
  'same_as_row',
  'imported_before',
] as const;
export type WrongCode = (typeof wrongCodes)[number];

const count = z.number().int();

/** Something wrong in one cell, by the number that a spreadsheet shows beside the row; `value` is cut to 60 characters. */
export const finding = z.object({
  line: count,
  column: z.enum(columns).nullable(),
  code: z.enum(wrongCodes),
  value: z.string(),
  another: count.nullable(),
});
export type Finding = z.infer<typeof finding>;

/** What a file holds and what importing it would do; it can be imported when `wrong.total` is 0. */
export const report = z.object({
  rows: count,
  people: count,
  /** Rows without any code. */
  uncoded: count,
  /** Columns whose heading means nothing here; they are left aside. */
  ignoredColumns: z.array(z.string()),
  /** By the number each would have; `existing` is one the club has already, on that very day. */
  meetings: z.array(z.object({ number: count, heldOn: day, rows: count, existing: z.boolean() })),
  /** Meetings of the club that would get another number, because numbers follow days. */
  renumbered: z.array(z.object({ from: count, to: count, heldOn: day })),
  wrong: z.object({ rows: count, total: count, listed: z.array(finding) }),
});
export type Report = z.infer<typeof report>;

export const importMade = z.object({
  id,
  fileName: z.string(),
  /** Null once that account is gone. */
  importedBy: z.string().nullable(),
  createdAt: instant,
  rows: count,
  meetings: count,
});
export type ImportMade = z.input<typeof importMade>;

const clubParams = z.object({ clubId: id });

export const listImports = endpoint({
  method: 'GET',
  path: '/api/clubs/:clubId/imports',
  summary: 'The spreadsheets of earlier meetings that were imported, newest first.',
  access: 'meeting.import',
  params: clubParams,
  response: z.array(importMade),
});

export const undoImport = endpoint({
  method: 'DELETE',
  path: '/api/clubs/:clubId/imports/:importId',
  summary:
    'Takes an import back: its comments and the meetings it made, except those that are in use by now, which are told.',
  access: 'meeting.import',
  params: clubParams.extend({ importId: id }),
  response: z.object({ kept: z.array(z.object({ number: count, heldOn: day })) }),
});
