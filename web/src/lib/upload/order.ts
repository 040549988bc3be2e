import type { z } from 'zod';
import type { createEpisode } from '#contract/episodes';
import type { Way } from '#lib/cut/cut-part.ts';
import type { Part } from '#lib/cut/part.ts';

export type About = Omit<z.input<(typeof createEpisode)['body']>, 'file' | 'toCut'>;

/** What somebody asks to send: a file as it is, or a part of it, cut on this device first. */
export type Order = {
  userId: string;
  clubId: string;
  about: About;
  file: File;
  part: (Part & { way: Way }) | null;
  /** Sent whole for want of a browser that can open it; the part is chosen once it has arrived. */
  toCut: boolean;
};
