const gap = 6;
const margin = 8;

/** The item that a key leads to from the one in focus; undefined when the key means nothing here. */
export function nextOf(items: HTMLElement[], key: string) {
  const here = items.findIndex((item) => item === document.activeElement);
  if (key === 'ArrowDown') return items[(here + 1) % items.length];
  if (key === 'ArrowUp') return items.at(here <= 0 ? -1 : here - 1);
  if (key === 'Home') return items[0];
  if (key === 'End') return items.at(-1);
  if (key.length !== 1 || key === ' ') return undefined;
  const from = [...items.slice(here + 1), ...items.slice(0, here + 1)];
  return from.find((item) => item.textContent.trim().toLocaleLowerCase().startsWith(key.toLocaleLowerCase()));
}

/** Where to put a list so that it hangs from its button, or stands on it when there is no room below. */
export function beside(button: HTMLElement, list: HTMLElement, align: 'start' | 'end') {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = list;
  const below = at.bottom + gap;
  const top = below + height <= innerHeight - margin ? below : Math.max(margin, at.top - gap - height);
  const wanted = align === 'start' ? at.left : at.right - width;
  const left = Math.min(Math.max(margin, wanted), document.documentElement.clientWidth - width - margin);
  return `top:${top}px;left:${left}px`;
}
