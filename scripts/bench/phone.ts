import { setTimeout as sleep } from 'node:timers/promises';
import { type DetailedError, Upload } from 'tus-js-client';

/** One part of the server's, so that no more than that is ever on its way unheld, however much the line itself takes in. */
const chunkBytes = 5 * 1024 ** 2;
const longestWaitMs = 30_000;
/** What another try will not change. */
const final = [400, 401, 403, 404, 410, 413, 423];

/**
 * Sends a file as the pages do: tus in chunks, and again from where the server stands whenever the line breaks,
 * never giving up. Returns how often it broke.
 */
export async function sendLikeABrowser(file: Buffer, uploadUrl: string, cookie: string) {
  let tries = 0;
  for (let failures = 0; ; failures += 1) {
    const problem = await new Promise<Error | DetailedError | null>((resolve) => {
      new Upload(file, {
        uploadUrl,
        chunkSize: chunkBytes,
        retryDelays: null,
        storeFingerprintForResuming: false,
        headers: { cookie },
        onProgress: () => (tries = 0),
        onSuccess: () => resolve(null),
        onError: resolve,
      }).start();
    });
    if (!problem) return { failures };
    const response = 'originalResponse' in problem ? problem.originalResponse : null;
    if (final.includes(response?.getStatus() ?? 0)) throw problem;
    await sleep(Math.min(longestWaitMs, 1000 * 2 ** tries++));
  }
}
