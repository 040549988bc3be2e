import { z } from 'zod';
import { endpoint, id, instant } from '../http/contract.ts';

const clubParams = z.object({ clubId: id });
const count = z.number().int();

/** How many people said yes, of all those who could; never who. */
export const agreement = z.object({ agreed: count, people: count });

const standing = z.object({
  /** Of the person asking; null: no, or not answered. */
  agreedAt: instant.nullable(),
  /** Who they are in what goes out; stays when the yes is taken back, and is not told to anybody else. */
  pseudonym: z.string().nullable(),
  ...agreement.shape,
});

export const getResearch = endpoint({
  method: 'GET',
  path: '/api/clubs/:clubId/research',
  summary: 'One’s own answer on research, and how many agreed.',
  access: 'club.see',
  params: clubParams,
  response: standing,
});

export const answerResearch = endpoint({
  method: 'PUT',
  path: '/api/clubs/:clubId/research/agreed',
  summary:
    'Says yes to research with one’s own comments, or takes it back; it counts from the next export on.',
  access: 'research.answer',
  params: clubParams,
  body: z.object({ agreed: z.boolean() }),
  response: standing,
});

/** What goes out, by the name it has in the address and at the end of the file's name. */
export const formats = ['csv', 'dictionary', 'jsonld', 'vtt', 'eaf'] as const;
export type Format = (typeof formats)[number];
/** These are about one episode; the others about the club, or one episode where that is asked for. */
export const ofOneEpisode = ['vtt', 'eaf'] as const satisfies readonly Format[];

/** The download of one format, which is a file and no JSON: served at `exportPath`, with these. */
export const exportPath = '/api/clubs/:clubId/research/exports/:format';
export const exportParams = clubParams.extend({ format: z.enum(formats) });
export const exportQuery = z.object({ episodeId: id.optional() });

export const listExports = endpoint({
  method: 'GET',
  path: '/api/clubs/:clubId/research/exports',
  summary: 'What there is to download for research, and of how many people.',
  access: 'research.export',
  params: clubParams,
  response: z.object({
    ...agreement.shape,
    /** Of those who agreed; `imported` ones are of earlier meetings. */
    comments: count,
    imported: count,
    /** Those with comments that go out, by the number they have in the exports. */
    episodes: z.array(z.object({ id, number: count, title: z.string(), comments: count })),
  }),
});
