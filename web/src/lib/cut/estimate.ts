/** How fast bytes leave this device, and whether that was seen or is a guess. */
export type Link = { bytesPerSecond: number; measured: boolean };

/** What a school's connection may give when nothing is known of it. */
const assumedBitsPerSecond = 4e6;
/** What the browser tells is the way down, at most 10 Mbit/s, and often far off; the way up is narrower. */
const upOfDown = 0.4;
const leastGuessBits = 1e6;

/** The speed to reckon with: that of the last upload, else a share of what the browser says of the connection. */
export function likelyLink(recent: number | null, downlinkMbps: number | undefined): Link {
  if (recent !== null && recent > 0) return { bytesPerSecond: recent, measured: true };
  const bits = downlinkMbps ? Math.max(leastGuessBits, downlinkMbps * 1e6 * upOfDown) : assumedBitsPerSecond;
  return { bytesPerSecond: bits / 8, measured: false };
}

/** Bytes of a part, taking the recording to weigh the same throughout. */
export function copyBytes(fileBytes: number, durationMs: number, partMs: number) {
  return durationMs === 0 ? 0 : Math.round((fileBytes * Math.min(partMs, durationMs)) / durationMs);
}

const audioBitsPerSecond = 160e3;
const shrunkMost = 2e6;
const shrunkLeast = 0.8e6;
/** Five minutes out of forty come to 3 % of the whole at 0.24 of its rate; sound and headers take their share. */
const shrunkShare = 0.2;

/** Bits per second for the picture at 720p: enough to read a blackboard, and far less than the phone's. */
export function shrunkBitsPerSecond(fileBytes: number, durationMs: number) {
  const whole = (fileBytes * 8000) / durationMs;
  return Math.round(Math.min(shrunkMost, Math.max(shrunkLeast, whole * shrunkShare)));
}

export function shrunkBytes(fileBytes: number, durationMs: number, partMs: number) {
  const bits = shrunkBitsPerSecond(fileBytes, durationMs) + audioBitsPerSecond;
  return Math.round((bits * partMs) / 8000);
}

/** Whether the way there is worth a look at how fast this device encodes: that look costs some seconds of work. */
export function mayPay(copy: number, shrunk: number, { bytesPerSecond }: Link) {
  return (copy - shrunk) / bytesPerSecond > leastSavedSeconds;
}

const leastSavedSeconds = 30;

/** Whether shrinking first and sending less is clearly sooner done than sending the copy. */
export function shrinkPays(
  copy: number,
  shrunk: number,
  { bytesPerSecond }: Link,
  encodeSeconds: number,
): boolean {
  const saved = (copy - shrunk) / bytesPerSecond - encodeSeconds;
  return saved > leastSavedSeconds && saved > 0.2 * (copy / bytesPerSecond);
}

export type Storage = { usedBytes: number; quotaBytes: number; maxEpisodeBytes: number };

/** Why so many bytes would be refused, before one is sent; null when they are welcome. */
export function refusalOf(
  bytes: number,
  { usedBytes, quotaBytes, maxEpisodeBytes }: Storage,
): { code: string; params: Record<string, number> } | null {
  const mb = (value: number) => Math.floor(Math.max(0, value) / 1024 ** 2);
  if (bytes > maxEpisodeBytes) {
    return { code: 'episode_too_large', params: { maxMb: mb(maxEpisodeBytes) } };
  }
  if (usedBytes + bytes > quotaBytes) {
    return { code: 'club_full', params: { freeMb: mb(quotaBytes - usedBytes) } };
  }
  return null;
}
