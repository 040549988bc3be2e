import { preloadCode } from '$app/navigation';

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
