import { createContext } from 'svelte';
import type { listComments } from '#contract/comments';
import { type Episode, getEpisode } from '#contract/episodes';
import type { Role } from '#contract/clubs';
import { ApiProblem, type Answer, call } from '#lib/api.ts';
import type { LiveNews } from '#lib/live.svelte.ts';
import { Player } from '#lib/player/player.svelte.ts';
import { Composer } from './composer.svelte.ts';
import { Discussion } from './discussion.svelte.ts';
import { Reading } from './reading.svelte.ts';

type Given = Answer<typeof listComments> & { episode: Episode };
type Reader = { id: string; name: string; role: Role };

/** One episode and everything one does there: watching, writing, reading. */
export class Room {
  episode: Episode = $state.raw() as Episode;
  /** It was withdrawn, or is no longer the reader's to see: nothing of it is shown or played. */
  taken = $state(false);
  /** The room fills the screen. */
  full = $state(false);
  /** Said aloud to those who listen to the page, when it changes. */
  said = $state('');
  readonly player: Player;
  readonly discussion: Discussion;
  readonly composer: Composer;
  readonly reading: Reading;

  constructor({ episode, ...given }: Given, { id, name, role }: Reader) {
    this.episode = episode;
    this.player = new Player(() => void this.refresh());
    this.discussion = new Discussion({ author: { id, name }, authorRole: role }, episode.id, given);
    this.composer = new Composer(this.player, this.discussion, id, episode.id);
    this.reading = new Reading(this.discussion);
    this.#show(episode);
  }

  get durationMs() {
    return this.episode.durationMs ?? 0;
  }

  /** Takes what happened in the club while the room is open. */
  hear(news: LiveNews) {
    if (news.type === 'reset' || (news.type === 'episode.changed' && news.episodeId === this.episode.id)) {
      void this.refresh();
    }
    if (!this.taken) this.discussion.hear(news);
  }

  /** Takes the episode as it is now. */
  async refresh() {
    try {
      this.#show(await call(getEpisode, { params: { episodeId: this.episode.id } }));
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      // Without an answer the page says that there is no connection; it will be told again.
      if (error.status === 404 || error.status === 403) this.#take();
    }
  }

  /** Goes to a comment: the video to its moment, the list to its card. */
  goTo(id: string, atMs: number) {
    this.player.seek(atMs);
    this.reading.show(id);
  }

  close() {
    this.discussion.outbox.close();
  }

  #show(episode: Episode) {
    this.episode = episode;
    if (episode.status === 'withdrawn') return this.#take();
    this.taken = false;
    this.player.open(episode);
  }

  #take() {
    this.taken = true;
    this.full = false;
    this.player.pause();
  }
}

export const [useRoom, provideRoom] = createContext<Room>();
