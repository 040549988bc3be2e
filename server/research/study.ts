import type { Box } from '../../db/schema/comments.ts';
import type { AskingAnswer, Cause } from '../asking/contract.ts';
import type { Role } from '../clubs/contract.ts';
import type { Codes } from '../coding/contract.ts';

/** What goes out of a club for research: only of people who agreed, in the order of the meetings and of the video. */
export type Study = {
  /** Stable, and tells nothing. */
  clubId: string;
  said: Said[];
};

/** A comment as it goes out; people are pseudonyms, and their names are not in its text. */
export type Said = {
  id: string;
  author: string;
  role: Role;
  meeting: { number: number; heldOn: string } | null;
  episode: StudiedEpisode | null;
  /** Milliseconds of the episode; null where an earlier meeting's spreadsheet did not say. */
  atMs: number | null;
  endMs: number | null;
  box: Box | null;
  phase: 'before' | 'during' | 'after' | null;
  reply: boolean;
  /** The comment it answers, where that goes out too. */
  replyTo: string | null;
  independent: boolean | null;
  /** Its author presents the episode. */
  presenters: boolean | null;
  asked: { cause: Cause; answer: AskingAnswer | null } | null;
  practice: string | null;
  move: string | null;
  text: string;
  /** How many words it has as it was written, names included. */
  words: number;
  imported: boolean;
  codings: Coding[];
};

/** By its number in the order in which the club's episodes were shared: it stays when others come and go. */
export type StudiedEpisode = { id: string; number: number; durationMs: number | null };

export type Coding = Codes & {
  source: 'author' | 'mediator' | 'blind' | 'imported';
  /** Null where a spreadsheet did not say who. */
  coder: string | null;
  codebook: string;
  revision: number;
  codedAt: Date | null;
};

/** The codes now: of each coder and source the last revision, where it says something. */
export function currentCodings({ codings }: Said): Coding[] {
  const last = new Map<string, Coding>();
  for (const coding of codings) {
    const whose = [coding.source, coding.coder, coding.codebook].join(' ');
    if ((last.get(whose)?.revision ?? 0) < coding.revision) last.set(whose, coding);
  }
  return [...last.values()].filter(({ what, how }) => what ?? how);
}

/** Comments that stand at a moment of an episode, as formats about a video need them. */
export type SaidInVideo = Said & { atMs: number; episode: StudiedEpisode };

export function saidInVideo({ said }: Study): SaidInVideo[] {
  return said.filter((one): one is SaidInVideo => !one.imported && one.atMs !== null && one.episode !== null);
}

/** What is said of one moment, without an end, is shown for this long where a format wants one. */
export const momentShownMs = 4000;

/** From when to when a comment is shown; the end of the video cuts it short, yet it never lasts no time at all. */
export function shownFor({ atMs, endMs, episode }: SaidInVideo) {
  if (endMs !== null) return { startMs: atMs, endMs };
  const most = Math.max(episode.durationMs ?? Infinity, atMs + 1);
  return { startMs: atMs, endMs: Math.min(atMs + momentShownMs, most) };
}

/** Meeting by meeting, episode by episode, in video time; what is of no meeting, or has no moment, comes last. */
export function inOrder(a: Said, b: Said) {
  const last = Infinity;
  const by = (key: (said: Said) => number | null | undefined) => {
    const [one, other] = [key(a) ?? last, key(b) ?? last];
    return one === other ? 0 : one - other;
  };
  return (
    by(({ meeting }) => meeting?.number) ||
    by(({ episode }) => episode?.number) ||
    by(({ atMs }) => atMs) ||
    by(({ endMs }) => endMs) ||
    (a.id < b.id ? -1 : 1)
  );
}

export function wordCount(text: string) {
  return text.split(/\s+/).filter((piece) => /[\p{L}\p{N}]/u.test(piece)).length;
}
