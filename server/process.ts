import { once } from 'node:events';

/** Resolves at the first request to stop; a second one ends the process at once. */
export async function untilStopped() {
  const stopping = new AbortController();
  await Promise.race(
    (['SIGINT', 'SIGTERM'] as const).map((name) => once(process, name, { signal: stopping.signal })),
  );
  stopping.abort();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(1));
}
