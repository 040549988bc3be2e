import * as z from 'zod/mini';
import { causes } from '#contract/asking';
import { hows, moves, practices, whats } from '#contract/coding';
import type { addComment } from '#contract/comments';

/** A comment as it is sent, with the id that its writer's device gave it. */
export type NewComment = Output<(typeof addComment)['body']>;
/** zod for the server is no part of what a phone fetches; its types are. */
type Output<S extends { _zod: { output: unknown } }> = S['_zod']['output'];

const codes = z.object({ what: z.nullable(z.enum(whats)), how: z.nullable(z.enum(hows)) });
const box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
const worded = z.object({ text: z.string(), codes });

export const newComment = z.object({
  id: z.string(),
  parentId: z.nullable(z.string()),
  ...{ atMs: z.int(), endMs: z.nullable(z.int()), text: z.string(), codes },
  ...{ box: z.nullable(box), quote: z.nullable(z.string()), mentions: z.array(z.string()) },
  onlyMine: z.boolean(),
  facilitation: z.object({ practice: z.nullable(z.enum(practices)), move: z.nullable(z.enum(moves)) }),
  before: z.nullable(worded),
}) satisfies z.ZodMiniType<NewComment>;

/** What was asked about a comment before it was sent, and what it was then. */
const asked = z.object({
  askingId: z.string(),
  commentId: z.string(),
  cause: z.enum(causes),
  askedAt: z.string(),
  before: worded,
});
export type Asked = z.infer<typeof asked>;

/** What somebody is writing and has not sent. */
export const draft = z.object({
  ...{ text: z.string(), atMs: z.nullable(z.int()), endMs: z.nullable(z.int()), codes },
  ...{ box: z.nullable(box), quote: z.nullable(z.string()), onlyMine: z.boolean() },
  practice: z.nullable(z.enum(practices)),
  asked: z.nullable(asked),
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

/** Something this device remembers for one person, in one episode or `everywhere`: school computers are shared. */
export class Memory<S extends z.ZodMiniType> {
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
