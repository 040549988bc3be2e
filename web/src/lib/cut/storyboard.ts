import { scenesOf } from '#lib/player/storyboard.svelte.ts';
import { drawn, evenly, type Pictures } from './pictures.ts';

/** The pictures that the server drew of an episode, as a filmstrip. Without any, the strip stays plain. */
export function storyboard(url: string | null): Pictures {
  return async function* (fromMs, toMs, count) {
    const answer = url === null ? null : await fetch(url).catch(() => null);
    if (url === null || !answer?.ok) return;
    const scenes = scenesOf(await answer.text(), url);
    const sheets = new Map<string, Promise<HTMLImageElement>>();
    for (const atMs of evenly(fromMs, toMs, count)) {
      const scene = scenes.find(({ untilMs }) => atMs < untilMs) ?? scenes.at(-1);
      if (!scene) return;
      const { x, y, width, height } = scene;
      const sheet = sheets.get(scene.url) ?? loaded(scene.url);
      sheets.set(scene.url, sheet);
      const picture = await sheet;
      yield {
        atMs,
        canvas: drawn(width, height, (pen) =>
          pen.drawImage(picture, x, y, width, height, 0, 0, width, height),
        ),
      };
    }
  };
}

async function loaded(src: string) {
  const image = new Image();
  image.src = src;
  await image.decode();
  return image;
}
