import { truncate, writeFile } from 'node:fs/promises';
import { hostileBoxes } from './boxed.ts';
import { codecs } from './codecs.ts';
import { damaged } from './damaged.ts';
import { disguised } from './disguised.ts';
import { matroska } from './matroska.ts';
import { nothing } from './nothing.ts';
import { pictures } from './pictures.ts';
import type { Place, Recipe } from './recipe.ts';

/** Quick to try, most of them refused at the first look; and what points at a neighbour, a server or a strange decoder. */
export const pointed: readonly Recipe[] = [...nothing, ...disguised, ...codecs];

/** Spoilt and exaggerated in many ways that differ a little. */
export const varied: readonly Recipe[] = [...damaged, ...hostileBoxes, ...matroska, ...pictures];

/** Bad files of every kind that we could think of. */
export const corpus: readonly Recipe[] = [...pointed, ...varied];

/** Puts the file at `path`. */
export async function write({ draw, sparseTo }: Recipe, path: string, place: Place): Promise<void> {
  await writeFile(path, await draw(place));
  if (sparseTo) await truncate(path, sparseTo);
}
