import { likelyLink } from '#lib/cut/estimate.ts';

const key = 'upload-pace';
/** A connection of another day, perhaps of another place, says little. */
const recentMs = 3 * 3600_000;

/** Keeps how fast an upload went, for what is said before the next one. */
export function rememberPace(bytesPerSecond: number) {
  localStorage.setItem(key, JSON.stringify({ bytesPerSecond: Math.round(bytesPerSecond), at: Date.now() }));
}

/** How fast the next upload will go, as far as this device can tell. */
export function linkNow() {
  const { bytesPerSecond, at } = JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, number>;
  const recent = at !== undefined && Date.now() - at < recentMs ? (bytesPerSecond ?? null) : null;
  const { connection } = navigator as { connection?: { downlink?: number } };
  return likelyLink(recent, connection?.downlink);
}
