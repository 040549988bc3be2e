import * as z from 'zod/mini';
import type { Player } from '#lib/player/player.svelte.ts';
import { Memory } from './draft.ts';

const place = z.int();
/** So near to either end there is nothing to go on with. */
const endsMs = 5000;

/** Where somebody left an episode on this device: there they go on the next time. */
export class Place {
  /** Where one went on from, until that was read or left behind. */
  resumedMs = $state<number | null>(null);
  readonly #player: Player;
  readonly #memory: Memory<typeof place>;

  constructor(player: Player, userId: string, episodeId: string) {
    this.#player = player;
    this.#memory = new Memory('place', userId, episodeId, place);
  }

  /** Goes on from where it was left. Not where a link names another moment. */
  resume() {
    const ms = this.#memory.read() ?? 0;
    if (ms < endsMs || ms > this.#player.durationMs - endsMs) return;
    this.#player.seek(ms);
    this.resumedMs = ms;
  }

  keep() {
    if (this.#player.started) this.#memory.keep(this.#player.atMs);
  }

  fromStart() {
    this.#player.seek(0);
    this.resumedMs = null;
  }
}
