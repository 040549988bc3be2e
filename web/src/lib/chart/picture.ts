/** What of an svg's look comes from the page, and has to travel with it. */
const looks = [
  ...[
    'fill',
    'fill-opacity',
    'stroke',
    'stroke-width',
    'stroke-dasharray',
    'stroke-linecap',
    'stroke-linejoin',
  ],
  ...['opacity', 'font-size', 'font-weight', 'text-anchor'],
];
const edge = 16;
const titleRoom = 34;

/**
 * A chart as a picture file that stands by itself: its looks written into it, on the page's ground, with its title above.
 * In a typeface that every machine has, since a picture can't bring one along.
 */
export function standAlone(
  chart: SVGSVGElement,
  title: string,
): { svg: string; width: number; height: number } {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const originals = [chart, ...chart.querySelectorAll('*')];
  for (const [at, element] of [copy, ...copy.querySelectorAll('*')].entries()) {
    const original = originals[at];
    if (!original) continue;
    const look = getComputedStyle(original);
    for (const name of looks) element.setAttribute(name, look.getPropertyValue(name));
    for (const name of ['class', 'style', 'tabindex', 'role', 'aria-pressed', 'aria-label'])
      element.removeAttribute(name);
  }
  // What reaches over the chart's edge, such as names at the ends of lines, stays in the picture.
  const box = chart.getBBox();
  const [left, top] = [Math.min(0, box.x) - edge, Math.min(0, box.y) - edge - titleRoom];
  const width = Math.ceil(Math.max(chart.clientWidth, box.x + box.width) + edge - left);
  const height = Math.ceil(Math.max(chart.clientHeight, box.y + box.height) + edge - top);
  const page = getComputedStyle(document.documentElement);
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.setAttribute('width', String(width));
  svg.setAttribute('height', String(height));
  svg.setAttribute('viewBox', `${left} ${top} ${width} ${height}`);
  svg.setAttribute('font-family', 'system-ui, sans-serif');
  const ground = element('rect', { x: left, y: top, width, height, fill: page.backgroundColor });
  const heading = element('text', { x: left + edge, y: top + edge + 14, fill: page.color });
  heading.setAttribute('font-size', '17');
  heading.setAttribute('font-weight', '650');
  heading.textContent = title;
  svg.append(ground, heading, copy);
  return { svg: new XMLSerializer().serializeToString(svg), width, height };
}

function element(name: string, attributes: Record<string, string | number>) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/** The same as a PNG, twice as fine as on the screen. */
export async function asPng({ svg, width, height }: ReturnType<typeof standAlone>): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = new OffscreenCanvas(width * 2, height * 2);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: 'image/png' });
}

/** Hands a file to the reader, to keep where they like. */
export function save(blob: Blob, name: string) {
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // Not before the browser has taken it.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
