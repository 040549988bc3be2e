import type { ProblemShape } from './contract.ts';

/** Every refusal the API knows, with its HTTP status. Each has its sentence in web/messages as `problem_<code>`. */
export const statuses = {
  // the request itself
  invalid_request: 400,
  body_not_json: 400,
  body_too_large: 413,
  unsupported_media_type: 415,
  not_found: 404,
  method_not_allowed: 405,
  foreign_origin: 403,
  too_many_requests: 429,
  busy: 503,
  internal: 500,
  // accounts
  not_signed_in: 401,
  wrong_credentials: 401,
  wrong_password: 400,
  password_too_short: 400,
  password_too_common: 400,
  already_set_up: 409,
  setup_token_wrong: 403,
  not_first_account: 403,
  email_taken: 409,
  reset_link_invalid: 410,
  session_not_found: 404,
  account_not_found: 404,
  // clubs
  club_not_found: 404,
  club_archived: 409,
  not_allowed: 403,
  member_not_found: 404,
  last_mediator: 409,
  already_member: 409,
  waiting_for_admission: 403,
  invitation_not_found: 404,
  invitation_used: 410,
  invitation_expired: 410,
  invitation_revoked: 410,
  // episodes
  episode_not_found: 404,
  episode_not_watchable: 409,
  episode_not_failed: 409,
  episode_too_large: 413,
  episode_not_to_cut: 409,
  episode_still_to_cut: 409,
  part_not_inside: 400,
  club_full: 413,
  captions_not_found: 404,
  captions_unreadable: 400,
  empty_file: 400,
  statements_missing: 400,
  upload_not_found: 404,
  upload_offset_wrong: 409,
  upload_interrupted: 400,
  upload_taken_over: 423,
  upload_finished: 409,
  withdrawal_final: 410,
  media_not_found: 404,
  range_not_satisfiable: 416,
  // meetings
  meeting_not_found: 404,
  meeting_already_open: 409,
  meeting_not_open: 409,
  meeting_has_comments: 409,
  // comments
  comment_not_found: 404,
  comment_beyond_end: 400,
  comment_ends_before_start: 400,
  comment_changed_meanwhile: 409,
  reply_to_reply: 400,
  comment_not_private: 409,
  mention_not_member: 400,
  episode_not_in_meeting: 404,
  not_a_mediators_reply: 409,
  not_the_author: 403,
  // research
  research_nobody_agreed: 409,
  // overview
  coordinator_not_found: 404,
  own_request: 403,
  // earlier meetings
  import_not_found: 404,
  import_too_large: 413,
  import_too_many_rows: 413,
  import_is_workbook: 400,
  import_not_text: 400,
  import_unreadable: 400,
  import_no_heading: 400,
  import_column_missing: 400,
  import_column_twice: 400,
  import_file_missing: 400,
  import_rows_wrong: 422,
  import_made_before: 409,
  // coding by others
  nothing_to_draw: 409,
  desk_changed: 409,
  too_few_to_ask: 409,
  excerpt_not_found: 404,
  // demo
  demo_not_found: 404,
} as const;

export type ProblemCode = keyof typeof statuses;

/** A refusal with a code; the words live in the messages. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly params: ProblemShape['params'];

  constructor(code: ProblemCode, params?: ProblemShape['params']) {
    super(code);
    this.code = code;
    this.status = statuses[code];
    this.params = params;
  }
}

/** Makes the refusal to throw: `throw problem('episode_not_found')`. */
export function problem(code: ProblemCode, params?: ProblemShape['params']) {
  return new Problem(code, params);
}
