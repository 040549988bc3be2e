/** This element or the nearest around it that scrolls, or the page. */
function scrollerOf(element: Element): Element {
  for (let at: Element | null = element; at; at = at.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(at).overflowY) && at.scrollHeight > at.clientHeight) return at;
  }
  return document.scrollingElement ?? document.documentElement;
}

/**
 * Remembers where the first visible part of a list stands, or `aim` when that is what one is looking at; call what it
 * returns after the list was redrawn, and that part stands there again, whatever came above it. Where the whole page
 * scrolls and the list only begins in view, what stands above the list is what must not move, and nothing is held.
 */
export function holdStill(list: Element, parts: string, aim?: Element) {
  const scroller = scrollerOf(list);
  const page = scroller === document.scrollingElement;
  const edge = page ? 0 : scroller.getBoundingClientRect().top;
  if (!aim && page && list.getBoundingClientRect().top >= edge) return () => {};
  const held =
    aim ?? [...list.querySelectorAll(parts)].find((part) => part.getBoundingClientRect().bottom > edge);
  if (!held) return () => {};
  const before = held.getBoundingClientRect().top;
  return () => {
    const moved = held.isConnected ? held.getBoundingClientRect().top - before : 0;
    if (moved !== 0) scroller.scrollBy({ top: moved, behavior: 'instant' });
  };
}
