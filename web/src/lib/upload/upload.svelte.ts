import type { DetailedError, Upload as TusUpload } from 'tus-js-client';
import { ApiProblem } from '#lib/api.ts';
import { sentenceFor } from '#lib/problems.ts';
import { forget } from './fingerprint.ts';
import { Pace } from './pace.ts';

/** `interrupted` goes on by itself; `stopped` does not, and `problem` says why. */
export type UploadState = 'waiting' | 'sending' | 'paused' | 'interrupted' | 'stopped' | 'done';

/** Small enough for a proxy and to lose little, large enough not to be felt. */
const chunkBytes = 32 * 1024 * 1024;
const retryMostMs = 30_000;
/**
 * Answers that another try will not change: not signed in, not mine or not there any more, too large; or should not,
 * because another tab has taken over, and the two would take it from each other for ever.
 */
const final = [400, 401, 403, 404, 410, 413, 423];

export type Begun = {
  clubId: string;
  episodeId: string;
  title: string;
  uploadUrl: string;
  sentBytes: number;
};

/** One file on its way to the server. It goes on after every lost connection until it is done, paused or refused. */
export class Upload {
  readonly clubId: string;
  readonly episodeId: string;
  readonly title: string;
  readonly file: File;
  state = $state<UploadState>('waiting');
  problem = $state('');
  sentBytes = $state(0);
  bytesPerSecond = $state<number | null>(null);
  readonly #url: string;
  readonly #onRest: () => void;
  readonly #pace = new Pace();
  #tus: TusUpload | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;

  /** `onRest` is called whenever it stops sending, so that the next one may begin. */
  constructor(file: File, { clubId, episodeId, title, uploadUrl, sentBytes }: Begun, onRest: () => void) {
    this.file = file;
    this.clubId = clubId;
    this.episodeId = episodeId;
    this.title = title;
    this.sentBytes = sentBytes;
    this.#url = uploadUrl;
    this.#onRest = onRest;
  }

  get fraction() {
    return this.file.size === 0 ? 0 : this.sentBytes / this.file.size;
  }
  get secondsLeft() {
    return this.bytesPerSecond ? (this.file.size - this.sentBytes) / this.bytesPerSecond : null;
  }
  /** Sending, or about to again by itself. */
  get active() {
    return this.state === 'sending' || this.state === 'interrupted' || this.state === 'waiting';
  }

  async send() {
    clearTimeout(this.#retry);
    this.state = 'sending';
    this.#pace.restart();
    const tus = await import('tus-js-client');
    if (this.state !== 'sending') return;
    this.#tus = new tus.Upload(this.file, {
      uploadUrl: this.#url,
      chunkSize: chunkBytes,
      // Ours below: it never gives up, and says what it is doing.
      retryDelays: null,
      storeFingerprintForResuming: false,
      onProgress: (sent) => {
        this.#tries = 0;
        this.sentBytes = sent;
        this.bytesPerSecond = this.#pace.after(sent);
      },
      onSuccess: () => {
        this.sentBytes = this.file.size;
        forget(this.episodeId);
        this.#rest('done');
      },
      onError: (error) => this.#failed(error),
    });
    this.#tus.start();
  }

  async pause() {
    clearTimeout(this.#retry);
    this.#rest('paused');
    await this.#tus?.abort();
  }

  /** Stands in line again; whoever keeps the line sends it. */
  resume() {
    this.problem = '';
    this.state = 'waiting';
    this.#onRest();
  }

  /** Goes on at once if it was waiting for the network. */
  networkIsBack() {
    if (this.state === 'interrupted') void this.send();
  }

  /** Deletes what has arrived, and the episode it was for. */
  async cancel() {
    await this.pause();
    await discard({ episodeId: this.episodeId, uploadUrl: this.#url });
  }

  #rest(state: UploadState) {
    this.state = state;
    this.bytesPerSecond = null;
    this.#onRest();
  }

  #failed(error: Error | DetailedError) {
    if (this.state !== 'sending') return;
    const response = 'originalResponse' in error ? error.originalResponse : null;
    const status = response?.getStatus() ?? 0;
    if (final.includes(status)) {
      this.problem = sentenceFor(
        codeIn(response?.getBody()) ?? (status === 401 ? 'not_signed_in' : 'upload_not_found'),
      );
      this.#rest('stopped');
      return;
    }
    // Not at rest: the line waits for it, so that a flaky network is not shared by all.
    this.state = 'interrupted';
    this.bytesPerSecond = null;
    const delay = Math.min(retryMostMs, 1000 * 2 ** this.#tries++);
    this.#retry = setTimeout(() => void this.send(), delay);
  }
}

/** Deletes what has arrived of an upload, and the episode it was for. Throws ApiProblem; one that is gone is fine. */
export async function discard({ episodeId, uploadUrl }: { episodeId: string; uploadUrl: string }) {
  const answer = await fetch(uploadUrl, { method: 'DELETE', headers: { 'tus-resumable': '1.0.0' } }).catch(
    () => null,
  );
  if (!answer) throw new ApiProblem({ code: 'offline', status: 0 });
  if (!answer.ok && answer.status !== 404) {
    throw new ApiProblem({ code: codeIn(await answer.text()) ?? 'internal', status: answer.status });
  }
  forget(episodeId);
}

function codeIn(body: string | undefined) {
  try {
    return (JSON.parse(body ?? '') as { code?: string }).code;
  } catch {
    return undefined;
  }
}
