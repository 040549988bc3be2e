import { linkIsPoor } from '#lib/player/bandwidth.ts';

const patienceMs = 5000;

/**
 * Fetches the typeface and shows it. On a poor link it comes after the first picture of a video, or after a while; text is
 * read in the system's own until then. Later visits have it: `first-paint.js` shows it from the start.
 */
export async function fetchTypeface() {
  const { dataset } = document.documentElement;
  if ('typeface' in dataset) return;
  if (linkIsPoor())
    await new Promise((resolve) => {
      document.addEventListener('loadeddata', resolve, { capture: true, once: true });
      setTimeout(resolve, patienceMs);
    });
  dataset.typeface = '';
  localStorage.setItem('typeface', 'fetched');
}
