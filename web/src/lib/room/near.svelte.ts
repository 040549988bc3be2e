import { tick } from 'svelte';
import { holdStill } from './steady.ts';
import type { Thread } from './threads.ts';

/** Up to so many cards are always drawn whole. */
const few = 30;
/** A long list is made in parts of so many, so that none holds up what one does meanwhile. */
const part = 60;
/** How far from what is seen a card is drawn whole. */
const margin = '900px 0px';
/** So long after something was brought into view, that is what must not move. */
const aimMs = 800;

/** Where one card stands: near enough to be drawn whole, and how high it was when it last was. */
export class Place {
  near = $state(false);
  /** The video is there. */
  now = $state(false);
  /** It was asked for. */
  selected = $state(false);
  heightPx = 0;
}

/**
 * Which cards of a long list are drawn whole. The others are their words alone, at the height they had or should have,
 * so that a list of a thousand opens at once, can be searched with the browser, and reads aloud from end to end.
 */
export class Near {
  /** So many cards of the list exist. */
  upTo = $state(part);
  readonly #places = new Map<string, Place>();
  readonly #ofCard = new WeakMap<Element, Place>();
  #observer: IntersectionObserver | undefined;
  #list: HTMLElement | undefined;
  #aim: { card: Element; until: number } | undefined;
  readonly #lit: Record<'now' | 'selected', Place | undefined> = { now: undefined, selected: undefined };

  /** An attachment of the list. */
  mount = (list: HTMLElement) => {
    this.#list = list;
    this.#observer = new IntersectionObserver((entries) => this.#redraw(entries), {
      rootMargin: margin,
      // Of lists that scroll by themselves; a browser that does not know it draws cards as they come into view.
      ...{ scrollMargin: margin },
    });
    for (const card of list.querySelectorAll('[data-thread]')) this.#observer.observe(card);
    return () => this.#observer?.disconnect();
  };

  /** Begins the list anew. */
  restart() {
    this.upTo = part;
  }

  /** Goes on making the list, for an effect that is run again as it grows. */
  grow(length: number) {
    if (this.upTo >= length) return;
    const timer = setTimeout(() => (this.upTo += part), 16);
    return () => clearTimeout(timer);
  }

  /** Makes the list at least as far as this card and some after it. */
  reach(at: number) {
    this.upTo = Math.max(this.upTo, at + part);
  }

  of(id: string) {
    const known = this.#places.get(id);
    if (known) return known;
    const place = new Place();
    this.#places.set(id, place);
    return place;
  }

  /** Says of one card alone that the video is there, or that it was asked for: the other thousand need not look. */
  light(what: 'now' | 'selected', id: string | undefined) {
    const place = id === undefined ? undefined : this.of(id);
    const before = this.#lit[what];
    if (before === place) return;
    if (before) before[what] = false;
    if (place) place[what] = true;
    this.#lit[what] = place;
  }

  /** An attachment of a card. */
  watch(place: Place) {
    return (card: HTMLElement) => {
      this.#ofCard.set(card, place);
      this.#observer?.observe(card);
      return () => this.#observer?.unobserve(card);
    };
  }

  isFew(threads: readonly Thread[]) {
    return threads.length <= few;
  }

  /** Draws these whole now, on the way to bringing one of them into view. */
  draw(threads: readonly Thread[]) {
    for (const { comment } of threads) this.of(comment.id).near = true;
  }

  /** What was just brought into view stays where it is while the cards around it take their true heights. */
  aimAt(card: Element) {
    this.#aim = { card, until: performance.now() + aimMs };
  }

  /** The card that must not move now, if any was just asked for. */
  get aim() {
    return this.#aim && performance.now() < this.#aim.until ? this.#aim.card : undefined;
  }

  #redraw(entries: readonly IntersectionObserverEntry[]) {
    const changed = entries.flatMap(({ target, isIntersecting, boundingClientRect }) => {
      const place = this.#ofCard.get(target);
      if (!place || place.near === isIntersecting || (!isIntersecting && isBusy(target))) return [];
      return { place, near: isIntersecting, heightPx: boundingClientRect.height };
    });
    if (changed.length === 0 || !this.#list) return;
    const restore = holdStill(this.#list, '[data-thread]', this.aim);
    for (const { place, near, heightPx } of changed) {
      if (!near) place.heightPx = heightPx;
      place.near = near;
    }
    void tick().then(restore);
  }
}

/** Somebody is at work in it: what they write, and where they are, stays. */
function isBusy(card: Element) {
  return card.contains(document.activeElement) || card.querySelector('textarea') !== null;
}

/** About how high a card is that was never drawn. */
export function guessPx({ comment, replies }: Thread) {
  const linePx = 23;
  const lines = (text: string) => Math.min(12, Math.ceil(text.length / 44) || 1);
  const shown = replies.slice(-3);
  return 86 + lines(comment.text) * linePx + shown.reduce((sum, { text }) => sum + 76 + lines(text) * 19, 0);
}
