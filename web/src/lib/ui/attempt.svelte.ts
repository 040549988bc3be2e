import { ApiProblem } from '#lib/api.ts';
import { m } from '#lib/paraglide/messages.js';
import { sentenceOf } from '#lib/problems.ts';

/** Something the reader asked for: whether it is under way, and in words what stood in its way. */
export class Attempt {
  busy = $state(false);
  problem = $state('');
  /** The code behind `problem`, for pages that answer some refusals differently. */
  code = $state('');
  #fields = $state.raw<string[]>([]);

  /** What to say at a field that was not accepted; `name` as in the body of the request. */
  at(name: string) {
    return this.#fields.includes(name) ? m.ui_check_field() : undefined;
  }

  /** Runs it once at a time; true when it worked. What is thrown becomes `problem` and is not thrown on. */
  async run(action: () => Promise<unknown>) {
    if (this.busy) return false;
    this.busy = true;
    this.problem = this.code = '';
    this.#fields = [];
    try {
      await action();
      return true;
    } catch (error) {
      this.problem = sentenceOf(error);
      this.code = error instanceof ApiProblem ? error.code : 'internal';
      if (error instanceof ApiProblem) this.#fields = error.fields.map(({ path }) => path);
      else console.error(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
