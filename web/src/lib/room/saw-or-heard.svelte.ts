import * as z from 'zod/mini';
import { answers, type AskingAnswer, causes, recordAsking } from '#contract/asking';
import type { Codes } from '#contract/coding';
import { ApiProblem, call } from '#lib/api.ts';
import { today } from '#lib/time.ts';
import type { Wording } from '#lib/wording/wording.ts';
import { causeOf, isEnough, past, sittingMs } from './asking-rules.ts';
import { type Asked, Memory } from './draft.ts';
import { newId } from './new-id.ts';
import { isPassing } from './outbox.svelte.ts';

const showing = z.object({
  ...{ askingId: z.string(), episodeId: z.string(), commentId: z.string(), askedAt: z.string() },
  cause: z.enum(causes),
  answer: z.nullable(z.enum(answers)),
});
type Showing = z.infer<typeof showing>;

/**
 * The question that helps a judgment become an observation: «¿Qué vio u oyó que le hizo pensar eso?». Asked at most once
 * a comment, three times a sitting and not on a day on which it was refused. What was shown and answered is kept here
 * until the server has it.
 */
export class SawOrHeard {
  readonly #episodeId: string;
  readonly #past: Memory<typeof past>;
  readonly #showings: Memory<z.ZodMiniArray<typeof showing>>;
  #wording = $state.raw<Wording>();
  #telling = false;

  constructor(userId: string, episodeId: string) {
    this.#episodeId = episodeId;
    this.#past = new Memory('asked', userId, 'everywhere', past);
    this.#showings = new Memory('showings', userId, 'everywhere', z.array(showing));
  }

  /** Fetches the lists of words; until they are here, words alone are no reason to ask. */
  async prepare() {
    try {
      const { loadWording } = await import('#lib/wording/wording.ts');
      this.#wording = await loadWording();
    } catch {
      // No connection: one can write all the same.
    }
  }

  /** Whether words value what was observed. */
  isEvaluative(text: string) {
    return this.#wording?.isEvaluative(text) ?? false;
  }

  /** Asks about a comment that is being sent; null when it should just go. */
  ask(text: string, codes: Codes): Asked | null {
    const before = this.#past.read() ?? { shownAt: [], notOn: null };
    const cause = causeOf(codes, () => this.#wording?.isBareJudgment(text) ?? false);
    if (!cause || isEnough(before, Date.now(), today())) return null;
    const now = new Date();
    const recent = before.shownAt.filter((ms) => ms > now.getTime() - sittingMs);
    this.#past.keep({ ...before, shownAt: [...recent, now.getTime()] });
    const asked = {
      askingId: newId(),
      commentId: newId(),
      cause,
      askedAt: now.toISOString(),
      before: { text, codes },
    };
    this.#record(asked, null);
    return asked;
  }

  answer(asked: Asked, answer: AskingAnswer) {
    if (answer === 'not_today') this.#past.keep({ shownAt: [], ...this.#past.read(), notOn: today() });
    this.#record(asked, answer);
  }

  /** Tells the server what it has not been told. Call it whenever there may be a connection again. */
  async flush() {
    if (this.#telling) return;
    this.#telling = true;
    try {
      for (let next; (next = this.#showings.read()?.[0]);) {
        const { askingId, episodeId, ...body } = next;
        await call(recordAsking, { params: { episodeId, askingId }, body }).catch(forget);
        this.#keep((kept) => kept.filter((other) => !isSame(other, next)));
      }
    } catch (error) {
      // Nobody answers: it waits here.
      if (!(error instanceof ApiProblem)) throw error;
    } finally {
      this.#telling = false;
    }
  }

  #record({ askingId, commentId, cause, askedAt }: Asked, answer: AskingAnswer | null) {
    const now = { askingId, episodeId: this.#episodeId, commentId, cause, askedAt, answer };
    this.#keep((kept) => [...kept.filter((other) => other.askingId !== askingId), now]);
    void this.flush();
  }

  /** Read anew each time: another tab may have shown something too. */
  #keep(change: (kept: Showing[]) => Showing[]) {
    const kept = change(this.#showings.read() ?? []);
    this.#showings.keep(kept.length > 0 ? kept : undefined);
  }
}

function isSame(one: Showing, other: Showing) {
  return one.askingId === other.askingId && one.answer === other.answer;
}

/** What the server will never take is not kept: the episode is gone, or the person left the club. */
function forget(error: unknown) {
  if (!(error instanceof ApiProblem) || isPassing(error)) throw error;
}
