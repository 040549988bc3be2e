import { z } from 'zod';
import { day, endpoint, id, instant, words, wordsOrNone } from '../http/contract.ts';

export const statuses = ['uploading', 'processing', 'ready', 'failed', 'withdrawn'] as const;
/** How long a withdrawn episode can be brought back. */
export const restorableHours = 24;

const about = {
  title: words(120),
  grade: wordsOrNone(60),
  subject: wordsOrNone(60),
  /** What to look at, in the words of whoever presents it. */
  lookFor: wordsOrNone(500),
};

/** The days on which the presenter stated each; all three are needed before a byte is sent. */
export const statements = z.object({
  familiesAgreedOn: day,
  othersOutOfFrameOn: day,
  schoolAuthorisedOn: day,
});

export const episode = z.object({
  id,
  clubId: id,
  owner: z.object({ id, name: z.string() }),
  mine: z.boolean(),
  ...about,
  statements,
  status: z.enum(statuses),
  /** A refusal code of the gate or `our_fault`; the web has a sentence for each. */
  failure: z.string().nullable(),
  shared: z.boolean(),
  /** Something can be played already. */
  watchable: z.boolean(),
  progress: z.number().int(),
  durationMs: z.number().int().nullable(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  audioDropped: z.boolean(),
  /** Addresses on our own origin, null until there is something to show. */
  playUrl: z.string().nullable(),
  posterUrl: z.string().nullable(),
  /** For its owner while withdrawn: until when it can be brought back. */
  restorableUntil: instant.nullable(),
  commentCount: z.number().int(),
  createdAt: instant,
});
export type Episode = z.input<typeof episode>;

const clubParams = z.object({ clubId: id });
const episodeParams = z.object({ episodeId: id });

export const listEpisodes = endpoint({
  method: 'GET',
  path: '/api/clubs/:clubId/episodes',
  summary: 'The episodes one may see: those shared with the club, and one’s own.',
  access: 'club.see',
  params: clubParams,
  response: z.array(episode),
});

const file = z.object({ name: wordsOrNone(255), bytes: z.number().int().min(0) });

export const createEpisode = endpoint({
  method: 'POST',
  path: '/api/clubs/:clubId/episodes',
  summary: 'Begins an episode; its bytes are then sent to uploadUrl by tus 1.0.',
  access: 'episode.add',
  params: clubParams,
  body: z.object({ ...about, statements, file }),
  response: z.object({ episode, uploadUrl: z.string() }),
});

/** The fields of the one-shot upload, which come before the file itself. */
export const fileFields = z.object({
  title: about.title,
  grade: about.grade.default(''),
  subject: about.subject.default(''),
  lookFor: about.lookFor.default(''),
  ...statements.shape,
});

export const listUploads = endpoint({
  method: 'GET',
  path: '/api/clubs/:clubId/uploads',
  summary: 'One’s own unfinished uploads in this club, to go on with them.',
  access: 'episode.add',
  params: clubParams,
  response: z.array(
    z.object({
      episodeId: id,
      title: z.string(),
      uploadUrl: z.string(),
      file,
      sentBytes: z.number().int(),
    }),
  ),
});

export const getEpisode = endpoint({
  method: 'GET',
  path: '/api/episodes/:episodeId',
  summary: 'One episode.',
  access: 'episode.watch',
  params: episodeParams,
  response: episode,
});

export const changeEpisode = endpoint({
  method: 'PATCH',
  path: '/api/episodes/:episodeId',
  summary: 'Renames an episode or restates what to look at.',
  access: 'episode.keep',
  params: episodeParams,
  body: z.object({
    title: about.title.optional(),
    grade: about.grade.optional(),
    subject: about.subject.optional(),
    lookFor: about.lookFor.optional(),
  }),
  response: episode,
});

export const shareEpisode = endpoint({
  method: 'POST',
  path: '/api/episodes/:episodeId/share',
  summary: 'Shows the episode to the club. Until then its owner alone sees it.',
  access: 'episode.keep',
  params: episodeParams,
  response: episode,
});

export const withdrawEpisode = endpoint({
  method: 'POST',
  path: '/api/episodes/:episodeId/withdraw',
  summary: 'Hides it at once; after 24 hours its files and the words of its comments are deleted.',
  access: 'episode.keep',
  params: episodeParams,
  response: episode,
});

export const restoreEpisode = endpoint({
  method: 'POST',
  path: '/api/episodes/:episodeId/restore',
  summary: 'Brings back an episode withdrawn less than 24 hours ago.',
  access: 'episode.keep',
  params: episodeParams,
  response: episode,
});

export const retryEpisode = endpoint({
  method: 'POST',
  path: '/api/episodes/:episodeId/retry',
  summary: 'Tries again to prepare an episode that failed.',
  access: 'episode.keep',
  params: episodeParams,
  response: episode,
});
