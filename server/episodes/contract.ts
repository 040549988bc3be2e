import { z } from 'zod';
import { day, endpoint, id, instant, words, wordsOrNone } from '../http/contract.ts';

export const statuses = ['uploading', 'processing', 'ready', 'failed', 'withdrawn'] as const;
export const captionLanguages = ['es', 'en'] as const;
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

/** A recording sent whole is not kept longer than this without a part being chosen. */
export const uncutDays = 14;

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
  /** Of the current attempt, 0 to 100, and when it will be done as far as its pace tells. */
  progress: z.number().int(),
  expectedAt: instant.nullable(),
  /** Sent whole, because the browser could not open it: its owner is yet to say which part stays (`cutEpisode`). */
  toCut: z.boolean(),
  /** For its owner while `toCut`: until when; after that it is withdrawn. */
  cutBefore: instant.nullable(),
  durationMs: z.number().int().nullable(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  audioDropped: z.boolean(),
  /** Addresses on our own origin, null until there is something to show. */
  playUrl: z.string().nullable(),
  posterUrl: z.string().nullable(),
  /** A playlist of the sound alone, for the poorest links. */
  soundUrl: z.string().nullable(),
  /** The playlist of the least sharp picture: what a poor link begins with, before `playUrl` has told so. */
  leastUrl: z.string().nullable(),
  /** WebVTT whose cues are regions of one picture: `storyboard.jpg#xywh=0,0,160,90`. */
  storyboardUrl: z.string().nullable(),
  captions: z.object({ language: z.enum(captionLanguages), url: z.string() }).nullable(),
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

const file = z.object({
  name: wordsOrNone(255),
  bytes: z.number().int().min(0),
  /** A hash of the first and last MiB, made by the browser: recognises the file when it is chosen again. */
  fingerprint: z.string().max(64).default(''),
});

export const showStorage = endpoint({
  method: 'GET',
  path: '/api/clubs/:clubId/storage',
  summary: 'How many bytes the videos of a club hold and may hold, and how large one file may be.',
  access: 'episode.add',
  params: clubParams,
  response: z.object({
    usedBytes: z.number().int(),
    quotaBytes: z.number().int(),
    maxEpisodeBytes: z.number().int(),
  }),
});

export const createEpisode = endpoint({
  method: 'POST',
  path: '/api/clubs/:clubId/episodes',
  summary: 'Begins an episode; its bytes are then sent to uploadUrl by tus 1.0.',
  access: 'episode.add',
  params: clubParams,
  body: z.object({ ...about, statements, file, toCut: z.boolean().default(false) }),
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

export const cutEpisode = endpoint({
  method: 'POST',
  path: '/api/episodes/:episodeId/cut',
  summary: 'Says which part of a video that was sent whole stays; the rest is deleted. null keeps all of it.',
  access: 'episode.keep',
  params: episodeParams,
  body: z.object({
    part: z.object({ startMs: z.number().int().min(0), endMs: z.number().int().positive() }).nullable(),
  }),
  response: episode,
});

export const showCaptions = endpoint({
  method: 'GET',
  path: '/api/episodes/:episodeId/captions',
  summary: 'What is said in an episode, line by line.',
  access: 'episode.watch',
  params: episodeParams,
  response: z.object({
    language: z.enum(captionLanguages),
    cues: z.array(z.object({ startMs: z.number().int(), endMs: z.number().int(), text: z.string() })),
  }),
});

export const removeCaptions = endpoint({
  method: 'DELETE',
  path: '/api/episodes/:episodeId/captions',
  summary: 'Removes the captions of an episode.',
  access: 'episode.keep',
  params: episodeParams,
  response: episode,
});
