import { z } from 'zod';

/** What a comment looks at. */
export const whats = ['teaching', 'learning'] as const;
/** How it looks: a judgment or general description, or detail that others could point to. */
export const hows = ['judgment', 'evidence'] as const;
/** The codebook these two axes make up; stored with every coding. */
export const codebook = 'what-how/1';

/** Either may be left open: "sin marcar". */
export const codes = z.object({ what: z.enum(whats).nullable(), how: z.enum(hows).nullable() });
export type Codes = z.infer<typeof codes>;

/**
 * What a mediator's words do for the conversation: four practices, at hand while leading, and the moves that make them
 * up, for tagging afterwards. Source: van Es, Tunney, Goldsmith & Seago 2014, Journal of Teacher Education 65(4).
 */
export const movesOf = {
  orienting: ['launching', 'contextualizing', 'highlighting'],
  sustaining: ['lifting_up', 'pressing', 'offering_explanation', 'countering', 'clarifying'],
  video: ['redirecting', 'pointing_to_evidence', 'connecting_ideas'],
  collaborating: ['standing_back', 'distributing_participation', 'validating'],
} as const;
export type Practice = keyof typeof movesOf;
export type Move = (typeof movesOf)[Practice][number];
export const practices = Object.keys(movesOf) as [Practice, ...Practice[]];
export const moves = Object.values(movesOf).flat() as [Move, ...Move[]];

/** A move belongs to one practice; while leading, the practice alone is enough. */
export const facilitation = z
  .object({ practice: z.enum(practices).nullable(), move: z.enum(moves).nullable() })
  .refine(
    ({ practice, move }) => !move || (practice && (movesOf[practice] as readonly Move[]).includes(move)),
  );
export type Facilitation = z.infer<typeof facilitation>;
