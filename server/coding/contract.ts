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
