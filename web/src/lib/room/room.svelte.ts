import { createContext } from 'svelte';
import type { Comment, listComments } from '#contract/comments';
import { type Episode, getEpisode } from '#contract/episodes';
import type { Role } from '#contract/clubs';
import { ApiProblem, type Answer, call } from '#lib/api.ts';
import type { Membership } from '#lib/club/club.svelte.ts';
import type { LiveNews } from '#lib/live.svelte.ts';
import { m } from '#lib/paraglide/messages.js';
import { Player } from '#lib/player/player.svelte.ts';
import { Composer } from './composer.svelte.ts';
import { Discussion } from './discussion.svelte.ts';
import { gapsIn } from './gaps.ts';
import { Place } from './place.svelte.ts';
import { Presence } from './presence.svelte.ts';
import { Reading } from './reading.svelte.ts';

type Given = Answer<typeof listComments> & { episode: Episode };
type Reader = { id: string; name: string; role: Role };
/** What a comment points at. */
type Evidence = Pick<Comment, 'atMs' | 'endMs' | 'box'>;

/** A box without a range belongs to what is seen about then. */
const momentMs = 1000;

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
  readonly presence: Presence;
  readonly place: Place;
  #replayed = $state.raw<Evidence | null>(null);

  constructor({ episode, ...given }: Given, { id, name, role }: Reader, membership: Membership) {
    this.episode = episode;
    this.player = new Player(() => void this.refresh());
    this.discussion = new Discussion({ author: { id, name }, authorRole: role }, episode.id, given);
    this.composer = new Composer(this.player, this.discussion, membership, id, episode.id);
    this.reading = new Reading(this.discussion);
    this.presence = new Presence(episode.id, () => this.discussion.seenUntil());
    this.place = new Place(this.player, id, episode.id);
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
    if (this.taken) return;
    this.discussion.hear(news);
    this.presence.hear(news);
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
    this.#replayed = this.discussion.threads.find(({ comment }) => comment.id === id)?.comment ?? null;
    this.reading.show(id);
  }

  /** Shows exactly what a comment is about: its range once, to its end; or its moment, with the box on the picture. */
  replay({ atMs, endMs, box }: Evidence) {
    this.#replayed = { atMs, endMs, box };
    if (endMs !== null) return this.player.playStretch({ atMs, endMs });
    this.player.pause();
    this.player.seek(atMs);
  }

  /** What was replayed, while the video is there. */
  get shown() {
    const { atMs: now } = this.player;
    if (!this.#replayed) return undefined;
    const { atMs, endMs } = this.#replayed;
    return now >= atMs - momentMs / 2 && now <= (endMs ?? atMs) + momentMs ? this.#replayed : undefined;
  }

  /** Where nobody said anything; while people are alone, nobody knows where that is. */
  readonly gaps = $derived.by(() => {
    if (this.discussion.stage !== 'open') return [];
    const standing = this.discussion.threads.flatMap(({ comment }) => (comment.deleted ? [] : comment));
    return gapsIn(standing, this.durationMs);
  });

  /** The range that "repeat" is about: the one being written, or else that of the comment one chose. */
  readonly range = $derived.by(() => {
    const { atMs, endMs } = this.composer;
    if (atMs !== null && endMs !== null) return { atMs, endMs };
    const chosen = this.reading.threads.find(
      ({ comment }) => comment.id === this.reading.selected?.id,
    )?.comment;
    const from = chosen?.endMs ? chosen : this.#replayed;
    return from?.endMs ? { atMs: from.atMs, endMs: from.endMs } : null;
  });

  /** Plays the range over and over, or lets the video go on past it. */
  repeat() {
    if (this.player.stretch.again) this.player.stretch.end();
    else if (this.range) this.player.playStretch(this.range, true);
  }

  /** Goes to the next new comment, or to the one before; says so when there is none. */
  walkNew(direction: 1 | -1) {
    this.said = '';
    if (!this.reading.nextNew(direction)) this.said = m.room_new_none();
  }

  close() {
    this.discussion.close();
    this.place.keep();
    this.presence.leave();
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
