import type { Episode } from '#contract/episodes';

/** What of an episode is played. Its status tells when the same address offers something better. */
export type Played = Pick<
  Episode,
  'status' | 'durationMs' | 'playUrl' | 'soundUrl' | 'storyboardUrl' | 'captions'
>;
