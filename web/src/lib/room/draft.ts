import { z } from 'zod';
import { causes } from '#contract/asking';
import { codes, practices } from '#contract/coding';
import { addComment, box } from '#contract/comments';

/** What was asked about a comment before it was sent, and what it was then. */
const asked = z.object({
  askingId: z.string(),
  commentId: z.string(),
  cause: z.enum(causes),
  askedAt: z.string(),
  before: z.object({ text: z.string(), codes }),
});
export type Asked = z.infer<typeof asked>;

/** What somebody is writing and has not sent. */
export const draft = z.object({
  text: z.string(),
  atMs: z.number().int().nullable(),
  endMs: z.number().int().nullable(),
  codes,
  box: box.nullable().default(null),
  quote: z.string().nullable().default(null),
  onlyMine: z.boolean().default(false),
  practice: z.enum(practices).nullable().default(null),
  asked: asked.nullable().default(null),
});
export type Draft = z.infer<typeof draft>;

export const blank: Draft = {
  text: '',
  atMs: null,
  endMs: null,
  codes: { what: null, how: null },
  box: null,
  quote: null,
  onlyMine: false,
  practice: null,
  asked: null,
};

/** A comment as it is sent, with the id that its writer's device gave it. */
export const newComment = addComment.body;
export type NewComment = z.output<typeof newComment>;

/** Something this device remembers for one person, in one episode or `everywhere`: school computers are shared. */
export class Memory<S extends z.ZodType> {
  readonly #key: string;
  readonly #shape: S;

  constructor(kind: string, userId: string, episodeId: string, shape: S) {
    this.#key = `${kind}:${userId}:${episodeId}`;
    this.#shape = shape;
  }

  /** What was kept; nothing when it is of another version of ours. */
  read(): z.infer<S> | undefined {
    try {
      return this.#shape.safeParse(JSON.parse(localStorage.getItem(this.#key) ?? 'null')).data;
    } catch {
      return undefined;
    }
  }

  keep(value: z.infer<S> | undefined) {
    try {
      if (value === undefined) localStorage.removeItem(this.#key);
      else localStorage.setItem(this.#key, JSON.stringify(value));
    } catch {
      // A full or forbidden memory: it is still on the screen.
    }
  }
}
