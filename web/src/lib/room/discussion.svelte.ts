import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { addComment, type Comment, getComment, listComments } from '#contract/comments';
import { ApiProblem, type Answer, call } from '#lib/api.ts';
import type { LiveNews } from '#lib/live.svelte.ts';
import type { NewComment } from './draft.ts';
import { Outbox } from './outbox.svelte.ts';
import { type Shown, threadsOf } from './threads.ts';

export type MeetingNow = Answer<typeof listComments>['meetingNow'];
type Me = Pick<Comment, 'author' | 'authorRole'> & { author: { id: string } };

/** More news than this at once, and the whole list is fetched instead of each comment. */
const manyNews = 20;

/** What is said about the episode, as it is said: fetched once, then kept up to date comment by comment. */
export class Discussion {
  /** The meeting to which a new comment would belong; null: none. */
  meetingNow = $state.raw<MeetingNow>(null);
  /** Written by others since the room was opened, and not yet seen. */
  readonly unseen = new SvelteSet<string>();
  readonly outbox: Outbox;
  readonly #me: Me;
  readonly #episodeId: string;
  readonly #there = new SvelteMap<string, Comment>();
  readonly #stale = new Set<string>();
  #staleAll = false;
  #fetching = false;

  constructor(me: Me, episodeId: string, given: Answer<typeof listComments>) {
    this.#me = me;
    this.#episodeId = episodeId;
    for (const comment of given.comments) this.#there.set(comment.id, comment);
    this.meetingNow = given.meetingNow;
    this.outbox = new Outbox(me.author.id, episodeId, async (body) => {
      this.upsert(await call(addComment, { params: { episodeId }, body }));
    });
  }

  /** Every comment there is, and one's own that are still on their way. */
  readonly threads = $derived.by(() => {
    const unsent = this.outbox.items.flatMap((item) =>
      this.#there.has(item.body.id) ? [] : [this.#optimistic(item)],
    );
    return threadsOf([...this.#there.values(), ...unsent]);
  });

  /** Puts a comment as the server just gave it. */
  upsert(comment: Comment) {
    if (!this.#there.has(comment.id) && !comment.mine) this.unseen.add(comment.id);
    this.#there.set(comment.id, comment);
  }

  remove(id: string) {
    this.#there.delete(id);
    this.unseen.delete(id);
  }

  hear(news: LiveNews) {
    if (news.type === 'comment.changed' && news.episodeId === this.#episodeId)
      this.#stale.add(news.commentId);
    else if (news.type === 'reset' || news.type === 'meeting.changed') this.#staleAll = true;
    else return;
    void this.#refresh();
  }

  /** One fetch at a time: two answers about one comment could come in the wrong order. */
  async #refresh() {
    if (this.#fetching) return;
    this.#fetching = true;
    try {
      while (this.#staleAll || this.#stale.size > 0) {
        if (this.#staleAll || this.#stale.size > manyNews) await this.#refetchAll();
        else await this.#refetch();
      }
    } catch (error) {
      // The connection is down, which the page says; when it is back, "reset" asks for everything.
      if (!(error instanceof ApiProblem)) throw error;
      this.#staleAll = true;
    } finally {
      this.#fetching = false;
    }
  }

  async #refetchAll() {
    this.#staleAll = false;
    this.#stale.clear();
    const { comments, meetingNow } = await call(listComments, { params: { episodeId: this.#episodeId } });
    const ids = new Set(comments.map(({ id }) => id));
    for (const id of this.#there.keys()) if (!ids.has(id)) this.remove(id);
    for (const comment of comments) this.upsert(comment);
    this.meetingNow = meetingNow;
  }

  async #refetch() {
    const [commentId] = this.#stale;
    if (!commentId) return;
    this.#stale.delete(commentId);
    try {
      this.upsert(await call(getComment, { params: { commentId } }));
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 404) throw error;
      this.remove(commentId);
    }
  }

  #optimistic({ body, unsent, since }: Outbox['items'][number]): Shown {
    const { id, number, phase } = this.meetingNow ?? {};
    return {
      ...body,
      ...this.#me,
      episodeId: this.#episodeId,
      mine: true,
      deleted: false,
      howHidden: false,
      meeting: id && number ? { id, number } : null,
      phase: phase ?? null,
      version: 0,
      createdAt: since,
      editedAt: null,
      unsent,
    };
  }

  /** Sends a comment or reply; it is on the screen when this returns. */
  add(comment: Omit<NewComment, 'id'>) {
    const id = newId();
    this.outbox.add({ id, ...comment });
    return id;
  }
}

/** `randomUUID` needs a secure context; a school network may serve plain http. */
function newId() {
  if ('randomUUID' in crypto) return crypto.randomUUID();
  const bytes = (crypto as Crypto).getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
