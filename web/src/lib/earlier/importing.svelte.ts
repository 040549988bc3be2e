import { fileMaxBytes, type ImportMade, type Report } from '#contract/earlier';
import { ApiProblem } from '#lib/api.ts';
import { Attempt } from '#lib/ui/attempt.svelte.ts';
import { importSheet, lookThrough, type Sheet } from './send-sheet.ts';

/** One spreadsheet on its way in: chosen, looked through, imported. */
export class Importing {
  readonly attempt = new Attempt();
  sheet = $state.raw<Sheet | null>(null);
  report = $state.raw<Report | null>(null);
  made = $state.raw<ImportMade | null>(null);
  /** How much of it was sent, 0 to 1. */
  fraction = $state(0);
  readonly #clubId: string;

  constructor(clubId: string) {
    this.#clubId = clubId;
  }

  get name() {
    return this.sheet?.name ?? '';
  }

  /** Looks through a file. What is too large is not even sent. */
  async choose(file: File) {
    this.again();
    await this.attempt.run(async () => {
      if (file.size > fileMaxBytes)
        throw new ApiProblem({
          code: 'import_too_large',
          status: 413,
          params: { maxMb: fileMaxBytes / 1e6 },
        });
      this.sheet = { name: file.name, content: new Blob([await file.arrayBuffer()], { type: 'text/csv' }) };
      this.report = await lookThrough(this.#clubId, this.sheet, (fraction) => (this.fraction = fraction));
    });
  }

  /** Imports what was looked through; true when it was. */
  async import() {
    const { sheet } = this;
    if (!sheet) return false;
    this.fraction = 0;
    await this.attempt.run(async () => {
      const answer = await importSheet(this.#clubId, sheet, (fraction) => (this.fraction = fraction));
      if ('made' in answer) this.made = answer.made;
      else this.report = answer.report;
    });
    return this.made !== null;
  }

  /** Back to choosing. */
  again() {
    this.sheet = this.report = this.made = null;
    this.fraction = 0;
    this.attempt.problem = '';
  }
}
