import { z } from 'zod';
import { codes } from '#contract/coding';
import { addComment } from '#contract/comments';

/** What somebody is writing and has not sent. */
export const draft = z.object({
  text: z.string(),
  atMs: z.number().int().nullable(),
  endMs: z.number().int().nullable(),
  codes,
});
export type Draft = z.infer<typeof draft>;

/** A comment as it is sent, with the id that its writer's device gave it. */
export const newComment = addComment.body;
export type NewComment = z.output<typeof newComment>;

/** Something this device remembers for one person, in one episode: school computers are shared. */
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
