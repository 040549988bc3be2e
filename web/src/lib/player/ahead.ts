import { preloadCode } from '$app/navigation';
import { linkIsPoor } from './bandwidth.ts';

type Connection = { saveData?: boolean; effectiveType?: string };

/**
 * Fetches what the room of an episode is made of while the page has nothing else to do, so that opening one only has to
 * fetch its video. Not for somebody who counts bytes, nor on a link that has none to spare.
 */
export function fetchRoomAhead() {
  const { saveData, effectiveType } = (navigator as { connection?: Connection }).connection ?? {};
  if (saveData || effectiveType?.endsWith('2g')) return;
  const fetchAll = () => {
    // Without a connection it is fetched when it is needed, and that says so.
    void preloadCode('/clubs/[clubId]/episodes/[episodeId]')
      .then(() => import('./engine.ts'))
      .catch(() => {});
  };
  // Safari has no word for "idle".
  if ('requestIdleCallback' in window) requestIdleCallback(fetchAll, { timeout: 5000 });
  else setTimeout(fetchAll, 2000);
}

const asked = new Set<string>();

/**
 * Asks for the playlists that a video begins with while the engine is on its way, which then finds them answered. Which
 * rendition comes first is only foreseen on a poor link, where it matters most. Once for each address: a room that is
 * already open reads its episode again and again.
 */
export function askAhead({ playUrl, leastUrl }: { playUrl: string | null; leastUrl: string | null }) {
  for (const href of [playUrl, linkIsPoor() ? leastUrl : null]) {
    if (!href || asked.has(href)) continue;
    asked.add(href);
    const how = { rel: 'preload', as: 'fetch', crossOrigin: 'anonymous', href };
    document.head.append(Object.assign(document.createElement('link'), how));
  }
}
