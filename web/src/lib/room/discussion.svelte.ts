import { SvelteSet } from 'svelte/reactivity';
import type { Codes } from '#contract/coding';
import { addComment, codeComment, type Comment, getComment, listComments } from '#contract/comments';
import { readClub } from '#contract/readings';
import { ApiProblem, type Answer, call } from '#lib/api.ts';
import type { LiveNews } from '#lib/live.svelte.ts';
import type { NewComment } from './draft.ts';
import { newId } from './new-id.ts';
import { isPassing, Outbox } from './outbox.svelte.ts';
import { type Shown, type Thread, threadsOf } from './threads.ts';

type Given = Answer<typeof listComments>;
export type MeetingNow = Given['meetingNow'];
type Me = Pick<Comment, 'author' | 'authorRole'> & { author: { id: string } };

/** What may change how everything here is read, or whether the composer may ask. */
const wholeNews: readonly LiveNews['type'][] = ['reset', 'meeting.changed', 'club.changed'];
/** More news than this at once, and the whole list is fetched instead of each comment. */
const manyNews = 20;
/** So long after a server that could not answer it is asked again. */
const retryMs = 3000;
/** An answer that takes longer does not come any more: the connection it was to come by is gone. */
const patienceMs = 60_000;

/** Before anything was written: "seen until then" with nothing to see yet. */
const beginning = new Date(0).toISOString();

/** What is said about the episode, as it is said: fetched once, then kept up to date comment by comment. */
export class Discussion {
  /** The meeting to which a new comment would belong; null: none. */
  meetingNow = $state.raw<MeetingNow>(null);
  /** How comments are read now; `shared` for somebody who has still to choose whether to read. */
  stage = $state<Given['stage']>('open');
  /** The meeting whose mediators set the stage; null: none lists the episode. */
  stageMeetingId = $state<string | null>(null);
  /** Everybody noticed alone until a moment ago, and now may read each other. */
  opened = $state(false);
  /** Whether the composer may ask here and now what was seen or heard. */
  mayAsk = $state(false);
  /** By others, and new to the reader on this visit; those seen meanwhile stay, so that one can go back to them. */
  readonly fresh = new SvelteSet<string>();
  /** Of the fresh ones, those not yet seen. */
  readonly unseen = new SvelteSet<string>();
  readonly outbox: Outbox;
  readonly #me: Me;
  readonly #episodeId: string;
  readonly #there = new Map<string, Comment>();
  /** Counts what happened to `#there`: watching each of a thousand comments would cost more than reading them again. */
  #changes = $state(0);
  readonly #stale = new Set<string>();
  #staleAll = false;
  #drawn: Thread[] = [];
  #fetching = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(me: Me, episodeId: string, given: Given) {
    this.#me = me;
    this.#episodeId = episodeId;
    const { seenUntil } = given;
    for (const comment of given.comments) {
      this.#there.set(comment.id, comment);
      if (seenUntil !== null && !comment.deleted && comment.createdAt > seenUntil) this.#welcome(comment);
    }
    this.#take(given);
    this.outbox = new Outbox(me.author.id, episodeId, async (body, recoded) => {
      this.upsert(await call(addComment, { params: { episodeId }, body, ...inTime() }));
      if (recoded) await this.#code(body.id, body.codes);
    });
  }

  /** Every comment there is, and one's own that are still on their way. What did not change is the same object. */
  readonly threads = $derived.by(() => {
    void this.#changes;
    const unsent = this.outbox.items.flatMap((item) =>
      this.#there.has(item.body.id) ? [] : [this.#optimistic(item)],
    );
    this.#drawn = threadsOf([...this.#there.values(), ...unsent], this.#drawn);
    return this.#drawn;
  });

  /** Puts a comment as the server just gave it. */
  upsert(comment: Comment) {
    const before = this.#there.get(comment.id);
    if (!before && !comment.deleted) this.#welcome(comment);
    // The same again would redraw its card, and after a reset every card.
    if (JSON.stringify(before) === JSON.stringify(comment)) return;
    this.#there.set(comment.id, comment);
    this.#changes += 1;
  }

  remove(id: string) {
    if (this.#there.delete(id)) this.#changes += 1;
    this.fresh.delete(id);
    this.unseen.delete(id);
  }

  /** Until when everything that others wrote here was seen. */
  seenUntil() {
    let until = beginning;
    let first: string | undefined;
    for (const { id, mine, createdAt } of this.#there.values()) {
      if (mine) continue;
      if (this.unseen.has(id)) first = first === undefined || createdAt < first ? createdAt : first;
      else if (createdAt > until) until = createdAt;
    }
    if (first === undefined || until < first) return until;
    return new Date(Date.parse(first) - 1).toISOString();
  }

  /** Reads what the club wrote while everybody was alone; what one writes from now on is not independent. */
  async readClub() {
    await call(readClub, { params: { episodeId: this.#episodeId } });
    await this.refetch();
  }

  /** Takes everything as it is now; what was missed meanwhile comes with it. */
  async refetch() {
    this.#staleAll = true;
    await this.#refresh();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.outbox.close();
  }

  #welcome({ id, mine }: Comment) {
    if (mine) return;
    this.fresh.add(id);
    this.unseen.add(id);
  }

  #take({ meetingNow, stage, stageMeetingId, mayAsk }: Omit<Given, 'comments'>) {
    if (stage !== 'open') this.opened = false;
    else if (this.stage === 'alone') this.opened = true;
    Object.assign(this, { meetingNow, stage, stageMeetingId, mayAsk });
  }

  hear(news: LiveNews) {
    if (news.type === 'comment.changed' && news.episodeId === this.#episodeId)
      this.#stale.add(news.commentId);
    else if (wholeNews.includes(news.type)) this.#staleAll = true;
    else return;
    void this.#refresh();
  }

  /** One fetch at a time: two answers about one comment could come in the wrong order. */
  async #refresh() {
    if (this.#fetching || this.#closed) return;
    this.#fetching = true;
    clearTimeout(this.#retry);
    try {
      while (this.#staleAll || this.#stale.size > 0) {
        if (this.#staleAll || this.#stale.size > manyNews) await this.#refetchAll();
        else await this.#refetch();
      }
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      // What is live may be heard while this is not answered, so nobody else would ask again.
      this.#staleAll = true;
      if (isPassing(error) && error.status !== 401 && !this.#closed)
        this.#retry = setTimeout(() => void this.#refresh(), retryMs);
    } finally {
      this.#fetching = false;
    }
  }

  async #refetchAll() {
    this.#staleAll = false;
    this.#stale.clear();
    const params = { episodeId: this.#episodeId };
    const { comments, ...given } = await call(listComments, { params, ...inTime() });
    const ids = new Set(comments.map(({ id }) => id));
    for (const id of this.#there.keys()) if (!ids.has(id)) this.remove(id);
    for (const comment of comments) this.upsert(comment);
    this.#take(given);
  }

  async #refetch() {
    const [commentId] = this.#stale;
    if (!commentId) return;
    this.#stale.delete(commentId);
    try {
      this.upsert(await call(getComment, { params: { commentId }, ...inTime() }));
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 404) throw error;
      this.remove(commentId);
    }
  }

  #optimistic({ body, unsent, since }: Outbox['items'][number]): Shown {
    const { before: _, facilitation, mentions, ...written } = body;
    const { id, number, phase } = this.meetingNow ?? {};
    return {
      ...written,
      ...this.#me,
      ...facilitation,
      // Who is named is known by the members of the club.
      mentions: mentions.map((userId) => ({ id: userId, name: '' })),
      episodeId: this.#episodeId,
      mine: true,
      independent: false,
      splitFromId: null,
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

  /** Sends a comment or reply; it is on the screen when this returns. `id`: when it was spoken of before it was sent. */
  add({ id = newId(), ...comment }: Omit<NewComment, 'id'> & { id?: string }) {
    this.outbox.add({ id, ...comment });
    return id;
  }

  /** Marks one's own comment, also while it is on its way. */
  async mark(id: string, codes: Codes) {
    if (!this.outbox.recode(id, codes)) await this.#code(id, codes);
  }

  async #code(commentId: string, body: Codes) {
    this.upsert(await call(codeComment, { params: { commentId }, body, ...inTime() }));
  }
}

const inTime = () => ({ signal: AbortSignal.timeout(patienceMs) });
