/** The nearest element around this one that scrolls, or the page. */
function scrollerOf(element: Element): Element {
  for (let at = element.parentElement; at; at = at.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(at).overflowY) && at.scrollHeight > at.clientHeight) return at;
  }
  return document.scrollingElement ?? document.documentElement;
}

/**
 * Remembers where the first visible part of a list stands; call what it returns after the list was redrawn, and that part
 * stands there again, whatever came above it. While the list's beginning is in view there is nothing to hold.
 */
export function holdStill(list: Element, parts: string) {
  const scroller = scrollerOf(list);
  const edge = scroller === document.scrollingElement ? 0 : scroller.getBoundingClientRect().top;
  if (list.getBoundingClientRect().top >= edge) return () => {};
  const first = [...list.querySelectorAll(parts)].find((part) => part.getBoundingClientRect().bottom > edge);
  if (!first) return () => {};
  const before = first.getBoundingClientRect().top;
  return () => {
    const moved = first.isConnected ? first.getBoundingClientRect().top - before : 0;
    if (moved !== 0) scroller.scrollBy({ top: moved, behavior: 'instant' });
  };
}
