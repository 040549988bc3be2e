import { z } from 'zod';
import { codes } from '../coding/contract.ts';
import { endpoint, id, instant } from '../http/contract.ts';

const count = z.number().int();
const clubParams = z.object({ clubId: id });

export const axes = ['what', 'how'] as const;
export type Axis = (typeof axes)[number];
/** Who codes what others wrote: without knowing whose it is, or as a mediator who sees the whole comment. */
export const deskSources = ['blind', 'mediator'] as const;
export type DeskSource = (typeof deskSources)[number];

/** A blind sample takes this share of the comments, and at least so many. */
export const sampleShare = 0.2;
export const sampleFewest = 60;

export const sample = z.object({
  /** Of how many comments it was drawn, and how many it drew. */
  population: count,
  size: count,
  drawnAt: instant,
});

export const drawSample = endpoint({
  method: 'POST',
  path: '/api/clubs/:clubId/sample',
  summary: 'Draws comments at random for blind coding: a fifth and at least 60. The newest sample counts.',
  access: 'blind.steer',
  params: clubParams,
  response: sample,
});

export const desk = z.object({
  /** False while there is no sample to code blindly. */
  drawn: z.boolean(),
  done: count,
  total: count,
  /** Place of the comment shown, from 1; past the last when all are coded. */
  at: count,
  comment: z
    .object({
      key: z.string(),
      /** In blind coding without the names of members. */
      text: z.string(),
      /** What this coder said of it; null: nothing yet. An open axis was answered with "can't be told". */
      codes: codes.nullable(),
      /** Whose it is and where it stands; never in blind coding. */
      shown: z
        .object({
          commentId: id,
          author: z.string().nullable(),
          episode: z.object({ id, title: z.string() }),
          atMs: count,
        })
        .nullable(),
    })
    .nullable(),
});

export const getDesk = endpoint({
  method: 'GET',
  path: '/api/clubs/:clubId/desk',
  summary:
    'One comment to code: the next that this coder has not coded, or an earlier one. Nobody else’s codes.',
  access: 'blind.see',
  params: clubParams,
  query: z.object({ source: z.enum(deskSources), at: z.coerce.number().int().min(1).optional() }),
  response: desk,
});

export const codeAtDesk = endpoint({
  method: 'PUT',
  path: '/api/clubs/:clubId/desk',
  summary: 'Codes one comment of the desk and gives the next; coding it again adds a revision.',
  access: 'blind.code',
  params: clubParams,
  body: z.object({ source: z.enum(deskSources), key: z.string().max(80), codes }),
  response: desk,
});

/** Somebody who coded. Guests are told their own name alone; `number` tells the others apart. */
export const coder = z.object({ number: count, name: z.string().nullable(), me: z.boolean() });
export const side = z.object({ source: z.enum(['author', ...deskSources]), coder: coder.nullable() });

/** Why there is no coefficient: nothing to compare, fewer than ten pairs, or one side used a single code. */
export const whyNot = ['none', 'few', 'constant'] as const;

export const agreement = z.object({
  /** Comments that both coded on this axis, and on how many of them they agree. */
  n: count,
  agreed: count,
  /** Comments in which one of them left the axis open. */
  open: count,
  /** How often each code was given, by either side. */
  prevalence: z.array(z.object({ code: z.string(), one: count, other: count })),
  kappa: z.number().nullable(),
  alpha: z.number().nullable(),
  why: z.enum(whyNot).nullable(),
});
export type Agreement = z.infer<typeof agreement>;

/** Null: kept, because the club keeps *how* to the author and there is too little to stand in a crowd. */
const byAxis = z.object({ what: agreement.nullable(), how: agreement.nullable() });
export const comparison = z.object({ one: side, other: side, axes: byAxis });

const together = z.object({ n: count, alpha: z.number().nullable(), why: z.enum(whyNot).nullable() });
export type Together = z.infer<typeof together>;

/** A point raised, as mediators see it: never who was asked, or what they said. */
export const raisedPoint = z.object({
  id,
  axis: z.enum(axes),
  raisedAt: instant,
  asked: count,
  answered: count,
  visible: z.boolean(),
});

export const getAgreement = endpoint({
  method: 'GET',
  path: '/api/clubs/:clubId/agreement',
  summary:
    'The blind sample, and how coders agree on each axis: percent, kappa and alpha, with n and prevalence.',
  access: 'blind.see',
  params: clubParams,
  response: z.object({
    sample: sample.extend({ standing: count }).nullable(),
    coders: z.array(z.object({ coder, source: z.enum(deskSources), done: count })),
    comparisons: z.array(comparison),
    /** Alpha of the authors and all blind coders together; null with fewer than two of these. */
    together: z.object({ coders: count, what: together.nullable(), how: together.nullable() }).nullable(),
    /** For mediators alone. */
    agenda: z
      .object({
        axes: z.array(
          z.object({
            axis: z.enum(axes),
            /** Comments on which a blind coder and the author disagree; null where that is kept. */
            withAuthor: count.nullable(),
            /** Comments on which blind coders disagree among themselves. */
            amongCoders: count,
            /** Whether at least three authors could still be asked. */
            enough: z.boolean(),
          }),
        ),
        points: z.array(raisedPoint),
      })
      .nullable(),
  }),
});

export const answers = ['yes', 'no'] as const;

export const agendaPoint = z.object({
  id,
  axis: z.enum(axes),
  raisedAt: instant,
  excerpts: z.array(z.string()),
});
export const agendaAsk = z.object({
  pointId: id,
  commentId: id,
  axis: z.enum(axes),
  /** All that would be shown. */
  text: z.string(),
  answer: z.enum(answers).nullable(),
});

export const getAgenda = endpoint({
  method: 'GET',
  path: '/api/clubs/:clubId/agenda',
  summary:
    'Points to talk about, as anonymous excerpts whose authors said yes; and what the reader is asked.',
  access: 'club.see',
  params: clubParams,
  response: z.object({ points: z.array(agendaPoint), asks: z.array(agendaAsk) }),
});

export const raisePoint = endpoint({
  method: 'POST',
  path: '/api/clubs/:clubId/agenda',
  summary:
    'Asks at least three authors whether an excerpt that was coded differently may be talked about, unnamed.',
  access: 'blind.steer',
  params: clubParams,
  body: z.object({ axis: z.enum(axes) }),
  response: raisedPoint,
});

export const answerAsk = endpoint({
  method: 'PUT',
  path: '/api/clubs/:clubId/agenda/:pointId/excerpts/:commentId',
  summary: 'An author says whether an excerpt may be shown; can be taken back.',
  access: 'comment.keep',
  params: clubParams.extend({ pointId: id, commentId: id }),
  body: z.object({ answer: z.enum(answers) }),
});
