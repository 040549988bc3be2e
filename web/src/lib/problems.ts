import { ApiProblem } from '#lib/api.ts';
import { columnWords } from '#lib/earlier/columns.ts';
import { m } from '#lib/paraglide/messages.js';
import { number, span } from '#lib/time.ts';

type Params = ApiProblem['params'];
type Codes<Prefix extends string> = keyof typeof m extends infer Key
  ? Key extends `${Prefix}_${infer Code}`
    ? Code
    : never
  : never;

/** A sentence for every `problem_` message; a unit test holds the messages to the codes of the server. */
const sentences: Record<Codes<'problem'>, (params: Params) => string> = {
  account_not_found: m.problem_account_not_found,
  already_member: m.problem_already_member,
  already_set_up: m.problem_already_set_up,
  body_not_json: m.problem_body_not_json,
  body_too_large: m.problem_body_too_large,
  busy: m.problem_busy,
  captions_not_found: m.problem_captions_not_found,
  captions_unreadable: ({ line }) => m.problem_captions_unreadable({ line: line ?? 1 }),
  club_archived: m.problem_club_archived,
  club_full: ({ freeMb }) => m.problem_club_full({ freeMb: number(Number(freeMb ?? 0)) }),
  club_not_found: m.problem_club_not_found,
  comment_beyond_end: m.problem_comment_beyond_end,
  comment_changed_meanwhile: m.problem_comment_changed_meanwhile,
  comment_ends_before_start: m.problem_comment_ends_before_start,
  comment_not_found: m.problem_comment_not_found,
  comment_not_private: m.problem_comment_not_private,
  coordinator_not_found: m.problem_coordinator_not_found,
  demo_not_found: m.problem_demo_not_found,
  desk_changed: m.problem_desk_changed,
  email_taken: m.problem_email_taken,
  empty_file: m.problem_empty_file,
  episode_not_failed: m.problem_episode_not_failed,
  episode_not_found: m.problem_episode_not_found,
  episode_not_in_meeting: m.problem_episode_not_in_meeting,
  episode_not_to_cut: m.problem_episode_not_to_cut,
  episode_not_watchable: m.problem_episode_not_watchable,
  episode_still_to_cut: m.problem_episode_still_to_cut,
  episode_too_large: ({ maxMb }) =>
    maxMb
      ? m.upload_too_large({ max: `${number(Math.round(Number(maxMb) / 102.4) / 10)} GB` })
      : m.problem_episode_too_large(),
  excerpt_not_found: m.problem_excerpt_not_found,
  foreign_origin: m.problem_foreign_origin,
  import_column_missing: ({ columns }) => m.problem_import_column_missing({ columns: columnWords(columns) }),
  import_column_twice: ({ column }) => m.problem_import_column_twice({ column: columnWords(column) }),
  import_file_missing: m.problem_import_file_missing,
  import_is_workbook: m.problem_import_is_workbook,
  import_made_before: m.problem_import_made_before,
  import_no_heading: m.problem_import_no_heading,
  import_not_found: m.problem_import_not_found,
  import_not_text: m.problem_import_not_text,
  import_rows_wrong: m.problem_import_rows_wrong,
  import_too_large: ({ maxMb }) => m.problem_import_too_large({ max: number(Number(maxMb ?? 5)) }),
  import_too_many_rows: ({ max }) => m.problem_import_too_many_rows({ max: number(Number(max ?? 20_000)) }),
  import_unreadable: ({ line }) => m.problem_import_unreadable({ line: line ?? 1 }),
  internal: m.problem_internal,
  invalid_request: m.problem_invalid_request,
  invitation_expired: m.problem_invitation_expired,
  invitation_not_found: m.problem_invitation_not_found,
  invitation_revoked: m.problem_invitation_revoked,
  invitation_used: m.problem_invitation_used,
  last_mediator: m.problem_last_mediator,
  media_not_found: m.problem_media_not_found,
  meeting_already_open: m.problem_meeting_already_open,
  meeting_has_comments: m.problem_meeting_has_comments,
  meeting_not_found: m.problem_meeting_not_found,
  meeting_not_open: m.problem_meeting_not_open,
  member_not_found: m.problem_member_not_found,
  mention_not_member: m.problem_mention_not_member,
  method_not_allowed: m.problem_method_not_allowed,
  not_allowed: m.problem_not_allowed,
  not_a_mediators_reply: m.problem_not_a_mediators_reply,
  not_first_account: m.problem_not_first_account,
  not_found: m.problem_not_found,
  not_signed_in: m.problem_not_signed_in,
  not_the_author: m.problem_not_the_author,
  nothing_to_draw: m.problem_nothing_to_draw,
  offline: m.problem_offline,
  own_request: m.problem_own_request,
  part_not_inside: m.problem_part_not_inside,
  password_too_common: m.problem_password_too_common,
  password_too_short: m.problem_password_too_short,
  range_not_satisfiable: m.problem_range_not_satisfiable,
  reply_to_reply: m.problem_reply_to_reply,
  research_nobody_agreed: m.problem_research_nobody_agreed,
  reset_link_invalid: m.problem_reset_link_invalid,
  session_not_found: m.problem_session_not_found,
  setup_token_wrong: m.problem_setup_token_wrong,
  statements_missing: m.problem_statements_missing,
  too_few_to_ask: m.problem_too_few_to_ask,
  too_many_requests: ({ seconds }) => m.problem_too_many_requests({ wait: span(Number(seconds ?? 60)) }),
  unsupported_media_type: m.problem_unsupported_media_type,
  upload_finished: m.problem_upload_finished,
  upload_interrupted: m.problem_upload_interrupted,
  upload_not_found: m.problem_upload_not_found,
  upload_offset_wrong: m.problem_upload_offset_wrong,
  upload_taken_over: m.problem_upload_taken_over,
  waiting_for_admission: m.problem_waiting_for_admission,
  withdrawal_final: m.problem_withdrawal_final,
  wrong_credentials: m.problem_wrong_credentials,
  wrong_password: m.problem_wrong_password,
};

/** Why a video was not taken, for every `failure_` message: the refusals of the gate, and `our_fault`. */
const failures: Record<Codes<'failure'>, () => string> = {
  avchd: m.failure_avchd,
  codec_not_accepted: m.failure_codec_not_accepted,
  damaged: m.failure_damaged,
  empty: m.failure_empty,
  format_not_accepted: m.failure_format_not_accepted,
  incomplete: m.failure_incomplete,
  no_video: m.failure_no_video,
  not_video: m.failure_not_video,
  our_fault: m.failure_our_fault,
  playlist: m.failure_playlist,
  too_heavy: m.failure_too_heavy,
  too_large_picture: m.failure_too_large_picture,
  too_long: m.failure_too_long,
  too_many_fps: m.failure_too_many_fps,
  too_short: m.failure_too_short,
  too_small: m.failure_too_small,
};

/** The sentence for a refusal, in the reader's language. What we do not know is ours. */
export function sentenceFor(code: string, params: Params = {}) {
  return code in sentences ? sentences[code as keyof typeof sentences](params) : m.problem_internal();
}

/** The sentence for anything thrown. */
export function sentenceOf(error: unknown) {
  return error instanceof ApiProblem ? sentenceFor(error.code, error.params) : m.problem_internal();
}

/** What a teacher can do about an episode that failed. */
export function failureSentence(code: string) {
  return code in failures ? failures[code as keyof typeof failures]() : m.failure_our_fault();
}
